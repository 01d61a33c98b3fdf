import { randomUUID } from 'node:crypto'
import { exactly, paged, readCursor } from '@gantry/core/database/cursor'
import { type Database, inTransaction } from '@gantry/core/database/database'
import { IntegrationError } from '@gantry/core/errors'
import { sql } from 'kysely'
import type { Delivery, DeliveryState, WebhookType } from './contract.ts'
import type { Owner } from './endpoints.ts'
import { bodyOf } from './message.ts'

/** Messages that one replay delivers. */
const MOST_REPLAYED = 1000

type Stored = {
  id: string
  endpoint: string
  message: string
  type: WebhookType
  state: DeliveryState
  created_at: Date
  attempts: number
  status: number | null
  reason: string | null
  attempted_at: Date | null
}

const SELECT = sql`select d.id::text, d.endpoint, d.message, m.type, d.state, d.created_at,
    coalesce(a.number, 0) as attempts, a.status, a.reason, a.at as attempted_at, m.body, m.partner
  from gantry.partner_delivery d
  join gantry.partner_message m on m.tenant = d.tenant and m.id = d.message
  left join lateral (select number, status, reason, at from gantry.partner_attempt t
    where t.tenant = d.tenant and t.delivery = d.id order by number desc limit 1) a on true`

const deliveryOf = (row: Stored): Delivery => ({
  id: row.id,
  endpoint: row.endpoint,
  message: row.message,
  type: row.type,
  state: row.state,
  attempts: row.attempts,
  ...(row.status !== null && { status: row.status }),
  ...(row.reason !== null && { reason: row.reason }),
  createdAt: row.created_at.toISOString(),
  ...(row.attempted_at !== null && { attemptedAt: row.attempted_at.toISOString() }),
})

const noSuchDelivery = (id: string) =>
  new IntegrationError('no-such-delivery', `There is no delivery ${id}.`, { kind: 'data', status: 404 })

const isUuid = (id: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)

export type DeliveryFilter = { endpoint?: string; state?: DeliveryState; cursor?: string; limit: number }

export async function listDeliveries(db: Database, { tenant, partner }: Owner, filter: DeliveryFilter) {
  const { endpoint, state, cursor, limit } = filter
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const { rows } = await sql<Stored & { at: string }>`
    select l.*, ${exactly('l.created_at')} as at from (${SELECT} where d.tenant = ${tenant} and d.partner = ${partner}
      ${endpoint === undefined ? sql`` : sql`and d.endpoint = ${endpoint}`}
      ${state === undefined ? sql`` : sql`and d.state = ${state}`}
      ${after && isUuid(after.key) ? sql`and (d.created_at, d.id) < (${after.at}::timestamptz, ${after.key}::uuid)` : sql``}
      order by d.created_at desc, d.id desc limit ${limit + 1}) l
    order by l.created_at desc, l.id desc`.execute(db)
  return paged(rows, limit, deliveryOf)
}

/** One delivery; of any partner where it is the flow that asks. Throws `no-such-delivery`. */
export async function findDelivery(
  db: Database,
  { tenant, partner }: { tenant: string; partner?: string },
  id: string,
) {
  const { rows } = isUuid(id)
    ? await sql<Stored & { body: string; partner: string }>`${SELECT} where d.tenant = ${tenant} and d.id = ${id}
        ${partner === undefined ? sql`` : sql`and d.partner = ${partner}`}`.execute(db)
    : { rows: [] }
  const [row] = rows
  if (!row) throw noSuchDelivery(id)
  return { ...deliveryOf(row), body: row.body, partner: row.partner }
}

export async function attemptsOf(db: Database, tenant: string, id: string) {
  const { rows } = await sql<{
    number: number
    at: Date
    status: number | null
    reason: string | null
    took_ms: number
  }>`
    select number, at, status, reason, took_ms from gantry.partner_attempt
    where tenant = ${tenant} and delivery = ${id} order by number limit 1000`.execute(db)
  return rows.map(({ number, at, status, reason, took_ms }) => ({
    number,
    at: at.toISOString(),
    ...(status !== null && { status }),
    ...(reason !== null && { reason }),
    tookMs: took_ms,
  }))
}

