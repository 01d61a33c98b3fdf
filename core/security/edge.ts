import { parse } from 'hono/utils/cookie'
import type { Contract } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Access } from './access.ts'
import type { Caller } from './caller.ts'
import { developmentIdentity, type Identity } from './identity.ts'
import { type Issuer, issuerOf } from './issuer.ts'
import type { RateLimit } from './rate-limit.ts'
import { forgery, isCrossSite, refuseForgery, type Sessions } from './sessions.ts'
import { type Tokens, unauthenticated } from './tokens.ts'

/** What the landscape says of who may do what. */
export type AccessConfig = {
  /** Scopes of each role that an issuer, a client or a session names. */
  roles?: Readonly<Record<string, readonly string[]>>
  /** Consumer contracts agreed on in the configuration, by client: `tier.name@major`. One revoked at run time stays so. */
  consumers?: Readonly<Record<string, readonly string[]>>
}

export type EdgeOptions = AccessConfig & {
  tokens: Tokens
  issuers: readonly Issuer[]
  access: Pick<Access, 'byKey' | 'isRevoked' | 'contractOf' | 'grantedTo'>
  sessions: Pick<Sessions, 'find'>
  limit?: RateLimit
  /** Whoever sends no credential is the developer, and the development issuer's tokens are taken. */
  development?: { tenant: string } | undefined
  /** Whether tokens of the development issuer are taken; not in production. */
  developmentIssuer: boolean
}

/** The name of the session's cookie: bound to this host and to TLS where there is TLS. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-gantry' : 'gantry')

/** Lets a caller in, or not: who it is, which APIs it has a contract for, and how much it may ask. */
export class Edge {
  readonly #options: EdgeOptions

  constructor(options: EdgeOptions) {
    this.#options = options
  }

  /**
   * The identity of a caller that may call this API. Throws `unauthenticated`, `no-consumer-contract`, `csrf`,
   * `too-many-requests`.
   */
  async admit(contract: Pick<Contract, 'tier' | 'name' | 'version' | 'partners'>, caller: Caller): Promise<Identity> {
    const { identity, carried } = await this.identify(caller)
    // Another host of ours has let it in, counted it, and calls on its behalf.
    if (carried) return identity
    if (identity.partner !== undefined && !contract.partners) throw inner(contract)
    if (identity.client !== undefined) await this.#refuseStranger(contract, identity, identity.client)
    await this.#count(identity, caller)
    return identity
  }

