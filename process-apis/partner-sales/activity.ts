import type { Database } from '@gantry/core/database/database'
import { type Identity, inSandbox } from '@gantry/core/security/identity'
import { sql } from 'kysely'
import type { ActivityDay } from './contract.ts'

/** What a partner asked and ordered on each of the last days (UTC), today included, the oldest first. */
export async function activityOf(db: Database, identity: Identity, days: number): Promise<ActivityDay[]> {
  const { tenant, partner } = identity
  const orders = inSandbox(identity)
    ? sql`select (submitted_at at time zone 'UTC')::date as day from gantry.partner_sandbox_order
        where tenant = ${tenant} and partner = ${partner}`
    : sql`select day from gantry.partner_submission
        where tenant = ${tenant} and partner = ${partner} and kind = 'order'`
  const { rows } = await sql<ActivityDay>`
    with today as (select (clock_timestamp() at time zone 'UTC')::date as day),
      days as (select (today.day - back)::date as day from today, generate_series(0, ${days - 1}::int) as back),
      orders as (${orders})
    select to_char(days.day, 'YYYY-MM-DD') as day,
      coalesce((select calls from gantry.partner_calls
        where tenant = ${tenant} and partner = ${partner} and partner_calls.day = days.day), 0)::int as requests,
      (select count(*) from orders where orders.day = days.day)::int as orders
    from days order by days.day`.execute(db)
  return rows
}
