import { jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Identity } from './identity.ts'

const ISSUER = 'gantry-development'
/** Of tokens that people and programs get from the development issuer. */
const AUDIENCE = 'gantry'
/** Of tokens that carry an identity, which was let in already, from one of our hosts to another. */
const BETWEEN_HOSTS = 'gantry-hosts'
const LIFETIME_S = 600
const REMEMBERED = 10_000

/** Whom a credential names. `carried`: another of our hosts has let this call in already. */
export type Verified = { identity: Identity; carried?: boolean }

/**
 * Tokens that Gantry's processes sign themselves (JWT, RFC 9068 in spirit; HS256 with a key only they hold): those of the
 * development issuer, and those that carry identities between hosts.
 */
export class Tokens {
  readonly #key: Uint8Array
  readonly #minted = new LRUCache<string, string>({ max: REMEMBERED })
  readonly #verified = new LRUCache<string, Verified>({ max: REMEMBERED })

  constructor(key: string) {
    if (key.length < 32) throw new Error('The identity key needs 32 characters at least.')
    this.#key = new TextEncoder().encode(key)
  }

  /** A token of the development issuer, for whoever calls from outside. */
  mint(identity: Identity, lifetimeS = LIFETIME_S): Promise<string> {
    return this.#sign(identity, AUDIENCE, lifetimeS)
  }

  /** A token for the next host on a call's way. */
  carry(identity: Identity): Promise<string> {
    return this.#sign(identity, BETWEEN_HOSTS, LIFETIME_S)
  }

  async #sign(identity: Identity, audience: string, lifetimeS: number): Promise<string> {
    const name = JSON.stringify([audience, lifetimeS, identity])
    const kept = this.#minted.get(name)
    if (kept) return kept
    const { tenant, principal, scopes, onBehalfOf, client, partner, granted, plan } = identity
    const token = await new SignJWT({
      tenant,
      scope: scopes.join(' '),
      ...(onBehalfOf && { act: { sub: onBehalfOf } }),
      ...(client && { client_id: client }),
      ...(partner && { partner }),
      ...(granted && { granted }),
      ...(plan && { plan }),
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject(principal)
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeS)
      .sign(this.#key)
    this.#minted.set(name, token, { ttl: (lifetimeS * 1000) / 2 })
    return token
  }

  /** Throws `unauthenticated`. The same token is verified once. */
  async verify(token: string): Promise<Verified> {
    const kept = this.#verified.get(token)
    if (kept) return kept
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        issuer: ISSUER,
        audience: [AUDIENCE, BETWEEN_HOSTS],
        algorithms: ['HS256'],
        clockTolerance: 30,
        requiredClaims: ['sub', 'exp', 'tenant'],
      })
      const {
        act,
        client_id: client,
        partner,
        granted,
        plan,
      } = payload as {
        act?: { sub?: string }
        client_id?: string
        partner?: string
        granted?: string[]
        plan?: string
      }
      const identity: Identity = {
        tenant: String(payload.tenant),
        principal: payload.sub!,
        scopes: wordsOf(payload.scope),
        ...(act?.sub && { onBehalfOf: act.sub }),
        ...(client && { client }),
        ...(partner && { partner }),
        ...(granted && { granted }),
        ...(plan && { plan }),
      }
      const verified: Verified = { identity, ...(payload.aud === BETWEEN_HOSTS && { carried: true }) }
      const ttl = payload.exp! * 1000 - Date.now()
      if (ttl > 0) this.#verified.set(token, verified, { ttl })
      return verified
    } catch (cause) {
      throw unauthenticated('The access token is not valid.', cause)
    }
  }
}

/** A claim of several words, as text or as a list. */
export function wordsOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((word) => typeof word === 'string')
  return typeof claim === 'string' ? claim.split(' ').filter(Boolean) : []
}

export const unauthenticated = (message: string, cause?: unknown) =>
  new IntegrationError('unauthenticated', message, {
    kind: 'policy',
    status: 401,
    detail: 'Send an access token or an API key: Authorization: Bearer <token>.',
    cause,
  })