  /** Who calls, without regard to what. Throws `unauthenticated`, `csrf`. */
  async identify(caller: Caller): Promise<{ identity: Identity; carried?: boolean }> {
    const authorization = caller.header('authorization')
    const token = authorization?.match(/^Bearer (\S+)$/i)?.[1]
    if (token) return this.byToken(token, caller)
    if (authorization !== undefined) throw unauthenticated('An access token is needed.')
    const cookie = cookieOf(caller)
    const session = cookie && (await this.#options.sessions.find(cookie))
    if (session) {
      refuseForgery(session, caller)
      return { identity: session.identity }
    }
    const { development } = this.#options
    if (!development) throw unauthenticated('An access token is needed.')
    // Any page on the web can make the developer's browser ask this machine.
    if (isCrossSite(caller.header) || !isLoopback(caller.header('host'))) throw forgery()
    return { identity: developmentIdentity(development.tenant) }
  }

  /** Whom a token or an API key names. Throws `unauthenticated`. */
  async byToken(
    token: string,
    caller: Pick<Caller, 'certificate'>,
  ): Promise<{ identity: Identity; carried?: boolean }> {
    const { access, issuers, tokens, developmentIssuer } = this.#options
    const known = await access.byKey(token)
    if (known) return { identity: await this.#whole(known.identity, known.roles) }
    const named = issuers.length > 0 ? issuerOf(token) : undefined
    const issuer = issuers.find(({ config }) => config.issuer === named)
    if (!issuer) {
      const { identity, carried } = await tokens.verify(token)
      if (carried) return { identity, carried }
      if (!developmentIssuer) throw unauthenticated('The access token is of the development issuer.')
      return { identity: await this.#whole(identity, []) }
    }
    const { identity, roles, certificate } = await issuer.verify(token)
    // RFC 8705: a token that was stolen is of no use without the key of its certificate.
    if (certificate !== undefined && certificate !== caller.certificate())
      throw unauthenticated('The access token is bound to another certificate.')
    return { identity: await this.#whole(identity, roles) }
  }

  /** With the scopes of its roles, and what was granted to its partner. */
  async #whole(identity: Identity, roles: readonly string[]): Promise<Identity> {
    const { access, roles: known = {} } = this.#options
    const { tenant, client, partner } = identity
    if (client !== undefined && (await access.isRevoked(tenant, client)))
      throw unauthenticated('The client was revoked.')
    if (roles.length === 0 && partner === undefined) return identity
    const granted = partner === undefined ? [] : await access.grantedTo(tenant, partner)
    const ofRoles = roles.flatMap((role) => (Object.hasOwn(known, role) ? known[role]! : []))
    const scopes = [...new Set([...identity.scopes, ...ofRoles])]
    if (partner === undefined) return { ...identity, scopes }
    return { ...identity, scopes: scopes.filter(isForPartners), ...(granted.length > 0 && { granted }) }
  }

  async #refuseStranger(
    contract: Pick<Contract, 'tier' | 'name' | 'version'>,
    { tenant }: Identity,
    client: string,
  ): Promise<void> {
    const { access, consumers = {} } = this.#options
    const api = `${contract.tier}.${contract.name}`
    const major = Number.parseInt(contract.version, 10)
    const state = await access.contractOf(tenant, client, api, major)
    const configured = Object.hasOwn(consumers, client) && consumers[client]!.includes(`${api}@${major}`)
    if (state === 'approved' || (state === undefined && configured)) return
    throw new IntegrationError(
      'no-consumer-contract',
      `${client} has no approved contract for the ${contract.name} API.`,
      {
        kind: 'policy',
        status: 403,
        team: 'governance',
        detail:
          state === undefined ? `Nobody asked for ${api}@${major}.` : `Its contract for ${api}@${major} is ${state}.`,
      },
    )
  }

  async #count(identity: Identity, caller: Caller): Promise<void> {
    const { limit, development } = this.#options
    if (!limit || (development && identity.client === undefined)) return
    const { calls, seconds } = limit.rate
    const { allowed, remaining, resetMs } = await limit.take(
      JSON.stringify([identity.tenant, identity.client ?? identity.principal]),
    )
    // draft-ietf-httpapi-ratelimit-headers
    caller.tell('ratelimit-policy', `"client";q=${calls};w=${seconds}`)
    caller.tell('ratelimit', `"client";r=${remaining};t=${Math.ceil(resetMs / 1000)}`)
    if (allowed) return
    throw new IntegrationError('too-many-requests', 'This client has asked too often.', {
      kind: 'transient',
      status: 429,
      detail: `${calls} calls in ${seconds} s are allowed.`,
      retryAfterMs: Math.max(1, resetMs),
      unsent: true,
    })
  }
}

/** A partner gets the APIs it was given by name: a wide scope, given by mistake, opens nothing. */
const isForPartners = (scope: string): boolean => !/^(\*|[^.]+\.\*)$/.test(scope)

const inner = ({ name }: Pick<Contract, 'name'>) =>
  new IntegrationError('forbidden', `The ${name} API is not for partners.`, {
    kind: 'policy',
    status: 403,
    detail: 'Partners call the APIs that are made for them.',
  })

export function cookieOf({ header }: Pick<Caller, 'header'>): string | undefined {
  const cookies = parse(header('cookie') ?? '')
  return cookies[cookieName(true)] ?? cookies[cookieName(false)]
}

const isLoopback = (host: string | undefined): boolean =>
  host === undefined || /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(host)
