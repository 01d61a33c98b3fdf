import { SignJWT } from 'jose'
import type { AuthContext } from './authorization.ts'
import { type BearerAuthorization, bearer } from './bearer.ts'
import { nameOf } from './client-credentials.ts'
import { type Algorithm, readKey, requestGrant, type TokenEndpoint } from './token-endpoint.ts'

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** In seconds. Some vendors take no assertion that lives longer than three minutes. */
const LIFETIME_S = 180

export type Assertion = {
  /** PEM of an RSA or EC P-256 private key. */
  key: string
  keyId?: string
  algorithm?: Algorithm
  issuer: string
  /** The user that our program acts as. */
  subject: string
  audience: string
  claims?: Record<string, unknown>
}

/** An assertion about a user, signed by us, for a token (RFC 7523 section 2.1). */
export function jwtBearer(
  auth: AuthContext,
  endpoint: Omit<TokenEndpoint, 'client'> & Partial<Pick<TokenEndpoint, 'client'>> & { scope?: string },
  assertion: Assertion,
): BearerAuthorization {
  const { issuer, subject, audience } = assertion
  const key = readKey(assertion.key)
  const signed = async () => {
    const now = Math.floor(((await auth.now?.()) ?? new Date()).getTime() / 1000)
    return new SignJWT({ ...assertion.claims })
      .setProtectedHeader({
        alg: assertion.algorithm ?? 'RS256',
        typ: 'JWT',
        ...(assertion.keyId && { kid: assertion.keyId }),
      })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(now)
      .setJti(crypto.randomUUID())
      .setExpirationTime(now + LIFETIME_S)
      .sign(key)
  }
  const { tokenUrl, clientId, scope, client = { method: 'none' } } = endpoint
  return bearer(auth, nameOf('jwt', tokenUrl, clientId, scope, issuer, subject, audience), async () =>
    requestGrant(auth, { ...endpoint, client }, GRANT_TYPE, {
      assertion: await signed(),
      ...(scope && { scope }),
    }),
  )
}
