import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { exactly, paged, readCursor } from '../database/cursor.ts'
import { type Database, inTransaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { type Book, namesIn, type Owner } from './book.ts'
import type { Delivery, DeliveryState } from './delivery.ts'
import { bodyOf } from './message.ts'

type Stored<Y extends string> = {
  id: string
  endpoint: string
  message: string
  type: Y
  state: DeliveryState
  created_at: Date
  attempts: number
  status: number | null
  reason: string | null
  attempted_at: Date | null
}

type Kept<Y extends string> = Pick<Book<never, Y>, 'prefix' | 'owner' | 'types'>
type Named = Pick<Book, 'prefix' | 'owner'>

function selectFrom(book: Named) {
  const names = namesIn(book)
  return sql`select d.id::text, d.endpoint, d.message, m.type, d.state, d.created_at,
      coalesce(a.number, 0) as attempts, a.status, a.reason, a.at as attempted_at, m.body, m.${names.owner} as owner
    from ${names.delivery} d
    join ${names.message} m on m.tenant = d.tenant and m.id = d.message
    left join lateral (select number, status, reason, at from ${names.attempt} t
      where t.tenant = d.tenant and t.delivery = d.id order by number desc limit 1) a on true`
}

const deliveryOf = <Y extends string>(row: Stored<Y>): Delivery<Y> => ({
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

export type DeliveryFilter = {
  endpoint?: string | undefined
  state?: DeliveryState | undefined
  cursor?: string | undefined
  limit: number
}

/** The latest first. */
export async function listDeliveries<Y extends string>(
  db: Database,
  book: Kept<Y>,
  { tenant, owner }: Owner,
  filter: DeliveryFilter,
) {
  const { endpoint, state, cursor, limit } = filter
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const names = namesIn(book)
  const { rows } = await sql<Stored<Y> & { at: string }>`
    select l.*, ${exactly('l.created_at')} as at from (${selectFrom(book)}
      where d.tenant = ${tenant} and d.${names.owner} = ${owner}
      ${endpoint === undefined ? sql`` : sql`and d.endpoint = ${endpoint}`}
      ${state === undefined ? sql`` : sql`and d.state = ${state}`}
      ${after && isUuid(after.key) ? sql`and (d.created_at, d.id) < (${after.at}::timestamptz, ${after.key}::uuid)` : sql``}
      order by d.created_at desc, d.id desc limit ${limit + 1}) l
    order by l.created_at desc, l.id desc`.execute(db)
  return paged(rows, limit, deliveryOf)
}

/** One delivery; of any owner where it is the flow that asks. Throws `no-such-delivery`. */
export async function findDelivery<Y extends string>(
  db: Database,
  book: Kept<Y>,
  { tenant, owner }: { tenant: string; owner?: string },
  id: string,
) {
  const names = namesIn(book)
  const { rows } = isUuid(id)
    ? await sql<Stored<Y> & { body: string; owner: string }>`${selectFrom(book)}
        where d.tenant = ${tenant} and d.id = ${id}
        ${owner === undefined ? sql`` : sql`and d.${names.owner} = ${owner}`}`.execute(db)
    : { rows: [] }
  const [row] = rows
  if (!row) throw noSuchDelivery(id)
  return { delivery: deliveryOf(row), body: row.body, owner: row.owner }
}

export async function attemptsOf(db: Database, book: Named, tenant: string, id: string) {
  const { rows } = await sql<{
    number: number
    at: Date
    status: number | null
    reason: string | null
    took_ms: number
  }>`
    select number, at, status, reason, took_ms from ${namesIn(book).attempt}
    where tenant = ${tenant} and delivery = ${id} order by number limit 1000`.execute(db)
  return rows.map(({ number, at, status, reason, took_ms }) => ({
    number,
    at: at.toISOString(),
    ...(status !== null && { status }),
    ...(reason !== null && { reason }),
    tookMs: took_ms,
  }))
}

export type Testing = { type: string; data: object; correlation: string }

/** A message of the endpoint's own, and its delivery. The same id again is the same one. */
export function addTest(
  db: Database,
  book: Named,
  { tenant, owner }: Owner,
  endpoint: string,
  id: string,
  of: Testing,
) {
  const at = new Date()
  const message = `msg_test_${id}`
  const names = namesIn(book)
  return inTransaction(db, async (tx) => {
    await sql`insert into ${names.message} (tenant, id, ${names.owner}, type, body, correlation, at)
      values (${tenant}, ${message}, ${owner}, ${of.type}, ${bodyOf(of.type, at, of.data)}, ${of.correlation}, ${at})
      on conflict do nothing`.execute(tx)
    await sql`insert into ${names.delivery} (tenant, id, ${names.owner}, endpoint, message)
      values (${tenant}, ${id}, ${owner}, ${endpoint}, ${message}) on conflict do nothing`.execute(tx)
  })
}

/** One more delivery of a message. */
export async function addDelivery(
  db: Database,
  book: Named,
  { tenant, owner }: Owner,
  endpoint: string,
  message: string,
) {
  const id = randomUUID()
  const names = namesIn(book)
  await sql`insert into ${names.delivery} (tenant, id, ${names.owner}, endpoint, message)
    values (${tenant}, ${id}, ${owner}, ${endpoint}, ${message})`.execute(db)
  return id
}

export type Outcome = { state: DeliveryState; status?: number; reason?: string; tookMs: number }

/** Notes an attempt and what became of the delivery by it, together. */
export function noteAttempt(
  db: Database,
  book: Named,
  tenant: string,
  id: string,
  { state, status, reason, tookMs }: Outcome,
) {
  const names = namesIn(book)
  return inTransaction(db, async (tx) => {
    await sql`update ${names.delivery} set state = ${state} where tenant = ${tenant} and id = ${id}`.execute(tx)
    await sql`insert into ${names.attempt} (tenant, delivery, number, status, reason, took_ms)
      select ${tenant}, ${id}, coalesce(max(number), 0) + 1, ${status ?? null}::int, ${reason ?? null}, ${tookMs}
      from ${names.attempt} where tenant = ${tenant} and delivery = ${id}`.execute(tx)
  })
}

export async function settle(db: Database, book: Named, tenant: string, id: string, state: DeliveryState) {
  await sql`update ${namesIn(book).delivery} set state = ${state}
    where tenant = ${tenant} and id = ${id} and state = 'pending'`.execute(db)
}
