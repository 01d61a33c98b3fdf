import { createHash } from 'node:crypto'
import type { AuthContext } from './authorization.ts'
import { type BearerAuthorization, bearer } from './bearer.ts'
import { requestGrant, type TokenEndpoint } from './token-endpoint.ts'

/**
 * OAuth 2.0 client credentials (RFC 6749 section 4.4): our program acts as itself. `parameters` are the vendor's own,
 * such as `resource` or `audience`.
 */
export function clientCredentials(
  auth: AuthContext,
  endpoint: TokenEndpoint & { scope?: string; parameters?: Record<string, string> },
): BearerAuthorization {
  const { tokenUrl, clientId, scope, parameters } = endpoint
  return bearer(auth, nameOf('client', tokenUrl, clientId, scope, parameters), () =>
    requestGrant(auth, endpoint, 'client_credentials', { ...(scope && { scope }), ...parameters }),
  )
}

/** Tokens of other rights, or of another client, are others. */
export const nameOf = (kind: string, ...parts: unknown[]): string =>
  `${kind}:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)}`
