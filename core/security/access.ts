import { isCockroach } from '../cockroachdb/dialect.ts'
import type { Database } from '../database/database.ts'
import { Listener } from '../flow/listener.ts'
import { apiKeyOf, isSecretOf } from './api-key.ts'
import { type Identity, sandboxOf } from './identity.ts'

/** Changes are told of at once; past this, in milliseconds, what was read counts no more even where nobody told. */
const FRESH_MS = 5_000
const LOOKS_AGAIN_MS = 1_000

type Client = { partner: string | null; sandbox: boolean; roles: string[]; scopes: string[]; revoked: boolean }
type Key = { tenant: string; client: string; digest: Buffer; expiresAt: number }

/** How a client stands to an API: whether it may call it, what of it, how often and until when (epoch ms). */
export type Standing = {
  state: 'requested' | 'approved' | 'rejected' | 'revoked'
  scopes: readonly string[]
  plan?: string
  expiresAt?: number
}

/** Who may call, as it stands in the database. */
type Picture = {
  clients: ReadonlyMap<string, Client>
  keys: ReadonlyMap<string, Key>
  contracts: ReadonlyMap<string, Standing>
  granted: ReadonlyMap<string, readonly string[]>
  plans: ReadonlyMap<string, string>
}

const nameOf = (...parts: (string | number)[]): string => JSON.stringify(parts)

/**
 * Clients, API keys, consumer contracts and grants between partners, kept in memory: a call asks the database nothing.
 * What is revoked on any host stops on all as soon as its transaction commits; on CockroachDB, which tells nobody, within
 * five seconds.
 */
export class Access {
  readonly #db: Database
  readonly #listener: Listener
  /** Counts what was told: a picture of an earlier count is out of date. */
  #notices = 0
  #lookedAgainAt = Number.NEGATIVE_INFINITY
  #picture: { of: Picture; readAt: number; notices: number } | undefined
  #reading: { picture: Promise<Picture>; notices: number } | undefined
  readonly #told: (() => void)[] = []

  constructor(db: Database, url: string) {
    this.#db = db
    this.#listener = new Listener(url, {
      gantry_access: () => {
        this.#notices += 1
        for (const hear of this.#told) hear()
      },
    })
  }

  async open(): Promise<void> {
    if (!isCockroach(this.#db)) await this.#listener.open()
  }

  close(): Promise<void> {
    return this.#listener.close()
  }

  /** Calls `hear` whenever something was changed. */
  onChange(hear: () => void): void {
    this.#told.push(hear)
  }

  /** The identity and the roles an API key stands for; undefined where it is none in force. */
  async byKey(key: string): Promise<{ identity: Identity; roles: readonly string[] } | undefined> {
    const parts = apiKeyOf(key)
    if (!parts) return undefined
    let { keys, clients } = await this.#current()
    if (!keys.has(parts.prefix) && this.#looksAgain()) ({ keys, clients } = await this.#current())
    const found = keys.get(parts.prefix)
    if (!found || found.expiresAt <= Date.now() || !isSecretOf(found.digest, parts.secret)) return undefined
    const { tenant, client } = found
    const row = clients.get(nameOf(tenant, client))
    if (!row || row.revoked) return undefined
    const { scopes, roles, partner: own, sandbox } = row
    const partner = own && sandbox ? sandboxOf(own) : own
    return { identity: { tenant, principal: client, scopes, client, ...(partner && { partner }) }, roles }
  }

  /** Whether a client was revoked as a whole, whoever issued its credentials. */
  async isRevoked(tenant: string, client: string): Promise<boolean> {
    return (await this.#current()).clients.get(nameOf(tenant, client))?.revoked === true
  }

  /** How a client stands to an API, `tier.name`; undefined where it never asked. */
  async contractOf(tenant: string, client: string, api: string, major: number): Promise<Standing | undefined> {
    return (await this.#current()).contracts.get(nameOf(tenant, client, api, major))
  }

  /** The partners that were granted to a partner. */
  async grantedTo(tenant: string, partner: string): Promise<readonly string[]> {
    return (await this.#current()).granted.get(nameOf(tenant, partner)) ?? []
  }

  /** The plan of a partner; undefined where nobody gave it one. */
  async planOf(tenant: string, partner: string): Promise<string | undefined> {
    return (await this.#current()).plans.get(nameOf(tenant, partner))
  }

  /** A key that was just issued may come before the notice of it; whoever guesses makes us read once a second at most. */
  #looksAgain(): boolean {
    const now = performance.now()
    if (now - this.#lookedAgainAt < LOOKS_AGAIN_MS) return false
    this.#lookedAgainAt = now
    this.#notices += 1
    return true
  }

  async #current(): Promise<Picture> {
    const kept = this.#picture
    if (kept && kept.notices === this.#notices && performance.now() - kept.readAt < FRESH_MS) return kept.of
    // One that began before the latest notice may lack what that told of.
    if (this.#reading?.notices !== this.#notices) {
      const reading = { picture: this.#read(), notices: this.#notices }
      this.#reading = reading
      const done = () => {
        if (this.#reading === reading) this.#reading = undefined
      }
      reading.picture.then(done, done)
    }
    return this.#reading!.picture
  }

  async #read(): Promise<Picture> {
    const [readAt, notices] = [performance.now(), this.#notices]
    const [clients, keys, contracts, grants, plans] = await Promise.all([
      this.#db
        .selectFrom('gantry.client')
        .select(['tenant', 'id', 'partner', 'sandbox', 'roles', 'scopes', 'revoked_at'])
        .execute(),
      this.#db
        .selectFrom('gantry.api_key')
        .select(['prefix', 'tenant', 'client', 'digest', 'expires_at'])
        .where('revoked_at', 'is', null)
        .execute(),
      this.#db
        .selectFrom('gantry.consumer_contract')
        .select(['tenant', 'client', 'api', 'major', 'state', 'scopes', 'plan', 'expires_at'])
        .execute(),
      this.#db.selectFrom('gantry.partner_grant').select(['tenant', 'partner', 'granted']).execute(),
      this.#db.selectFrom('gantry.partner_plan').select(['tenant', 'partner', 'plan']).execute(),
    ])
    const granted = new Map<string, string[]>()
    for (const row of grants) {
      const name = nameOf(row.tenant, row.partner)
      granted.set(name, [...(granted.get(name) ?? []), row.granted])
    }
    const picture: Picture = {
      clients: new Map(
        clients.map(({ tenant, id, revoked_at, ...row }) => [
          nameOf(tenant, id),
          { ...row, revoked: revoked_at !== null },
        ]),
      ),
      keys: new Map(
        keys.map(({ prefix, expires_at, ...row }) => [prefix, { ...row, expiresAt: expires_at.getTime() }]),
      ),
      contracts: new Map(
        contracts.map(({ tenant, client, api, major, state, scopes, plan, expires_at }) => [
          nameOf(tenant, client, api, major),
          { state, scopes, ...(plan !== null && { plan }), ...(expires_at && { expiresAt: expires_at.getTime() }) },
        ]),
      ),
      granted,
      plans: new Map(plans.map(({ tenant, partner, plan }) => [nameOf(tenant, partner), plan])),
    }
    if (!this.#picture || this.#picture.readAt < readAt) this.#picture = { of: picture, readAt, notices }
    return picture
  }
}
