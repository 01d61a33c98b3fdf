import { parse } from 'hono/utils/cookie'
import type { Caller } from './caller.ts'

/** The name of the session's cookie: bound to this host and to TLS where there is TLS. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-gantry' : 'gantry')

/** The session's cookie that a request brings along. */
export function cookieOf({ header }: Pick<Caller, 'header'>): string | undefined {
  const cookies = parse(header('cookie') ?? '')
  return cookies[cookieName(true)] ?? cookies[cookieName(false)]
}
