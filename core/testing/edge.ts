import type { SessionParts } from '../runtime/session-routes.ts'
import { Edge, type EdgeOptions } from '../security/edge.ts'
import type { Session } from '../security/sessions.ts'
import { Tokens } from '../security/tokens.ts'

/** A door that knows nobody but who holds a token of `key`; and the developer, where there is one. */
export function edgeOf({
  key = 'a key for tests of pages, and no more',
  development,
  sessions = { find: async () => undefined },
  record,
}: {
  key?: string
  development?: EdgeOptions['development']
  sessions?: EdgeOptions['sessions']
  record?: EdgeOptions['record']
} = {}): Edge {
  return new Edge({
    tokens: new Tokens(key),
    issuers: [],
    access: {
      byKey: async () => undefined,
      isRevoked: async () => false,
      contractOf: async () => undefined,
      grantedTo: async () => [],
      planOf: async () => undefined,
    },
    sessions,
    developmentIssuer: true,
    ...(development && { development }),
    ...(record && { record }),
  })
}

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
