import { type Selectable, sql } from 'kysely'
import type { Transaction } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { covers, type Identity } from './identity.ts'
import { exceeds, type Plans } from './plan.ts'

export type ConsumerContract = Selectable<Tables['gantry.consumer_contract']>

/** Which API, in which major version: `tier.name`. */
export type ContractName = { client: string; api: string; major: number }

/** What a contract is to permit: scopes, the name of a plan, and for how many days from its approval. */
export type Terms = { scopes: readonly string[]; plan?: string | undefined; days: number }

export type Decision = 'approved' | 'rejected' | 'revoked' | 'narrowed'

export const objectOf = ({ client, api, major }: ContractName): string => `contract:${client}:${api}@${major}`

/**
 * Asks for a contract, or for its renewal: one in force stays so until that is decided. What was rejected or revoked is
 * asked for anew. Throws `already-asked` where something else is asked for and not decided yet, and `no-such-plan`.
 */
export async function requestContract(
  tx: Transaction,
  { tenant, principal }: Identity,
  name: ContractName,
  purpose: string,
  terms: Terms,
  plans: Plans,
): Promise<ConsumerContract> {
  refuseUnknownPlan(plans, terms.plan)
  const asked = {
    purpose,
    requested_by: principal,
    requested_at: sql`clock_timestamp()` as never,
    asked_scopes: [...terms.scopes],
    asked_plan: terms.plan ?? null,
    asked_days: terms.days,
  }
  const row = await tx
    .insertInto('gantry.consumer_contract')
    .values({ ...name, ...asked, tenant, state: 'requested', scopes: [] })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'client', 'api', 'major'])
        .doUpdateSet({
          ...asked,
          state: sql`case consumer_contract.state when 'approved' then 'approved' else 'requested' end`,
        })
        .where('consumer_contract.asked_days' as never, 'is', null),
    )
    .returningAll()
    .executeTakeFirst()
  if (row) return row
  const standing = await findContract(tx, tenant, name)
  // Whoever approves decides what they saw: nobody changes it meanwhile.
  if (!same(standing, terms))
    throw new IntegrationError('already-asked', 'Something else is asked for already, and not decided yet.', {
      kind: 'policy',
      detail: `Asked for by ${standing.requested_by}: ${JSON.stringify(askedOf(standing))}.`,
    })
  return standing
}

/** What is asked for and not decided yet. */
export function askedOf({ asked_scopes, asked_plan, asked_days }: ConsumerContract): Terms | undefined {
  if (asked_scopes === null || asked_days === null) return undefined
  return { scopes: asked_scopes, ...(asked_plan !== null && { plan: asked_plan }), days: asked_days }
}

const same = (contract: ConsumerContract, terms: Terms): boolean => {
  const asked = askedOf(contract)
  return (
    asked?.days === terms.days &&
    asked.plan === terms.plan &&
    JSON.stringify([...asked.scopes].sort()) === JSON.stringify([...terms.scopes].sort())
  )
}

/** The terms that a decision changes: what is left out stays as it was asked for, or as it is. */
export type Granted = { scopes?: readonly string[]; plan?: string; days?: number }

/**
 * Approves what was asked for or less of it, rejects, revokes, or takes away some of what is in force. Throws `four-eyes`
 * where whoever asked would approve, `already-decided`, `more-than-asked` and `no-such-plan`.
 */
