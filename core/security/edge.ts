import { type Contract, majorOf } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Access, Standing } from './access.ts'
import type { Asked, RecordAsked } from './audit/asked.ts'
import type { Caller } from './caller.ts'
import { ANY_SCOPE, DEVELOPER, developmentIdentity, type Identity, narrowed } from './identity.ts'
import { type Issuer, issuerOf } from './issuer.ts'
import type { Passed } from './passed-mark.ts'
import { limitsOf, type Plans, planNamed } from './plan.ts'
import type { Limit, RateLimit } from './rate-limit.ts'
import type { FourEyes, secondPerson } from './second-person.ts'
import { cookieOf } from './session-cookie.ts'
import { forgery, isCrossSite, refuseForgery, type Sessions } from './sessions.ts'
import { type Tokens, unauthenticated } from './tokens.ts'

/** What the landscape says of who may do what. */
export type AccessConfig = {
  /** Scopes of each role that an issuer, a client or a session names. */
  roles?: Readonly<Record<string, readonly string[]>>
  /** How much may be asked under a consumer contract, and by a partner with all its programs; `standard` for one without. */
  plans?: Plans
  /** What takes two people, at the edge where people call it: `tier.contract.operation`. */
  fourEyes?: FourEyes
  /** Consumer contracts agreed on in the configuration, by client: `tier.name@major`. One revoked at run time stays so. */
  consumers?: Readonly<Record<string, readonly string[]>>
}

export type EdgeOptions = AccessConfig & {
  tokens: Tokens
  issuers: readonly Issuer[]
  access: Pick<Access, 'byKey' | 'isRevoked' | 'contractOf' | 'grantedTo' | 'planOf'>
  sessions: Pick<Sessions, 'find'>
  limit?: RateLimit
  /** What another region says of a request that it let in, counted and passed on. */
  passed?: (caller: Caller) => Promise<Passed | undefined>
  /** Holds back what takes two people. */
  release?: ReturnType<typeof secondPerson>
  /** Has what callers change recorded. */
  record?: RecordAsked
  /** Whoever sends no credential is the developer, and the development issuer's tokens are taken. */
  development?: { tenant: string } | undefined
  /** Whether tokens of the development issuer are taken; not in production. */
  developmentIssuer: boolean
}

/** Lets a caller in, or not: who it is, which APIs it has a contract for, and how much it may ask. */
export class Edge {
  readonly #options: EdgeOptions
  /** Identities that another host of ours let in: what it asked of them is not asked again. */
  readonly #carried = new WeakSet<Identity>()

  constructor(options: EdgeOptions) {
    this.#options = options
  }

  /**
   * The identity of a caller that may call this API, with the scopes that its contract leaves it. Throws
   * `unauthenticated`, `no-consumer-contract`, `consumer-contract-expired`, `csrf`, `too-many-requests`.
   */
  async admit(contract: Api, caller: Caller): Promise<Identity> {
    const passed = await this.#options.passed?.(caller)
    const { identity, carried, opener } = await this.identify(
      passed ? { ...caller, certificate: () => passed.certificate } : caller,
    )
    // Another host of ours has let it in, counted it, and calls on its behalf.
    if (carried) {
      this.#carried.add(identity)
      return identity
    }
    if (identity.partner !== undefined && !contract.partners) throw inner(contract)
    const client = identity.client ?? opener
    const standing = client === undefined ? undefined : await this.#standingOf(contract, identity, client)
    const planned: Planned | undefined =
      standing?.plan === undefined ? undefined : { plan: standing.plan, of: [client!, nameOf(contract)] }
    // A call counts once, where the client came in.
    if (!passed) await this.#count(identity, planned, caller)
    return standing ? { ...identity, scopes: narrowed(identity.scopes, standing.scopes) } : identity
  }

  /** Whether another host of ours let this caller in, and answers it itself. */
  isCarried(identity: Identity): boolean {
    return this.#carried.has(identity)
  }

