import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Identity } from './identity.ts'
import { unauthenticated, wordsOf } from './tokens.ts'

/** An identity provider whose access tokens are accepted (OAuth 2.0, RFC 9068). */
export type IssuerConfig = {
  /** As its tokens name it; its keys are found by `/.well-known/openid-configuration` unless `jwksUri` says where. */
  issuer: string
  /** Whom its tokens for us are for. */
  audience: string
  jwksUri?: string
  /** Signatures taken from it, all of them asymmetric. */
  algorithms?: readonly ('RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA')[]
  /** Every token of it is this tenant's; else the tenant claim tells, and a token without one is refused. */
  tenant?: string
  /** What it calls its claims, where that is not `tenant`, `partner`, `roles` and `client_id`. */
  claims?: { tenant?: string; partner?: string; roles?: string; client?: string }
  /** The `typ` of an access token; `any` for providers that set none: an ID token then differs by its audience alone. */
  typ?: 'at+jwt' | 'any'
}

/** What a token said, before our roles give it a meaning. */
export type IssuedIdentity = { identity: Identity; roles: readonly string[]; certificate?: string }

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const
const CLOCK_TOLERANCE_S = 30
const REMEMBERED = 10_000
/** A token signed by a key not seen before has the keys fetched anew, this often at most. */
const KEYS_ASKED_AGAIN_MS = 10_000
const KEYS_KEPT_MS = 600_000

/** Verifies the access tokens of one issuer. Its keys are cached, and fetched anew when it rotates them. */
export class Issuer {
  readonly config: IssuerConfig
  readonly #verified = new LRUCache<string, IssuedIdentity>({ max: REMEMBERED })
  #keys: Promise<JWTVerifyGetKey> | undefined

  constructor(config: IssuerConfig) {
    this.config = config
  }

  /** Throws `unauthenticated`, or `issuer-unavailable` while its keys cannot be had. The same token is verified once. */
  async verify(token: string): Promise<IssuedIdentity> {
    const kept = this.#verified.get(token)
    if (kept) return kept
    const { issuer, audience, algorithms = ALGORITHMS, typ = 'at+jwt' } = this.config
    const keys = await this.#keySet()
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['sub', 'exp'],
      ...(typ !== 'any' && { typ }),
    }).catch((cause) => {
      // Keys that could not be fetched say nothing about the token.
      if (cause instanceof errors.JWKSTimeout || !(cause instanceof errors.JOSEError)) throw unavailable(issuer, cause)
      throw unauthenticated('The access token is not valid.', cause)
    })
    const issued = this.#issuedOf(payload)
    const ttl = payload.exp! * 1000 - Date.now()
    if (ttl > 0) this.#verified.set(token, issued, { ttl })
    return issued
  }

  #issuedOf(payload: JWTPayload): IssuedIdentity {
    const { claims = {}, tenant: fixed } = this.config
    const text = (name: string) =>
      typeof payload[name] === 'string' && payload[name] ? String(payload[name]) : undefined
    const tenant = fixed ?? text(claims.tenant ?? 'tenant')
    const client = text(claims.client ?? 'client_id') ?? text('azp')
    if (!tenant || !client) throw unauthenticated(`The access token names no ${tenant ? 'client' : 'tenant'}.`)
    const partner = text(claims.partner ?? 'partner')
    const bound = (payload.cnf as { 'x5t#S256'?: string } | undefined)?.['x5t#S256']
    return {
      identity: {
        tenant,
        principal: payload.sub!,
        scopes: wordsOf(payload.scope ?? payload.scp),
        client,
        ...(partner && { partner }),
      },
      roles: wordsOf(payload[claims.roles ?? 'roles']),
      ...(bound && { certificate: bound }),
    }
  }

  #keySet(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#findKeys().catch((cause) => {
      this.#keys = undefined
      throw unavailable(this.config.issuer, cause)
    })
    return this.#keys
  }

  async #findKeys(): Promise<JWTVerifyGetKey> {
    const uri = this.config.jwksUri ?? (await discover(this.config.issuer))
    return createRemoteJWKSet(new URL(uri), { cooldownDuration: KEYS_ASKED_AGAIN_MS, cacheMaxAge: KEYS_KEPT_MS })
  }
}

/** Whose token it says it is: which issuer is to verify it. Undefined where it is no JWT. */
export function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

/** OpenID Connect Discovery 1.0; the document has to be of the issuer that was asked for. */
async function discover(issuer: string): Promise<string> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(5_000),
  })
  const found = (await response.json()) as { issuer?: string; jwks_uri?: string }
  if (found.issuer !== issuer || !found.jwks_uri) throw new Error(`It is ${found.issuer}, or names no keys.`)
  return found.jwks_uri
}

const unavailable = (issuer: string, cause: unknown) =>
  new IntegrationError('issuer-unavailable', 'Access tokens cannot be verified for the moment.', {
    kind: 'transient',
    team: 'platform',
    detail: `The keys of ${issuer} cannot be had.`,
    retryAfterMs: 5_000,
    cause,
  })
