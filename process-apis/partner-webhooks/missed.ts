import type { Database } from '@gantry/core/database/database'
import type { Owner } from '@gantry/core/webhooks/book'
import { sql } from 'kysely'

/** Messages that one replay delivers. */
const MOST_REPLAYED = 1000

/** Deliveries of what happened since, of the kinds the endpoint asks for, and neither reached it nor is under way to it. */
export async function addMissed(db: Database, { tenant, owner }: Owner, endpoint: string, since: string) {
  const { rows } = await sql<{ id: string }>`
    insert into gantry.partner_delivery (tenant, id, partner, endpoint, message)
    select m.tenant, gen_random_uuid(), m.partner, e.id, m.id from gantry.partner_message m
    join gantry.partner_endpoint e on e.tenant = m.tenant and e.partner = m.partner and e.id = ${endpoint}
    where m.tenant = ${tenant} and m.partner = ${owner} and m.at >= ${since}::timestamptz and m.type = any(e.events)
      and m.type <> 'endpoint.tested'
      and not exists (select from gantry.partner_delivery d where d.tenant = m.tenant and d.message = m.id
        and d.endpoint = e.id and d.state in ('pending', 'delivered'))
    order by m.at limit ${MOST_REPLAYED} returning id::text`.execute(db)
  return rows.map(({ id }) => id)
}

/** Deliveries to an endpoint that are under way, of what happened since. */
export async function pendingTo(db: Database, { tenant, owner }: Owner, endpoint: string, since: string) {
  const { rows } = await sql<{ id: string }>`
    select d.id::text from gantry.partner_delivery d
    join gantry.partner_message m on m.tenant = d.tenant and m.id = d.message
    where d.tenant = ${tenant} and d.partner = ${owner} and d.endpoint = ${endpoint} and d.state = 'pending'
      and m.at >= ${since}::timestamptz order by d.created_at limit ${MOST_REPLAYED}`.execute(db)
  return rows.map(({ id }) => id)
}