  /** Holds a call back that takes two people, until the second asks. Throws `second-person-needed`. */
  async release(operation: string, identity: Identity, input: unknown): Promise<void> {
    const { release, development } = this.#options
    // A developer is alone at the desk.
    if (!release || this.#carried.has(identity) || (development && identity.principal === DEVELOPER)) return
    await release(operation, identity, input)
  }

  /** Performs what was asked, and has it recorded: once, where it came in. */
  perform<T>(asked: Asked, work: () => Promise<T>): Promise<T> {
    const { record } = this.#options
    return record && !this.#carried.has(asked.identity) ? record(asked, work) : work()
  }

  /**
   * Who calls, without regard to what; `opener` is the client whose API key a session was opened with. Throws
   * `unauthenticated`, `csrf`.
   */
  async identify(caller: Caller): Promise<{ identity: Identity; carried?: boolean; opener?: string }> {
    const authorization = caller.header('authorization')
    const token = authorization?.match(/^Bearer (\S+)$/i)?.[1]
    if (token) return this.byToken(token, caller)
    if (authorization !== undefined) throw unauthenticated('An access token is needed.')
    const cookie = cookieOf(caller)
    const session = cookie && (await this.#options.sessions.find(cookie))
    if (session) {
      refuseForgery(session, caller)
      // A session outlives grants and plans. It may call what the key may that opened it, and no more.
      const { client: opener } = session
      return { identity: await this.#ofPartner(session.identity), ...(opener !== undefined && { opener }) }
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
    const ofRoles = roles.flatMap((role) => (Object.hasOwn(known, role) ? known[role]! : []))
    const scopes = [...new Set([...identity.scopes, ...ofRoles])]
    if (partner === undefined) return { ...identity, scopes }
    return this.#ofPartner({ ...identity, scopes: scopes.filter(isForPartners) })
  }

  /** With what is granted to its partner, and the plan of that, as they are now. */
  async #ofPartner(identity: Identity): Promise<Identity> {
    const { granted: _, plan: __, ...own } = identity
    const { tenant, partner } = own
    if (partner === undefined) return identity
    const { access } = this.#options
    const [granted, plan] = await Promise.all([access.grantedTo(tenant, partner), access.planOf(tenant, partner)])
    return { ...own, ...(granted.length > 0 && { granted }), ...(plan !== undefined && { plan }) }
  }

  /** What the client's contract for this API grants. */
  async #standingOf(contract: Api, { tenant }: Identity, client: string): Promise<Standing> {
    const { access, consumers = {} } = this.#options
    const name = nameOf(contract)
    const standing = await access.contractOf(tenant, client, `${contract.tier}.${contract.name}`, majorOf(contract))
    if (standing?.state === 'approved') {
      const { expiresAt } = standing
      if (expiresAt === undefined || expiresAt > Date.now()) return standing
      const ended = new Date(expiresAt).toISOString()
      const detail = `Its contract for ${name} ended ${ended}: ask for it anew.`
      const message = `The contract of ${client} for the ${contract.name} API has ended.`
      throw new IntegrationError('consumer-contract-expired', message, governed(detail))
    }
    const configured = Object.hasOwn(consumers, client) && consumers[client]!.includes(name)
    if (standing === undefined && configured) return { state: 'approved', scopes: [ANY_SCOPE] }
    const detail =
      standing === undefined ? `Nobody asked for ${name}.` : `Its contract for ${name} is ${standing.state}.`
    const message = `${client} has no approved contract for the ${contract.name} API.`
    throw new IntegrationError('no-consumer-contract', message, governed(detail))
  }

  async #count(identity: Identity, planned: Planned | undefined, caller: Caller): Promise<void> {
    const { limit, development } = this.#options
    if (!limit || (development && identity.client === undefined)) return
    const { left, exhausted } = await limit.take(this.#limits(limit, identity, planned))
    // draft-ietf-httpapi-ratelimit-headers
    const [policies, rest] = [
      left.map(({ limit: { name, calls, seconds } }) => `"${name}";q=${calls};w=${seconds}`),
      left.map(({ limit: { name }, remaining, resetMs }) => `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`),
    ]
    caller.tell('ratelimit-policy', policies.join(', '))
    caller.tell('ratelimit', rest.join(', '))
    if (!exhausted) return
    const { name, calls, seconds } = exhausted.limit
    throw new IntegrationError('too-many-requests', `This ${name.replace(/-.*/, '')} has asked too often.`, {
      kind: 'transient',
      status: 429,
      detail: `${calls} calls in ${seconds} s are allowed.`,
      retryAfterMs: Math.max(1, exhausted.resetMs),
      unsent: true,
    })
  }

  /** A plan of the contract, and one of the partner, whose programs share an allowance; both hold. The host's rate else. */
  #limits(limit: RateLimit, identity: Identity, planned: Planned | undefined): Limit[] {
    const { plans = {} } = this.#options
    const { tenant, partner, client, principal } = identity
    const ofPartner = partner === undefined ? undefined : planNamed(plans, identity.plan)
    const ofContract = planned && planNamed(plans, planned.plan)
    const limits = [
      ...(ofPartner ? limitsOf(ofPartner, 'partner', [tenant, 'partner', partner!]) : []),
      ...(ofContract ? limitsOf(ofContract, 'contract', [tenant, 'contract', ...planned!.of]) : []),
    ]
    if (limits.length > 0) return limits
    return [{ ...limit.rate, name: 'client', key: JSON.stringify([tenant, client ?? principal]) }]
  }
}

/** The plan of a contract, and whom it bounds: a client at an API. */
type Planned = { plan: string; of: readonly [client: string, api: string] }

type Api = Pick<Contract, 'tier' | 'name' | 'version' | 'partners'>

const nameOf = (contract: Api): string => `${contract.tier}.${contract.name}@${majorOf(contract)}`

const governed = (detail: string) => ({ kind: 'policy', status: 403, team: 'governance', detail }) as const

/** A partner gets the APIs it was given by name: a wide scope, given by mistake, opens nothing. */
const isForPartners = (scope: string): boolean => !/^(\*|[^.]+\.\*)$/.test(scope)

const inner = ({ name }: Pick<Contract, 'name'>) =>
  new IntegrationError('forbidden', `The ${name} API is not for partners.`, {
    kind: 'policy',
    status: 403,
    detail: 'Partners call the APIs that are made for them.',
  })

const isLoopback = (host: string | undefined): boolean =>
  host === undefined || /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/.test(host)
