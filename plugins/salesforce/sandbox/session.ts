import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@gantry/core/sandbox'
import type { Context } from 'hono'
import { INTEGRATION_USER } from './org.ts'
import { fullId } from './record-id.ts'

const ORGANIZATION = fullId('00D5g0000000001')
const LIFETIME_MS = 2 * 60 * 60 * 1000

const digest = (text: string) => createHash('sha256').update(text).digest()
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))

/** The token endpoint and its sessions. They live in memory: a restart ends them, as an administrator might. */
export class Sessions {
  readonly #ends = new Map<string, number>()
  readonly #clock: Clock
  readonly #settings: Record<string, string>

  constructor(clock: Clock, settings: Record<string, string>) {
    this.#clock = clock
    this.#settings = settings
  }

  /** `POST /services/oauth2/token`, OAuth 2.0 client credentials. Salesforce refuses with 400, not 401. */
  async token(c: Context): Promise<Response> {
    const form = await c.req.parseBody()
    const basic = /^Basic (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
    const [user, password] = basic ? Buffer.from(basic, 'base64').toString().split(':') : []
    const client = String(form.client_id ?? user ?? '')
    const secret = String(form.client_secret ?? password ?? '')
    const refuse = (error: string, description: string) => c.json({ error, error_description: description }, 400)
    if (form.grant_type !== 'client_credentials') return refuse('unsupported_grant_type', 'grant type not supported')
    if (!same(client, this.#settings.clientId!)) return refuse('invalid_client_id', 'client identifier invalid')
    if (!same(secret, this.#settings.clientSecret!)) return refuse('invalid_client', 'invalid client credentials')
    const now = this.#clock.now().getTime()
    for (const [token, end] of this.#ends) if (end <= now) this.#ends.delete(token)
    const token = `${ORGANIZATION.slice(0, 15)}!${randomBytes(72).toString('base64url').replace('-', '.')}`
    this.#ends.set(token, now + LIFETIME_MS)
    const origin = new URL(c.req.url).origin
    return c.json({
      access_token: token,
      signature: digest(token).toString('base64'),
      scope: 'api',
      instance_url: origin,
      id: `${origin}/id/${ORGANIZATION}/${INTEGRATION_USER}`,
      token_type: 'Bearer',
      issued_at: String(now),
    })
  }

  valid(authorization: string | undefined): boolean {
    const token = /^(?:Bearer|OAuth) (.+)$/.exec(authorization ?? '')?.[1]
    return token !== undefined && (this.#ends.get(token) ?? 0) > this.#clock.now().getTime()
  }

  end(): void {
    this.#ends.clear()
  }
}
