import { type Database, inTransaction } from '@gantry/core/database/database'
import { IntegrationError } from '@gantry/core/errors'
import type { Identity } from '@gantry/core/security/identity'
import { sql } from 'kysely'

type Limits = { ordersPerDay: number }

/** What each plan allows beside the calls that the configuration gives it. One that is not known counts as `standard`. */
const PLANS: Record<string, Limits> = {
  trial: { ordersPerDay: 20 },
  standard: { ordersPerDay: 200 },
  plus: { ordersPerDay: 5_000 },
}

export const planOf = ({ plan }: Identity): { plan: string } & Limits => {
  const name = plan !== undefined && Object.hasOwn(PLANS, plan) ? plan : 'standard'
  return { plan: name, ...PLANS[name]! }
}

const TODAY = sql`(clock_timestamp() at time zone 'UTC')::date`

export async function submittedToday(db: Database, tenant: string, partner: string): Promise<number> {
  const { rows } = await sql<{ orders: number }>`select count(*)::int as orders from gantry.partner_submission
    where tenant = ${tenant} and partner = ${partner} and day = ${TODAY}`.execute(db)
  return rows[0]!.orders
}

/**
 * Counts an order against the day (UTC) of its partner; the same order once. Orders at the same time count one after
 * another. Throws `plan-exhausted`.
 */
export function countOrder(db: Database, identity: Identity, reference: string): Promise<void> {
  const { tenant, partner } = identity
  // Our own people order without a plan.
  if (partner === undefined) return Promise.resolve()
  const { plan, ordersPerDay } = planOf(identity)
  return inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`orders\n${tenant}\n${partner}`}, 0))`.execute(tx)
    const { rows } = await sql<{ known: boolean; orders: number; rest: number }>`
      select exists (select from gantry.partner_submission where tenant = ${tenant} and partner = ${partner}
          and reference = ${reference}) as known,
        (select count(*)::int from gantry.partner_submission where tenant = ${tenant} and partner = ${partner}
          and day = ${TODAY}) as orders,
        extract(epoch from (${TODAY} + 1)::timestamp - clock_timestamp() at time zone 'UTC')::float as rest`.execute(tx)
    const { known, orders, rest } = rows[0]!
    if (known) return
    if (orders >= ordersPerDay)
      throw new IntegrationError('plan-exhausted', `The plan ${plan} allows ${ordersPerDay} orders a day.`, {
        kind: 'policy',
        status: 429,
        team: 'sales-operations',
        detail: 'The day ends at midnight UTC.',
        retryAfterMs: Math.ceil(rest * 1000),
      })
    await sql`insert into gantry.partner_submission (tenant, partner, reference, day)
      values (${tenant}, ${partner}, ${reference}, ${TODAY})`.execute(tx)
  })
}
