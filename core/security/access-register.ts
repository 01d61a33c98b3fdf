import { type Selectable, sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { newApiKey } from './api-key.ts'
import { type Act, audit } from './audit/act.ts'
import {
  type ConsumerContract,
  type ContractName,
  type Decision,
  decideContract,
  type Granted,
  missing,
  objectOf,
  refuseUnknownPlan,
  requestContract,
  type Terms,
} from './consumer-contract.ts'
import { ANY_SCOPE, type Identity, permits } from './identity.ts'
import type { Plans } from './plan.ts'

export type RegisteredClient = Selectable<Tables['gantry.client']>
export type PartnerGrant = Selectable<Tables['gantry.partner_grant']>
export type PartnerPlan = Selectable<Tables['gantry.partner_plan']>
export type ApiKeyEntry = Omit<Selectable<Tables['gantry.api_key']>, 'digest'>

export type ClientDraft = Pick<RegisteredClient, 'id' | 'title' | 'owner' | 'partner' | 'roles' | 'scopes'> & {
  sandbox?: boolean
}
export type IssuedKey = { key: string; prefix: string; expiresAt: Date }

const KEY_COLUMNS = ['prefix', 'tenant', 'client', 'created_by', 'created_at', 'expires_at', 'revoked_at'] as const

/** Changes who may call what, each change in one transaction with its entry in the audit log. */
export class AccessRegister {
  readonly #db: Database
  /** The plans that the configuration names. */
  readonly plans: Plans

  constructor(db: Database, plans: Plans = {}) {
    this.#db = db
    this.plans = plans
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
    return this.#acting(identity, { action: 'client.registered', object: `client:${draft.id}` }, async (tx) => {
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
    return this.#acting(identity, { action: 'client.revoked', object: `client:${id}`, reason }, async (tx) => {
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
    return this.#acting(identity, { action: 'api-key.issued', object: `client:${client}` }, (tx) =>
      this.#insertKey(tx, identity, client, days),
    )
  }

  /** A new key beside an old one, which serves on for some hours. */
  rotateKey(identity: Identity, prefix: string, days: number, overlapHours: number): Promise<IssuedKey> {
    return this.#acting(identity, { action: 'api-key.rotated', object: `api-key:${prefix}` }, async (tx) => {
      const old = await tx
        .updateTable('gantry.api_key')
        .set({ expires_at: sql`least(expires_at, clock_timestamp() + ${overlapHours}::float8 * interval '1 hour')` })
        .where('tenant', '=', identity.tenant)
        .where('prefix', '=', prefix)
        .where('revoked_at', 'is', null)
        .returning('client')
        .executeTakeFirst()
      return old ? this.#insertKey(tx, identity, old.client, days) : missing('API key', prefix)
    })
  }

  revokeKey(identity: Identity, prefix: string, reason: string): Promise<ApiKeyEntry> {
    return this.#acting(identity, { action: 'api-key.revoked', object: `api-key:${prefix}`, reason }, async (tx) => {
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

  /** Asks for a contract, or for its renewal. Throws as `requestContract` of consumer-contract.ts does. */
  requestContract(identity: Identity, name: ContractName, purpose: string, terms: Terms = EVERYTHING) {
    const act = { action: 'contract.requested', object: objectOf(name), reason: purpose, detail: { asked: terms } }
    return this.#acting(identity, act, (tx) => requestContract(tx, identity, name, purpose, terms, this.plans))
  }

  /** Decides it, or changes what was decided. Throws as `decideContract` of consumer-contract.ts does. */
  decideContract(identity: Identity, name: ContractName, decision: Decision, reason: string, granted: Granted = {}) {
    const act = { action: `contract.${decision}`, object: objectOf(name), reason, detail: { granted } }
    return this.#acting(identity, act, (tx) =>
      decideContract(tx, identity, name, { decision, reason, granted }, this.plans),
    )
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

  partnerPlans({ tenant }: Identity): Promise<PartnerPlan[]> {
    return this.#db
      .selectFrom('gantry.partner_plan')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('partner')
      .execute()
  }

  /** How much a partner may ask from now on, all its programs together. Throws `no-such-plan`. */
  async givePlan(identity: Identity, partner: string, plan: string): Promise<PartnerPlan> {
    refuseUnknownPlan(this.plans, plan)
    return this.#acting(
      identity,
      { action: 'partner.planned', object: `partner:${partner}`, reason: plan },
      async (tx) =>
        tx
          .insertInto('gantry.partner_plan')
          .values({
            tenant: identity.tenant,
            partner,
            plan,
            by: identity.principal,
            at: sql`clock_timestamp()` as never,
          })
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
    return this.#acting(
      identity,
      { action: 'partner.granted', object: `partner:${partner}`, reason: granted },
      async (tx) =>
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
    return this.#acting(
      identity,
      { action: 'partner.withdrawn', object: `partner:${partner}`, reason: granted },
      async (tx) => {
        const found = await tx
          .deleteFrom('gantry.partner_grant')
          .where('tenant', '=', identity.tenant)
          .where('partner', '=', partner)
          .where('granted', '=', granted)
          .returningAll()
          .executeTakeFirst()
        return found ?? missing('grant', `${partner} sees ${granted}`)
      },
    )
  }

  #acting<T>(
    { tenant, principal, onBehalfOf }: Identity,
    act: Pick<Act, 'action' | 'object' | 'reason' | 'detail'>,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    return inTransaction(this.#db, async (tx) => {
      const result = await work(tx)
      await audit(tx, [{ ...act, tenant, by: principal, onBehalfOf }])
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
        expires_at: sql`clock_timestamp() + ${days}::float8 * interval '1 day'` as never,
      })
      .returning('expires_at')
      .executeTakeFirstOrThrow()
    return { key, prefix, expiresAt: expires_at }
  }
}

/** For a year: whoever asks for less says so. */
const EVERYTHING: Terms = { scopes: [ANY_SCOPE], days: 365 }
