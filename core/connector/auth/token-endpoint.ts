import { createPrivateKey, type KeyObject } from 'node:crypto'
import * as oauth from 'oauth4webapi'
import { IntegrationError } from '../../errors/integration-error.ts'
import { vendorFailure } from '../outbound.ts'
import type { AuthContext, ClientCertificate } from './authorization.ts'
import type { Grant } from './grant-store.ts'

/** How a client proves to a token endpoint who it is. */
export type ClientProof =
  /** RFC 6749: the secret in the body, or as HTTP Basic. */
  | { method: 'post' | 'basic'; secret: string }
  /** RFC 7523: an assertion signed with our key, a PEM of an RSA (`RS256`, `PS256`) or EC P-256 key (`ES256`). */
  | {
      method: 'assertion'
      key: string
      keyId?: string
      algorithm?: Algorithm
      /** Whom the assertion is for; the endpoint's address unless told. */
      audience?: string
      claims?: Record<string, string>
      /** Of the assertion, such as `x5t#S256` where a vendor tells certificates apart by it. */
      header?: Record<string, string>
    }
  /** RFC 8705: the certificate of the TLS handshake. */
  | { method: 'certificate'; certificate: ClientCertificate }
  /** A public client, which has no secret to keep. */
  | { method: 'none' }

export type Algorithm = 'RS256' | 'PS256' | 'ES256'

export type TokenEndpoint = {
  tokenUrl: string
  clientId: string
  client: ClientProof
  /** Needed where answers carry an ID token that names another issuer than the endpoint's origin. */
  issuer?: string
}

/** A new token is fetched in the last tenth to fifth of a token's life, the moment drawn anew by each worker. */
const RENEW_IN_LAST = [0.1, 0.2] as const
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Asks a token endpoint (RFC 6749 section 5). Throws `vendor-denied` where it does not take our credentials, whatever
 * status it says so with, and transient errors of known outcome otherwise. No error repeats a credential.
 */
export async function requestGrant(
  auth: AuthContext,
  endpoint: TokenEndpoint,
  grantType: string,
  parameters: Record<string, string>,
): Promise<Grant> {
  const { tokenUrl, clientId, client } = endpoint
  const url = new URL(tokenUrl)
  if (url.protocol !== 'https:' && !LOOPBACK.has(url.hostname))
    throw misconfigured(`tokenUrl: credentials do not go to ${url.origin} without TLS`)
  const server = { issuer: endpoint.issuer ?? url.origin, token_endpoint: tokenUrl }
  const certificate = client.method === 'certificate' ? client.certificate : undefined
  try {
    const response = await oauth.genericTokenEndpointRequest(
      server,
      { client_id: clientId, [oauth.clockSkew]: await clockSkewOf(auth) },
      proofOf(tokenUrl, client),
      grantType,
      parameters,
      {
        [oauth.allowInsecureRequests]: true,
        [oauth.customFetch]: async (target, init) => {
          const answer = await auth.fetch(target, {
            method: init.method,
            headers: init.headers,
            body: String(init.body),
            ...(certificate && { certificate }),
          })
          if (answer.status < 500 && answer.status !== 429) return answer
          const { status, headers } = answer
          throw vendorFailure({
            vendor: auth.vendor,
            status,
            message: `the token endpoint ${url.pathname} failed`,
            retryAfter: headers.get('retry-after'),
          })
        },
      },
    )
    const now = Date.now()
    const answer = await oauth.processGenericTokenEndpointResponse(server, { client_id: clientId }, response)
    return grantOf(answer, now)
  } catch (thrown) {
    throw failureOf(auth.vendor, url, thrown, secretsOf(endpoint, parameters))
  }
}

/** What this machine's clock lacks, in seconds. */
const clockSkewOf = async ({ now }: AuthContext): Promise<number> =>
  now ? Math.round(((await now()).getTime() - Date.now()) / 1000) : 0

function grantOf(answer: oauth.TokenEndpointResponse, now: number): Grant {
  const { access_token, refresh_token, expires_in, token_type, id_token, ...more } = answer
  const lifeMs = expires_in === undefined ? undefined : expires_in * 1000
  const [least, most] = RENEW_IN_LAST
  return {
    accessToken: access_token,
    ...(lifeMs !== undefined && {
      expiresAt: now + lifeMs,
      renewAt: now + lifeMs * (1 - least - Math.random() * (most - least)),
    }),
    ...(refresh_token && { refreshToken: refresh_token }),
    more,
  }
}

function proofOf(tokenUrl: string, client: ClientProof): oauth.ClientAuth {
  switch (client.method) {
    case 'post':
      return oauth.ClientSecretPost(client.secret)
    case 'basic':
      return oauth.ClientSecretBasic(client.secret)
    case 'certificate':
      return oauth.TlsClientAuth()
    case 'none':
      return oauth.None()
    case 'assertion': {
      const algorithm = client.algorithm ?? 'RS256'
      const key = readKey(client.key).toCryptoKey(ALGORITHMS[algorithm], false, ['sign']) as CryptoKey
      return oauth.PrivateKeyJwt(client.keyId ? { key, kid: client.keyId } : key, {
        [oauth.modifyAssertion]: (header, payload) => {
          header.typ = 'JWT'
          Object.assign(header, client.header)
          payload.aud = client.audience ?? tokenUrl
          Object.assign(payload, client.claims)
        },
      })
    }
  }
}

export const ALGORITHMS = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
} as const satisfies Record<Algorithm, object>

/** Throws `connection-misconfigured`, which repeats nothing of the key. */
export function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw misconfigured('key: expected the PEM of an RSA or EC P-256 private key')
  }
}

export function misconfigured(detail: string): IntegrationError {
  return new IntegrationError(
    'connection-misconfigured',
    'The credentials of a connection cannot be used as they are.',
    {
      kind: 'policy',
      team: 'integration',
      detail,
    },
  )
}

const secretsOf = ({ client }: TokenEndpoint, parameters: Record<string, string>): string[] =>
  [
    'secret' in client ? client.secret : undefined,
    'key' in client ? client.key : undefined,
    parameters.refresh_token,
    parameters.assertion,
    parameters.code,
    parameters.code_verifier,
  ].filter((secret) => secret !== undefined)

function failureOf(vendor: string, url: URL, thrown: unknown, secrets: readonly string[]): IntegrationError {
  if (thrown instanceof IntegrationError) return withKnownOutcome(thrown)
  const said =
    thrown instanceof oauth.ResponseBodyError
      ? `${vendor} ${thrown.status} ${thrown.error}: ${thrown.error_description ?? ''}`
      : thrown instanceof Error
        ? thrown.message
        : 'unreadable'
  const detail = secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), said)
  // The cause is left out: it holds the whole answer, which may repeat what was sent.
  return new IntegrationError('vendor-denied', `${vendor} does not accept our credentials.`, {
    kind: 'policy',
    status: 502,
    team: 'integration',
    detail: `${detail} (POST ${url.pathname})`.slice(0, 1000),
  })
}

/** Whatever became of a request for a token, nothing of the business came of it. */
function withKnownOutcome(error: IntegrationError): IntegrationError {
  const { code, message, kind, status, detail, retryAfterMs, team } = error
  return new IntegrationError(code, message, {
    kind,
    status,
    ...(detail !== undefined && { detail }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(team !== undefined && { team }),
  })
}
