import { createPublicKey, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Books, SandboxContext } from '@gantry/core/sandbox'
import type { Context, MiddlewareHandler } from 'hono'
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { problemOf, Refusal } from './problem.ts'

const LIFETIME_S = 3599
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Microsoft Entra ID, v2.0 token endpoint: client credentials with a secret or a certificate. Real time. */
export function entra({ books, settings }: SandboxContext) {
  // Kept in the books: a token outlives a restart, as it would at the vendor.
  const key = (): string => {
    const kept = books.get<{ key: string }>('_tokenKey', '1')
    if (!kept) endSessions(books)
    return kept?.key ?? key()
  }
  const signing = (): Uint8Array => Buffer.from(key(), 'base64')
  const seen = new Map<string, { until: number; key: string }>()

  /** A certificate's assertion (Microsoft identity platform, "certificate credentials"). */
  const assert = async (assertion: string, audience: string): Promise<void> => {
    const { payload } = await jwtVerify(assertion, createPublicKey(settings.publicKey!), {
      algorithms: ['RS256', 'PS256'],
      issuer: settings.clientId!,
      subject: settings.clientId!,
      audience,
      requiredClaims: ['exp', 'nbf', 'jti'],
    })
    const header = decodeProtectedHeader(assertion) as Record<string, unknown>
    const thumbprint = Buffer.from(settings.certificateThumbprint!, 'hex').toString('base64url')
    if (header['x5t#S256'] !== thumbprint) throw new Error('unknown certificate')
    if (payload.exp! - payload.nbf! > 600) throw new Error('lives too long')
  }

  const token = async (c: Context): Promise<Response> => {
    const refuse = (status: 400 | 401, error: string, code: number, text: string) =>
      c.json({ error, error_description: `AADSTS${code}: ${text}`, error_codes: [code] }, status)
    if (c.req.param('tenant') !== settings.tenantId)
      return refuse(400, 'invalid_request', 90002, `Tenant '${c.req.param('tenant')}' not found.`)
    const form = new URLSearchParams(await c.req.text())
    if (form.get('grant_type') !== 'client_credentials')
      return refuse(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.')
    const { origin } = new URL(c.req.url)
    if (form.get('scope')?.replace(/\/+\.default$/, '') !== origin)
      return refuse(400, 'invalid_resource', 500011, 'The resource principal was not found in the tenant.')
    if (form.get('client_id') !== settings.clientId)
      return refuse(400, 'unauthorized_client', 700016, 'Application was not found in the directory.')
    const assertion = form.get('client_assertion')
    if (assertion) {
      try {
        if (form.get('client_assertion_type') !== JWT_BEARER) throw new Error('wrong type')
        await assert(assertion, c.req.url)
      } catch {
        return refuse(401, 'invalid_client', 700027, 'The certificate used to sign the client assertion is not valid.')
      }
    } else if (!same(form.get('client_secret') ?? '', settings.clientSecret!))
      return refuse(401, 'invalid_client', 7000215, 'Invalid client secret provided.')
    const secret = signing()
    await books.durable()
    const access = await new SignJWT({ appid: settings.clientId! })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(origin)
      .setJti(randomBytes(12).toString('hex'))
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_S}s`)
      .sign(secret)
    return c.json({ token_type: 'Bearer', expires_in: LIFETIME_S, ext_expires_in: LIFETIME_S, access_token: access })
  }

  const bearer: MiddlewareHandler = async (c, next) => {
    const presented = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
    const known = seen.get(presented)
    if (!known || known.until <= Date.now() || known.key !== key()) {
      try {
        const { payload } = await jwtVerify(presented, signing(), { algorithms: ['HS256'] })
        seen.set(presented, { until: payload.exp! * 1000, key: key() })
      } catch {
        c.header('www-authenticate', 'Bearer authorization_uri="https://login.windows.net/common/oauth2/authorize"')
        return c.json(problemOf(new Refusal(401, 'The access token is missing or not valid.')), 401)
      }
    }
    return next()
  }
  return { token, bearer }
}

/** No token given so far is taken any more. */
export function endSessions(books: Books): void {
  books.put('_tokenKey', '1', { key: randomBytes(32).toString('base64') })
}

/** An empty secret in the settings is one that nobody knows. */
const same = (given: string, secret: string): boolean =>
  secret !== '' && given.length === secret.length && timingSafeEqual(Buffer.from(given), Buffer.from(secret))
