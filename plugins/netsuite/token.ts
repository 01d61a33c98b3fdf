import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { Fetch } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { SignJWT } from 'jose'
import { z } from 'zod'
import { failureOf, withoutOutcome } from './failure.ts'

export const TOKEN_PATH = '/services/rest/auth/oauth2/v1/token'

/** NetSuite's tokens live for an hour; a new one is fetched this long before. */
const RENEW_BEFORE_MS = 120_000

const Grant = z.object({ access_token: z.string(), expires_in: z.coerce.number() })

export type AccessTokens = {
  /** A valid access token; many callers share one request for it. */
  current: () => Promise<string>
  /** Forgets a token that NetSuite no longer takes. */
  forget: (token: string) => void
}

type Credentials = { clientId: string; certificateId: string; privateKey: string }

/**
 * OAuth 2.0 client credentials with a signed assertion (RFC 7523; Oracle help, "The Request Token Structure"):
 * PS256 with an RSA key, ES256 with an EC key.
 */
export function accessTokens(fetch: Fetch, baseUrl: string, credentials: Credentials): AccessTokens {
  const key = readKey(credentials.privateKey)
  const url = `${baseUrl}${TOKEN_PATH}`
  let known: { token: string; renewAt: number } | undefined
  let pending: Promise<string> | undefined

  const assertion = () =>
    new SignJWT({ scope: 'rest_webservices' })
      .setProtectedHeader({ typ: 'JWT', alg: algorithmOf(key), kid: credentials.certificateId })
      .setIssuer(credentials.clientId)
      .setAudience(url)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(key)

  const request = async (): Promise<string> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await assertion(),
      }).toString(),
    })
    const body = await response.text()
    // Whatever 4xx the token endpoint answers, it is our credentials that it does not take.
    if (!response.ok) {
      const status = response.status < 500 && response.status !== 429 ? 401 : response.status
      throw failureOf(status, body, response.headers.get('retry-after'))
    }
    const grant = Grant.parse(JSON.parse(body))
    known = { token: grant.access_token, renewAt: Date.now() + grant.expires_in * 1000 - RENEW_BEFORE_MS }
    return grant.access_token
  }

  return {
    current: async () => {
      if (known && Date.now() < known.renewAt) return known.token
      pending ??= request().finally(() => {
        pending = undefined
      })
      try {
        return await pending
      } catch (error) {
        throw withoutOutcome(error)
      }
    },
    forget: (token) => {
      if (known?.token === token) known = undefined
    },
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    // The parser's own message is left out: it may quote what it could not read.
    throw new IntegrationError('connection-misconfigured', 'The private key for NetSuite cannot be read.', {
      kind: 'policy',
      team: 'integration',
      detail: 'privateKey: expected a PKCS #8 PEM of an RSA or EC P-256 key',
    })
  }
}

const algorithmOf = (key: KeyObject): 'PS256' | 'ES256' => (key.asymmetricKeyType === 'rsa' ? 'PS256' : 'ES256')
