import type { SessionParts } from '../runtime/session-routes.ts'
import { Edge, type EdgeOptions } from '../security/edge.ts'
import type { Session } from '../security/sessions.ts'
import { Tokens } from '../security/tokens.ts'

/** Knows no client, no key and no contract. */
export const noAccess: EdgeOptions['access'] = {
  byKey: async () => undefined,
  isRevoked: async () => false,
  contractOf: async () => undefined,
  grantedTo: async () => [],
  planOf: async () => undefined,
}

/** A door that knows nobody but who holds a token of `key`; and the developer, where there is one. */
export const edgeOf = ({
  key = 'a key for tests of pages, and no more',
  ...options
}: { key?: string } & Partial<EdgeOptions> = {}): Edge =>
  new Edge({
    tokens: new Tokens(key),
    issuers: [],
    access: noAccess,
    sessions: { find: async () => undefined },
    developmentIssuer: true,
    ...options,
  })

/** Sessions of one process, and no longer than it. */
export function sessionsInMemory(): SessionParts['sessions'] {
  const kept = new Map<string, Session>()
  return {
    begin: async (identity) => {
      const cookie = crypto.randomUUID()
      const session = { identity, csrf: crypto.randomUUID() }
      kept.set(cookie, session)
      return { cookie, session }
    },
    find: async (cookie) => kept.get(cookie),
    end: async (cookie) => void kept.delete(cookie),
  }
}
