import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Transaction } from '../database/database.ts'
import { type Book, namesIn, type Topics } from './book.ts'
import { columnsOf, type Endpoint, endpointOf } from './endpoints.ts'
import type { Message } from './message.ts'

/** How long messages and their deliveries are kept, in days. */
const KEPT_DAYS = 30

export type Due = { delivery: string; correlation: string }

/** The endpoints of a tenant that are active, with whose they are; of some owners alone where they are given. */
export async function activeEndpoints<T extends Topics>(
  tx: Transaction,
  book: Book<T>,
  tenant: string,
  owners?: readonly string[],
) {
  const names = namesIn(book)
  const { rows } = await sql<Parameters<typeof endpointOf>[1] & { owner: string }>`
    select ${names.owner} as owner, ${columnsOf(book)} from ${names.endpoint}
    where tenant = ${tenant} and state = 'active'
      ${owners ? sql`and ${names.owner} = any(${[...owners]}::text[])` : sql``}`.execute(tx)
  return rows.map((row) => ({ owner: row.owner, endpoint: endpointOf(book, row) }))
}

/**
 * Keeps what is to be told, and a delivery for each endpoint of its owner that wants it; a message that is kept already is
 * told no more. Returns what is due. Messages past their time go.
 */
export async function fanOut<T extends Topics, M extends Message>(
  tx: Transaction,
  book: Book<T>,
  tenant: string,
  messages: readonly M[],
  wants: (endpoint: Endpoint<T>, message: M) => boolean,
): Promise<Due[]> {
  if (messages.length === 0) return []
  const names = namesIn(book)
  const column = <K extends keyof Message>(name: K) => messages.map((message) => message[name])
  const kept = await sql<{ id: string }>`
    insert into ${names.message} (tenant, id, ${names.owner}, type, body, correlation, at)
    select ${tenant}, * from unnest(${column('id')}::text[], ${column('owner')}::text[], ${column('type')}::text[],
      ${column('body')}::text[], ${column('correlation')}::text[], ${column('at')}::timestamptz[])
    on conflict do nothing returning id`.execute(tx)
  const fresh = new Set(kept.rows.map(({ id }) => id))
  const told = messages.filter(({ id }) => fresh.delete(id))
  const endpoints = await activeEndpoints(tx, book, tenant, [...new Set(told.map(({ owner }) => owner))])
  const due = told.flatMap((message) =>
    endpoints
      .filter(({ owner, endpoint }) => owner === message.owner && wants(endpoint, message))
      .map(({ endpoint }) => ({ ...message, endpoint: endpoint.id, delivery: randomUUID() })),
  )
  if (due.length > 0)
    await sql`insert into ${names.delivery} (tenant, id, ${names.owner}, endpoint, message)
      select ${tenant}, * from unnest(${due.map((one) => one.delivery)}::uuid[], ${due.map((one) => one.owner)}::text[],
        ${due.map((one) => one.endpoint)}::text[], ${due.map((one) => one.id)}::text[])`.execute(tx)
  await sql`delete from ${names.message} where tenant = ${tenant} and id = any(array(select id from ${names.message}
    where tenant = ${tenant} and at < clock_timestamp() - ${KEPT_DAYS}::float8 * interval '1 day' limit 1000))`.execute(
    tx,
  )
  return due.map(({ delivery, correlation }) => ({ delivery, correlation }))
}
