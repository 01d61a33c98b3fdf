import type { AuthContext } from '@gantry/core/connector/auth/authorization'
import type { BearerAuthorization } from '@gantry/core/connector/auth/bearer'
import { clientCredentials } from '@gantry/core/connector/auth/client-credentials'
import { readKey } from '@gantry/core/connector/auth/token-endpoint'

export const TOKEN_PATH = '/services/rest/auth/oauth2/v1/token'

type Credentials = { clientId: string; certificateId: string; privateKey: string }

/**
 * OAuth 2.0 client credentials with a signed assertion (RFC 7523; Oracle help, "The Request Token Structure"):
 * PS256 with an RSA key, ES256 with an EC key.
 */
export function accessTokens(auth: AuthContext, baseUrl: string, credentials: Credentials): BearerAuthorization {
  const { clientId, certificateId, privateKey } = credentials
  return clientCredentials(auth, {
    tokenUrl: `${baseUrl}${TOKEN_PATH}`,
    clientId,
    client: {
      method: 'assertion',
      key: privateKey,
      keyId: certificateId,
      algorithm: readKey(privateKey).asymmetricKeyType === 'rsa' ? 'PS256' : 'ES256',
      claims: { scope: 'rest_webservices' },
    },
  })
}
