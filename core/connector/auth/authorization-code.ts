import * as oauth from 'oauth4webapi'
import { IntegrationError } from '../../errors/integration-error.ts'
import type { AuthContext } from './authorization.ts'
import { type BearerAuthorization, bearer } from './bearer.ts'
import { nameOf } from './client-credentials.ts'
import { requestGrant, type TokenEndpoint } from './token-endpoint.ts'

/** Where a person is sent to consent. `verifier` and `state` are kept by whoever began, and given to `complete`. */
export type Consent = { url: string; state: string; verifier: string; redirectUri: string }

export type CodeAuthorization = BearerAuthorization & {
  begin(redirectUri: string): Promise<Consent>
  /** Takes the address that the vendor sent the person back to, and keeps the grant for all workers. */
  complete(callback: URL, consent: Consent): Promise<void>
}

/**
 * OAuth 2.0 authorization code with PKCE (RFC 6749 section 4.1, RFC 7636), then refresh tokens. A person consents once;
 * where refresh tokens rotate, the new one is stored in the same statement that replaces the old. Throws
 * `authorization-needed` until somebody has consented, and again once the vendor takes the refresh token no more.
 */
export function authorizationCode(
  auth: AuthContext,
  endpoint: TokenEndpoint & { authorizationUrl: string; scope?: string; parameters?: Record<string, string> },
): CodeAuthorization {
  const { tokenUrl, clientId, scope } = endpoint
  const name = nameOf('code', tokenUrl, clientId, scope)
  const authorization = bearer(auth, name, async (replaced) => {
    if (!replaced?.refreshToken) throw authorizationNeeded(auth.vendor)
    const grant = await requestGrant(auth, endpoint, 'refresh_token', { refresh_token: replaced.refreshToken }).catch(
      (error: IntegrationError) => {
        throw error.code === 'vendor-denied' ? authorizationNeeded(auth.vendor, error.detail) : error
      },
    )
    // A vendor that does not rotate sends none: the old one stays good.
    return { ...grant, refreshToken: grant.refreshToken ?? replaced.refreshToken }
  })
  return {
    ...authorization,
    begin: async (redirectUri) => {
      const state = oauth.generateRandomState()
      const verifier = oauth.generateRandomCodeVerifier()
      const url = new URL(endpoint.authorizationUrl)
      for (const [key, value] of Object.entries({
        ...endpoint.parameters,
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        ...(scope && { scope }),
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }))
        url.searchParams.set(key, value)
      return { url: url.href, state, verifier, redirectUri }
    },
    complete: async (callback, { state, verifier, redirectUri }) => {
      const { searchParams } = callback
      const code = searchParams.get('code')
      if (searchParams.get('state') !== state || !code)
        throw authorizationNeeded(auth.vendor, searchParams.get('error') ?? 'the answer belongs to no request of ours')
      const grant = await requestGrant(auth, endpoint, 'authorization_code', {
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      })
      await auth.exclusively(`grant:${name}`, async () => {
        const before = await auth.grants.read(name)
        await auth.grants.replace(name, before?.generation ?? 0, grant)
      })
    },
  }
}

function authorizationNeeded(vendor: string, detail?: string): IntegrationError {
  return new IntegrationError('authorization-needed', `Somebody has to let Gantry into ${vendor} once more.`, {
    kind: 'policy',
    status: 502,
    team: 'integration',
    ...(detail && { detail }),
  })
}
