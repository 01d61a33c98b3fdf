import { jwtVerify, SignJWT } from 'jose'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Identity } from './identity.ts'

const ISSUER = 'gantry-development'
const AUDIENCE = 'gantry'
const LIFETIME_S = 600

/** Access tokens of the development issuer (JWT, RFC 9068 in spirit; HS256 with a key only Gantry's processes hold). */
export class Tokens {
  readonly #key: Uint8Array
  readonly #minted = new Map<string, { token: string; until: number }>()
  readonly #verified = new Map<string, { identity: Identity; until: number }>()

  constructor(key: string) {
    if (key.length < 32) throw new Error('The identity key needs 32 characters at least.')
    this.#key = new TextEncoder().encode(key)
  }

  async mint(identity: Identity, lifetimeS = LIFETIME_S): Promise<string> {
    const name = JSON.stringify(identity)
    const now = Date.now()
    const kept = this.#minted.get(name)
    if (kept && kept.until > now) return kept.token
    const token = await new SignJWT({
      tenant: identity.tenant,
      scope: identity.scopes.join(' '),
      ...(identity.onBehalfOf && { act: { sub: identity.onBehalfOf } }),
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject(identity.principal)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(Math.floor(now / 1000) + lifetimeS)
      .sign(this.#key)
    remember(this.#minted, name, { token, until: now + (lifetimeS * 1000) / 2 })
    return token
  }

  async verify(token: string): Promise<Identity> {
    const kept = this.#verified.get(token)
    if (kept && kept.until > Date.now()) return kept.identity
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithms: ['HS256'],
        clockTolerance: 30,
        requiredClaims: ['sub', 'exp', 'tenant'],
      })
      const act = payload.act as { sub?: string } | undefined
      const identity: Identity = {
        tenant: String(payload.tenant),
        principal: payload.sub!,
        scopes: String(payload.scope ?? '')
          .split(' ')
          .filter(Boolean),
        ...(act?.sub && { onBehalfOf: act.sub }),
      }
      remember(this.#verified, token, { identity, until: payload.exp! * 1000 })
      return identity
    } catch (cause) {
      throw unauthenticated('The access token is not valid.', cause)
    }
  }
}

const REMEMBERED = 1000

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= REMEMBERED) map.delete(map.keys().next().value!)
  map.set(key, value)
}

export const unauthenticated = (message: string, cause?: unknown) =>
  new IntegrationError('unauthenticated', message, {
    kind: 'policy',
    status: 401,
    detail: 'Send an access token: Authorization: Bearer <token>.',
    cause,
  })
