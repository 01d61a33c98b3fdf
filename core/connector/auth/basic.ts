import type { Authorization } from './authorization.ts'

/** HTTP Basic (RFC 7617), in UTF-8. A colon in the user name cannot be sent: it would end there. */
export function basic({ user, password }: { user: string; password: string }): Authorization {
  const credentials = Buffer.from(`${user}:${password}`, 'utf8').toString('base64')
  const headers = { authorization: `Basic ${credentials}` }
  return { headers: async () => headers }
}
