import { createPublicKey, randomBytes } from 'node:crypto'
import type { SandboxContext } from '@gantry/core/sandbox'
import type { Context, MiddlewareHandler } from 'hono'
import { jwtVerify, SignJWT } from 'jose'
import { problem, Refusal } from './problem.ts'

const LIFETIME_S = 3600
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const ALGORITHMS = ['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']

/** OAuth 2.0 client credentials with a certificate (Oracle help, "POST Request to the Token Endpoint"). Real time. */
export function authority({ books, settings }: SandboxContext) {
  // Kept in the books: a token outlives a restart, as it would at the vendor.
  const secret = () => {
    const kept = books.get<{ key: string }>('tokenKey', '1')
    const key = kept ?? { key: randomBytes(32).toString('base64') }
    if (!kept) books.put('tokenKey', '1', key)
    return Buffer.from(key.key, 'base64')
  }
  const seen = new Map<string, number>()

  const assert = async (assertion: string, audience: string): Promise<void> => {
    const { payload, protectedHeader } = await jwtVerify(assertion, createPublicKey(settings.publicKey!), {
      algorithms: ALGORITHMS,
      issuer: settings.clientId!,
      audience: [audience, `https://${domain(settings.account!)}/services/rest/auth/oauth2/v1/token`],
      typ: 'JWT',
      requiredClaims: ['exp', 'iat', 'scope'],
    })
    if (protectedHeader.kid !== settings.certificateId) throw new Error('unknown certificate')
    if (payload.exp! - payload.iat! > LIFETIME_S) throw new Error('lives too long')
    const scopes = Array.isArray(payload.scope) ? payload.scope : String(payload.scope).split(/[\s,]+/)
    if (!scopes.includes('rest_webservices')) throw new Error('wrong scope')
  }

  const token = async (c: Context): Promise<Response> => {
    const form = new URLSearchParams(await c.req.text())
    if (form.get('grant_type') !== 'client_credentials') return c.json({ error: 'unsupported_grant_type' }, 400)
    const assertion = form.get('client_assertion')
    if (form.get('client_assertion_type') !== JWT_BEARER || !assertion) return c.json({ error: 'invalid_request' }, 400)
    try {
      await assert(assertion, c.req.url)
    } catch {
      return c.json({ error: 'invalid_client' }, 401)
    }
    const key = secret()
    await books.durable()
    const access = await new SignJWT({ scope: ['rest_webservices'] })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setJti(randomBytes(12).toString('hex'))
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_S}s`)
      .sign(key)
    return c.json({ access_token: access, expires_in: String(LIFETIME_S), token_type: 'bearer' })
  }

  /** Oracle help, "RESTlets and REST Web Services Authentication Errors". */
  const bearer: MiddlewareHandler = async (c, next) => {
    const presented = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
    const known = (seen.get(presented) ?? 0) > Date.now()
    if (!known) {
      try {
        const { payload } = await jwtVerify(presented, secret(), { algorithms: ['HS256'] })
        seen.set(presented, payload.exp! * 1000)
      } catch {
        const error = 'error="invalid_token", error_description="Invalid login attempt."'
        c.header('www-authenticate', `Bearer realm="${settings.account}", ${error}`)
        return problem(
          c,
          new Refusal(
            401,
            'INVALID_LOGIN',
            'Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail.',
          ),
        )
      }
    }
    return next()
  }
  return { token, bearer }
}

export const domain = (account: string): string =>
  `${account.toLowerCase().replaceAll('_', '-')}.suitetalk.api.netsuite.com`