export async function decideContract(
  tx: Transaction,
  identity: Identity,
  name: ContractName,
  { decision, reason, granted }: { decision: Decision; reason: string; granted: Granted },
  plans: Plans,
): Promise<ConsumerContract> {
  const contract = await findContract(tx, identity.tenant, name)
  const asked = askedOf(contract)
  const decided = {
    decided_by: identity.principal,
    decided_at: sql`clock_timestamp()` as never,
    reason,
  }
  const nothing = { asked_scopes: null, asked_plan: null, asked_days: null }
  const change = (set: object) =>
    tx
      .updateTable('gantry.consumer_contract')
      .set(set)
      .where('tenant', '=', identity.tenant)
      .where('client', '=', name.client)
      .where('api', '=', name.api)
      .where('major', '=', name.major)
      .returningAll()
      .executeTakeFirstOrThrow()

  if (decision === 'approved' && asked) {
    if ([identity.principal, identity.onBehalfOf].includes(contract.requested_by)) throw fourEyes()
    const terms = { ...asked, ...granted }
    refuseMore(terms, asked, plans)
    return change({ ...decided, ...nothing, state: 'approved', ...inForce(terms) })
  }
  // A renewal that is rejected leaves what is in force as it is; the audit log has why.
  if (decision === 'rejected' && asked)
    return change(contract.state === 'approved' ? nothing : { ...decided, ...nothing, state: 'rejected' })
  if (decision === 'revoked' && contract.state === 'approved')
    return change({ ...decided, ...nothing, state: 'revoked' })
  if (decision === 'narrowed' && contract.state === 'approved') {
    const standing = { scopes: contract.scopes, plan: contract.plan ?? undefined }
    refuseMore({ ...standing, ...granted }, standing, plans)
    const { scopes = contract.scopes, plan = contract.plan, days } = granted
    const end = days === undefined ? contract.expires_at : sql`least(expires_at, ${inDays(days)})`
    return change({ ...decided, scopes: [...scopes], plan, expires_at: end })
  }
  if (contract.state === decision && Object.keys(granted).length === 0) return contract
  throw new IntegrationError('already-decided', 'This contract is no longer asked for.', {
    kind: 'policy',
    detail: `It is ${contract.state}.`,
  })
}

const inDays = (days: number) => sql`clock_timestamp() + ${days}::float8 * interval '1 day'`

const inForce = ({ scopes, plan, days }: Terms) => ({
  scopes: [...scopes],
  plan: plan ?? null,
  expires_at: inDays(days),
})

type Bounds = { scopes: readonly string[]; plan?: string | undefined; days?: number | undefined }

/** Two people agree on what both of them named: nobody grants beyond what was asked for. */
function refuseMore(terms: Bounds, bounds: Bounds, plans: Plans): void {
  refuseUnknownPlan(plans, terms.plan)
  const scope = terms.scopes.find((one) => !bounds.scopes.some((bound) => covers(bound, one)))
  const [plan, bound] = [terms.plan, bounds.plan].map((name) => (name === undefined ? undefined : plans[name]))
  const detail =
    scope !== undefined
      ? `The scope ${scope} is not among ${bounds.scopes.join(', ')}.`
      : bounds.plan !== undefined && terms.plan === undefined
        ? 'It has a plan.'
        : plan && bound && exceeds(plan, bound)
          ? `The plan ${terms.plan} allows more than ${bounds.plan}.`
          : bounds.days !== undefined && (terms.days ?? 0) > bounds.days
            ? `${bounds.days} days are asked for.`
            : undefined
  if (detail === undefined) return
  throw new IntegrationError('more-than-asked', 'This is more than was asked for.', { kind: 'policy', detail })
}

/** Throws `no-such-plan`. */
export function refuseUnknownPlan(plans: Plans, plan: string | undefined): void {
  if (plan === undefined || Object.hasOwn(plans, plan)) return
  throw new IntegrationError('no-such-plan', 'There is no such plan.', {
    kind: 'data',
    detail: `The configuration has ${Object.keys(plans).join(', ') || 'none'}, not ${plan}.`,
  })
}

const fourEyes = () =>
  new IntegrationError('four-eyes', 'Whoever asked for this may not approve it.', { kind: 'policy', status: 403 })

async function findContract(tx: Transaction, tenant: string, name: ContractName): Promise<ConsumerContract> {
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

export function missing(what: string, detail: string): never {
  throw new IntegrationError('not-registered', `There is no such ${what}.`, { kind: 'data', status: 404, detail })
}
