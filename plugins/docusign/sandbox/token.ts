import { createPublicKey, randomBytes } from 'node:crypto'
import type { SandboxContext } from '@gantry/core/sandbox'
import type { Hono } from 'hono'
import { jwtVerify } from 'jose'
import { Refusal } from './refusal.ts'

type Token = { id: string; expiresAt: number }

const TABLE = 'tokens'
const LIFETIME_S = 3600
const LONGEST_ASSERTION_S = 3600

/** The account server: JWT grant, and who the user is. Credentials live by real time, whatever the sandbox's clock says. */
export function accountServer(app: Hono, { books, settings }: SandboxContext): void {
  app.post('/oauth/token', async (c) => {
    const form = await c.req.parseBody()
    const invalid = (error: string, error_description: string) => c.json({ error, error_description }, 400)
    if (form.grant_type !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return invalid('unsupported_grant_type', String(form.grant_type))
    if (!settings.publicKey) return invalid('invalid_grant', 'no_valid_keys_or_signatures')
    const claims = await jwtVerify(String(form.assertion), createPublicKey(settings.publicKey), {
      algorithms: ['RS256'],
      issuer: settings.integrationKey!,
      audience: new URL(c.req.url).host,
    }).catch(() => undefined)
    if (!claims) return invalid('invalid_grant', 'no_valid_keys_or_signatures')
    const { sub, scope, iat = 0, exp = 0 } = claims.payload
    if (sub !== settings.userId) return invalid('invalid_grant', 'user_not_found')
    if (exp - iat > LONGEST_ASSERTION_S) return invalid('invalid_grant', 'expired')
    const scopes = String(scope).split(' ')
    if (!['signature', 'impersonation'].every((each) => scopes.includes(each)))
      return invalid('consent_required', 'The scopes were not consented to.')
    const id = randomBytes(48).toString('base64url')
    books.put(TABLE, id, { id, expiresAt: Date.now() + LIFETIME_S * 1000 })
    await books.durable()
    return c.json({ access_token: id, token_type: 'Bearer', expires_in: LIFETIME_S, scope: 'signature impersonation' })
  })

  app.get('/oauth/userinfo', (c) => {
    authenticate({ books }, c.req.header('authorization'))
    return c.json({
      sub: settings.userId,
      name: 'Gantry',
      given_name: 'Gantry',
      family_name: 'Integration',
      email: 'gantry@example.com',
      created: '2026-01-01T00:00:00',
      accounts: [
        {
          account_id: settings.accountId,
          is_default: true,
          account_name: 'Sandbox',
          base_uri: new URL(c.req.url).origin,
        },
      ],
    })
  })
}

export function authenticate({ books }: Pick<SandboxContext, 'books'>, header: string | undefined): void {
  const token = books.get<Token>(TABLE, header?.replace(/^Bearer /, '') ?? '')
  if (token && token.expiresAt > Date.now()) return
  throw new Refusal(
    'USER_AUTHENTICATION_FAILED',
    'One or both of Username and Password are invalid. Invalid access token',
    401,
  )
}

/** All tokens end at once, as when an administrator withdraws them. */
export function endTokens({ books }: SandboxContext): void {
  for (const { id } of books.all<Token>(TABLE)) books.remove(TABLE, id)
}
