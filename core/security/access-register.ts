import { type Selectable, sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { newApiKey } from './api-key.ts'
import { audit } from './audit/act.ts'
import { type Identity, permits } from './identity.ts'

export type RegisteredClient = Selectable<Tables['gantry.client']>
export type ConsumerContract = Selectable<Tables['gantry.consumer_contract']>
export type PartnerGrant = Selectable<Tables['gantry.partner_grant']>
export type PartnerPlan = Selectable<Tables['gantry.partner_plan']>
export type ApiKeyEntry = Omit<Selectable<Tables['gantry.api_key']>, 'digest'>

export type ClientDraft = Pick<RegisteredClient, 'id' | 'title' | 'owner' | 'partner' | 'roles' | 'scopes'> & {
  sandbox?: boolean
}
export type IssuedKey = { key: string; prefix: string; expiresAt: Date }

/** Which API, in which major version: `tier.name`. */
export type ContractName = { client: string; api: string; major: number }

const KEY_COLUMNS = ['prefix', 'tenant', 'client', 'created_by', 'created_at', 'expires_at', 'revoked_at'] as const

/** Changes who may call what, each change in one transaction with its entry in the audit log. */
export class AccessRegister {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  clients({ tenant }: Identity): Promise<RegisteredClient[]> {
    return this.#db.selectFrom('gantry.client').selectAll().where('tenant', '=', tenant).orderBy('id').execute()
  }

  /** Registers a client, or changes one. Throws `scope-not-held` where the caller gives what it does not have. */
  putClient(identity: Identity, draft: ClientDraft): Promise<RegisteredClient> {
    const excess = draft.scopes.find((scope) => !permits(identity, scope))
    if (excess !== undefined)
      throw new IntegrationError('scope-not-held', 'Nobody gives away more than they hold.', {
        kind: 'policy',
        status: 403,
        detail: `The scope ${excess} is missing.`,
      })
    return this.#acting(identity, 'client.registered', `client:${draft.id}`, undefined, async (tx) => {
      const { id: _, ...change } = draft
      return tx
        .insertInto('gantry.client')
        .values({ ...draft, tenant: identity.tenant, created_by: identity.principal })
        .onConflict((conflict) => conflict.columns(['tenant', 'id']).doUpdateSet(change))
        .returningAll()
        .executeTakeFirstOrThrow()
    })
  }

  /** Takes everything from a client at once: its keys, and tokens that anybody issued to it. */
  revokeClient(identity: Identity, id: string, reason: string): Promise<RegisteredClient> {
    return this.#acting(identity, 'client.revoked', `client:${id}`, reason, async (tx) => {
      const found = await tx
        .updateTable('gantry.client')
        .set({ revoked_by: identity.principal, revoked_at: sql`coalesce(revoked_at, clock_timestamp())` })
        .where('tenant', '=', identity.tenant)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
      if (!found) return missing('client', id)
      // At our pages its API key has begun sessions in its name.
      await tx
        .deleteFrom('gantry.session')
        .where('tenant', '=', identity.tenant)
        .where(sql`identity ->> 'principal'`, '=', id)
        .execute()
      return found
    })
  }

  keys({ tenant }: Identity, client: string): Promise<ApiKeyEntry[]> {
    return this.#db
      .selectFrom('gantry.api_key')
      .select(KEY_COLUMNS)
      .where('tenant', '=', tenant)
      .where('client', '=', client)
      .orderBy('created_at')
      .execute()
  }

  /** A new key; it is given this once, and nobody can read it again. */
  issueKey(identity: Identity, client: string, days: number): Promise<IssuedKey> {
    return this.#acting(identity, 'api-key.issued', `client:${client}`, undefined, (tx) =>
      this.#insertKey(tx, identity, client, days),
    )
  }

  /** A new key beside an old one, which serves on for some hours. */
  rotateKey(identity: Identity, prefix: string, days: number, overlapHours: number): Promise<IssuedKey> {
    return this.#acting(identity, 'api-key.rotated', `api-key:${prefix}`, undefined, async (tx) => {
      const old = await tx
        .updateTable('gantry.api_key')
        .set({ expires_at: sql`least(expires_at, clock_timestamp() + ${overlapHours} * interval '1 hour')` })
        .where('tenant', '=', identity.tenant)
        .where('prefix', '=', prefix)
        .where('revoked_at', 'is', null)
        .returning('client')
        .executeTakeFirst()
      return old ? this.#insertKey(tx, identity, old.client, days) : missing('API key', prefix)
    })
  }

  revokeKey(identity: Identity, prefix: string, reason: string): Promise<ApiKeyEntry> {
    return this.#acting(identity, 'api-key.revoked', `api-key:${prefix}`, reason, async (tx) => {
      const found = await tx
        .updateTable('gantry.api_key')
        .set({ revoked_at: sql`coalesce(revoked_at, clock_timestamp())` })
        .where('tenant', '=', identity.tenant)
        .where('prefix', '=', prefix)
        .returning(KEY_COLUMNS)
        .executeTakeFirst()
      return found ?? missing('API key', prefix)
    })
  }

  contracts({ tenant }: Identity): Promise<ConsumerContract[]> {
    return this.#db
      .selectFrom('gantry.consumer_contract')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('client')
      .orderBy('api')
      .orderBy('major')
      .execute()
  }

  /** Asks for a contract; what was rejected or revoked is asked for anew. */
  requestContract(identity: Identity, name: ContractName, purpose: string): Promise<ConsumerContract> {
    return this.#acting(identity, 'contract.requested', objectOf(name), purpose, async (tx) => {
      const { tenant, principal } = identity
      const asked = { purpose, requested_by: principal, requested_at: sql`clock_timestamp()` as never }
      const row = await tx
        .insertInto('gantry.consumer_contract')
        .values({ ...name, ...asked, tenant, state: 'requested' })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant', 'client', 'api', 'major'])
            .doUpdateSet({ ...asked, state: 'requested', decided_by: null, decided_at: null, reason: null })
            .where('consumer_contract.state' as never, 'in', ['rejected', 'revoked'] as never),
        )
        .returningAll()
        .executeTakeFirst()
      return row ?? (await this.#contract(tx, identity, name))
    })
  }

  /** Approves, rejects or revokes. Throws `four-eyes` where whoever asked would approve, and `already-decided`. */
  decideContract(
    identity: Identity,
    name: ContractName,
    decision: 'approved' | 'rejected' | 'revoked',
    reason: string,
  ): Promise<ConsumerContract> {
    return this.#acting(identity, `contract.${decision}`, objectOf(name), reason, async (tx) => {
      const contract = await this.#contract(tx, identity, name)
      if (contract.state === decision) return contract
      if (contract.state !== (decision === 'revoked' ? 'approved' : 'requested'))
        throw new IntegrationError('already-decided', 'This contract is no longer asked for.', {
          kind: 'policy',
          detail: `It is ${contract.state}.`,
        })
      if (decision === 'approved' && [identity.principal, identity.onBehalfOf].includes(contract.requested_by))
        throw new IntegrationError('four-eyes', 'Whoever asked for this may not approve it.', {
          kind: 'policy',
          status: 403,
        })
      return tx
        .updateTable('gantry.consumer_contract')
        .set({ state: decision, decided_by: identity.principal, decided_at: sql`clock_timestamp()`, reason })
        .where('tenant', '=', identity.tenant)
        .where('client', '=', name.client)
        .where('api', '=', name.api)
        .where('major', '=', name.major)
        .returningAll()
        .executeTakeFirstOrThrow()
    })
  }

  grants({ tenant }: Identity): Promise<PartnerGrant[]> {
    return this.#db
      .selectFrom('gantry.partner_grant')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('partner')
      .orderBy('granted')
      .execute()
  }

  plans({ tenant }: Identity): Promise<PartnerPlan[]> {
    return this.#db
      .selectFrom('gantry.partner_plan')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('partner')
      .execute()
  }

  /** How much a partner may ask from now on. */
  givePlan(identity: Identity, partner: string, plan: string): Promise<PartnerPlan> {
    return this.#acting(identity, 'partner.planned', `partner:${partner}`, plan, async (tx) =>
      tx
        .insertInto('gantry.partner_plan')
        .values({ tenant: identity.tenant, partner, plan, by: identity.principal, at: sql`clock_timestamp()` as never })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant', 'partner'])
            .doUpdateSet({ plan, by: identity.principal, at: sql`clock_timestamp()` as never }),
        )
        .returningAll()
        .executeTakeFirstOrThrow(),
    )
  }

  /** Lets a partner see what is another's. It goes no further: what that one was granted stays that one's. */
  grant(identity: Identity, partner: string, granted: string): Promise<PartnerGrant> {
    if (partner === granted)
      throw new IntegrationError('grant-to-itself', 'A partner sees its own anyway.', { kind: 'data' })
    return this.#acting(identity, 'partner.granted', `partner:${partner}`, granted, async (tx) =>
      tx
        .insertInto('gantry.partner_grant')
        .values({
          tenant: identity.tenant,
          partner,
          granted,
          by: identity.principal,
          at: sql`clock_timestamp()` as never,
        })
        .onConflict((conflict) => conflict.columns(['tenant', 'partner', 'granted']).doUpdateSet({ granted }))
        .returningAll()
        .executeTakeFirstOrThrow(),
    )
  }

  withdraw(identity: Identity, partner: string, granted: string): Promise<PartnerGrant> {
    return this.#acting(identity, 'partner.withdrawn', `partner:${partner}`, granted, async (tx) => {
      const found = await tx
        .deleteFrom('gantry.partner_grant')
        .where('tenant', '=', identity.tenant)
        .where('partner', '=', partner)
        .where('granted', '=', granted)
        .returningAll()
        .executeTakeFirst()
      return found ?? missing('grant', `${partner} sees ${granted}`)
    })
  }

  #acting<T>(
    { tenant, principal, onBehalfOf }: Identity,
    action: string,
    object: string,
    reason: string | undefined,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    return inTransaction(this.#db, async (tx) => {
      const result = await work(tx)
      await audit(tx, [{ tenant, action, object, by: principal, onBehalfOf, reason }])
      return result
    })
  }

  async #insertKey(tx: Transaction, { tenant, principal }: Identity, client: string, days: number): Promise<IssuedKey> {
    const owner = await tx
      .selectFrom('gantry.client')
      .select('revoked_at')
      .where('tenant', '=', tenant)
      .where('id', '=', client)
      .executeTakeFirst()
    if (!owner || owner.revoked_at) return missing('client', client)
    const { key, prefix, digest } = newApiKey()
    const { expires_at } = await tx
      .insertInto('gantry.api_key')
      .values({
        prefix,
        tenant,
        client,
        digest,
        created_by: principal,
        expires_at: sql`clock_timestamp() + ${days} * interval '1 day'` as never,
      })
      .returning('expires_at')
      .executeTakeFirstOrThrow()
    return { key, prefix, expiresAt: expires_at }
  }

  async #contract(tx: Transaction, { tenant }: Identity, name: ContractName): Promise<ConsumerContract> {
    const found = await tx
      .selectFrom('gantry.consumer_contract')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('client', '=', name.client)
      .where('api', '=', name.api)
      .where('major', '=', name.major)
      .forUpdate()
      .executeTakeFirst()
    return found ?? missing('contract', objectOf(name))
  }
}

const objectOf = ({ client, api, major }: ContractName): string => `contract:${client}:${api}@${major}`

function missing(what: string, detail: string): never {
  throw new IntegrationError('not-registered', `There is no such ${what}.`, { kind: 'data', status: 404, detail })
}