/** A message of the endpoint's own, and its delivery. The same id again is the same one. */
export function addTest(db: Database, { tenant, partner }: Owner, endpoint: string, id: string, correlation: string) {
  const at = new Date()
  const message = `msg_test_${id}`
  return inTransaction(db, async (tx) => {
    await sql`insert into gantry.partner_message (tenant, id, partner, type, body, correlation, at)
      values (${tenant}, ${message}, ${partner}, 'endpoint.tested',
        ${bodyOf('endpoint.tested', at, { endpoint })}, ${correlation}, ${at}) on conflict do nothing`.execute(tx)
    await sql`insert into gantry.partner_delivery (tenant, id, partner, endpoint, message)
      values (${tenant}, ${id}, ${partner}, ${endpoint}, ${message}) on conflict do nothing`.execute(tx)
  })
}

/** One more delivery of a message. */
export async function addDelivery(db: Database, { tenant, partner }: Owner, endpoint: string, message: string) {
  const id = randomUUID()
  await sql`insert into gantry.partner_delivery (tenant, id, partner, endpoint, message)
    values (${tenant}, ${id}, ${partner}, ${endpoint}, ${message})`.execute(db)
  return id
}

/** Deliveries of what happened since, of the kinds the endpoint asks for, and neither reached it nor is under way to it. */
export async function addMissed(db: Database, { tenant, partner }: Owner, endpoint: string, since: string) {
  const { rows } = await sql<{ id: string }>`
    insert into gantry.partner_delivery (tenant, id, partner, endpoint, message)
    select m.tenant, gen_random_uuid(), m.partner, e.id, m.id from gantry.partner_message m
    join gantry.partner_endpoint e on e.tenant = m.tenant and e.partner = m.partner and e.id = ${endpoint}
    where m.tenant = ${tenant} and m.partner = ${partner} and m.at >= ${since}::timestamptz and m.type = any(e.events)
      and m.type <> 'endpoint.tested'
      and not exists (select from gantry.partner_delivery d where d.tenant = m.tenant and d.message = m.id
        and d.endpoint = e.id and d.state in ('pending', 'delivered'))
    order by m.at limit ${MOST_REPLAYED} returning id::text`.execute(db)
  return rows.map(({ id }) => id)
}

/** Deliveries to an endpoint that are under way, of what happened since. */
export async function pendingTo(db: Database, { tenant, partner }: Owner, endpoint: string, since: string) {
  const { rows } = await sql<{ id: string }>`
    select d.id::text from gantry.partner_delivery d
    join gantry.partner_message m on m.tenant = d.tenant and m.id = d.message
    where d.tenant = ${tenant} and d.partner = ${partner} and d.endpoint = ${endpoint} and d.state = 'pending'
      and m.at >= ${since}::timestamptz order by d.created_at limit ${MOST_REPLAYED}`.execute(db)
  return rows.map(({ id }) => id)
}

export type Outcome = { state: DeliveryState; status?: number; reason?: string; tookMs: number }

/** Notes an attempt and what became of the delivery by it, together. */
export function noteAttempt(db: Database, tenant: string, id: string, { state, status, reason, tookMs }: Outcome) {
  return inTransaction(db, async (tx) => {
    await sql`update gantry.partner_delivery set state = ${state} where tenant = ${tenant} and id = ${id}`.execute(tx)
    await sql`insert into gantry.partner_attempt (tenant, delivery, number, status, reason, took_ms)
      select ${tenant}, ${id}, coalesce(max(number), 0) + 1, ${status ?? null}::int, ${reason ?? null}, ${tookMs}
      from gantry.partner_attempt where tenant = ${tenant} and delivery = ${id}`.execute(tx)
  })
}

export async function settle(db: Database, tenant: string, id: string, state: DeliveryState): Promise<void> {
  await sql`update gantry.partner_delivery set state = ${state}
    where tenant = ${tenant} and id = ${id} and state = 'pending'`.execute(db)
}
