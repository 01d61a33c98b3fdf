import { IntegrationError } from '../../errors/integration-error.ts'
import { vendorFailure } from '../outbound.ts'
import type { AuthContext, Authorization } from './authorization.ts'

const TOKEN = 'x-csrf-token'
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

export type CsrfSession = {
  /** Any address of the vendor's API that answers a read cheaply. */
  url: string | URL
  /** How the session is opened. */
  over: Authorization
  /** Whether an answer says that the token is missing or spent; unless told: 403 with `X-CSRF-Token: Required`. */
  spent?: (response: Response) => boolean
}

type Session = { token: string; cookies: Map<string, string> }

/**
 * Sessions whose writes carry a token against forged requests: a read with `X-CSRF-Token: Fetch` answers with the token
 * and the session's cookies, and each write sends both back. One session per process, opened at the first write, and
 * opened anew when the vendor asks for it. Reads go without the session, so that they can go to any server.
 */
export function csrfSession(auth: AuthContext, { url, over, spent = isRequired }: CsrfSession): Authorization {
  let opening: Promise<Session> | undefined

  const open = async (): Promise<Session> => {
    const target = new URL(url)
    const request = { method: 'GET', url: target, headers: new Headers() }
    const ask = async () => {
      const headers = new Headers({ ...(await over.headers(request)), accept: '*/*', [TOKEN]: 'Fetch' })
      const init = { headers, ...(over.certificate && { certificate: over.certificate }) }
      return [await auth.fetch(target, init), headers] as const
    }
    let [response, sent] = await ask()
    if (await over.refused?.(response, sent, request)) [response] = await ask()
    const token = response.headers.get(TOKEN)
    if (response.ok && token && token.toLowerCase() !== 'required') {
      const session = { token, cookies: new Map<string, string>() }
      take(session, response)
      return session
    }
    if (!response.ok)
      throw vendorFailure({
        vendor: auth.vendor,
        status: response.status,
        message: `no session could be opened at ${target.pathname}`,
        retryAfter: response.headers.get('retry-after'),
      })
    throw new IntegrationError('vendor-denied', `${auth.vendor} opens no session for writes.`, {
      kind: 'policy',
      status: 502,
      team: 'integration',
      detail: `${target.pathname} answered ${response.status} without ${TOKEN}.`,
    })
  }
  const session = (): Promise<Session> => {
    const current = opening ?? open()
    opening = current
    current.catch(() => {
      if (opening === current) opening = undefined
    })
    return current
  }
  return {
    ...(over.certificate && { certificate: over.certificate }),
    headers: async (request) => {
      const headers = await over.headers(request)
      if (READS.has(request.method.toUpperCase())) return headers
      const { token, cookies } = await session()
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      return { ...headers, [TOKEN]: token, ...(cookie && { cookie }) }
    },
    refused: async (response, sent, request) => {
      const token = sent.get(TOKEN)
      const current = await opening?.catch(() => undefined)
      if (token !== null && current?.token === token) {
        if (spent(response)) opening = undefined
        else take(current, response)
      }
      if (token !== null && spent(response)) return true
      const again = (await over.refused?.(response, sent, request)) ?? false
      // A new token of the account may belong to another session.
      if (again && current?.token === token) opening = undefined
      return again
    },
  }
}

const isRequired = (response: Response): boolean =>
  response.status === 403 && response.headers.get(TOKEN)?.toLowerCase() === 'required'

/** Keeps what the vendor sets, and drops what it takes back. Paths and domains do not matter: one host, one session. */
function take({ cookies }: Session, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';')
    const at = pair.indexOf('=')
    if (at < 1) continue
    const name = pair.slice(0, at).trim()
    const value = pair.slice(at + 1).trim()
    if (value === '' || attributes.some((attribute) => /^\s*max-age\s*=\s*(0|-\d+)\s*$/i.test(attribute)))
      cookies.delete(name)
    else cookies.set(name, value)
  }
}
