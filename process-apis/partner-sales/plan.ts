import { type Database, inTransaction } from '@gantry/core/database/database'
import { lockNames } from '@gantry/core/database/named-locks'
import { IntegrationError } from '@gantry/core/errors'
import type { ProcessContext } from '@gantry/core/process'
import type { Identity } from '@gantry/core/security/identity'
import { sql } from 'kysely'
import type { PlanLimits, PlanUse } from './contract.ts'

type Limits = { ordersPerDay: number; quotesPerDay: number }
type Kind = 'order' | 'quote'
type Calls = ProcessContext<object>['plans']

/** What each plan allows beside the calls that the configuration gives it, the smallest first. One that is not known counts as `standard`. */
const PLANS: Record<string, Limits> = {
  trial: { ordersPerDay: 20, quotesPerDay: 20 },
  standard: { ordersPerDay: 200, quotesPerDay: 200 },
  plus: { ordersPerDay: 5_000, quotesPerDay: 5_000 },
}

const nameOf = ({ plan }: Identity): string => (plan !== undefined && Object.hasOwn(PLANS, plan) ? plan : 'standard')

export const planOf = (identity: Identity): { plan: string } & Limits => {
  const plan = nameOf(identity)
  return { plan, ...PLANS[plan]! }
}

const limitsOf = (plan: string, calls: Calls): PlanLimits => ({
  plan,
  ...PLANS[plan]!,
  ...(calls[plan] && { calls: { count: calls[plan].calls, seconds: calls[plan].seconds } }),
})

/** What a partner has, what is used of it, and what the plan above would be. */
export async function planUseOf(db: Database, identity: Identity, calls: Calls): Promise<PlanUse> {
  const plan = nameOf(identity)
  const names = Object.keys(PLANS)
  const next = names[names.indexOf(plan) + 1]
  const { tenant, partner } = identity
  const [ordersToday, quotesToday] = await Promise.all([
    submittedToday(db, tenant, partner!, 'order'),
    submittedToday(db, tenant, partner!, 'quote'),
  ])
  return { ...limitsOf(plan, calls), ordersToday, quotesToday, ...(next && { next: limitsOf(next, calls) }) }
}

const TODAY = sql`(clock_timestamp() at time zone 'UTC')::date`

export async function submittedToday(
  db: Database,
  tenant: string,
  partner: string,
  kind: Kind = 'order',
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from gantry.partner_submission
    where tenant = ${tenant} and partner = ${partner} and kind = ${kind} and day = ${TODAY}`.execute(db)
  return rows[0]!.count
}

/**
 * Counts an order, or a quote that is asked for, against the day (UTC) of its partner; the same one once. What comes at the
 * same time counts one after another. Throws `plan-exhausted`.
 */
export function countSubmission(db: Database, identity: Identity, kind: Kind, reference: string): Promise<void> {
  const { tenant, partner } = identity
  // Our own people order without a plan.
  if (partner === undefined) return Promise.resolve()
  const { plan, ordersPerDay, quotesPerDay } = planOf(identity)
  const [allowed, things] = kind === 'order' ? [ordersPerDay, 'orders'] : [quotesPerDay, 'quotes']
  return inTransaction(db, async (tx) => {
    await lockNames(tx, 'count', [`${things}\n${tenant}\n${partner}`])
    const { rows } = await sql<{ known: boolean; count: number; rest: number }>`
      select exists (select from gantry.partner_submission where tenant = ${tenant} and partner = ${partner}
          and kind = ${kind} and reference = ${reference}) as known,
        (select count(*)::int from gantry.partner_submission where tenant = ${tenant} and partner = ${partner}
          and kind = ${kind} and day = ${TODAY}) as count,
        extract(epoch from (${TODAY} + 1)::timestamp - clock_timestamp() at time zone 'UTC')::float as rest`.execute(tx)
    const { known, count, rest } = rows[0]!
    if (known) return
    if (count >= allowed)
      throw new IntegrationError('plan-exhausted', `The plan ${plan} allows ${allowed} ${things} a day.`, {
        kind: 'policy',
        status: 429,
        team: 'sales-operations',
        detail: 'The day ends at midnight UTC.',
        retryAfterMs: Math.ceil(rest * 1000),
      })
    await sql`insert into gantry.partner_submission (tenant, partner, kind, reference, day)
      values (${tenant}, ${partner}, ${kind}, ${reference}, ${TODAY})`.execute(tx)
  })
}
