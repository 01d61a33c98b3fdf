import { money } from '@gantry/canonical/money'
import type { OrderStage } from '@gantry/canonical/order'
import { exactly, readCursor, writeCursor } from '@gantry/core/database/cursor'
import type { Database } from '@gantry/core/database/database'
import { type Identity, partnersOf } from '@gantry/core/security/identity'
import { sql } from 'kysely'
import type { DocumentOfOrder, OrderRow, TrailDocument } from './contract.ts'

type StoredOrder = {
  reference: string
  customer: string | null
  customer_name: string | null
  partner: string | null
  legal_entity: string | null
  currency: string | null
  stage: OrderStage
  message: string | null
  gross: string | null
  open: string | null
  correlation: string | null
  submitted_at: Date
  updated_at: Date
}

type StoredDocument = {
  system: string
  kind: string
  id: string
  number: string | null
  currency: string | null
  net: string | null
  tax: string | null
  gross: string | null
  note: string | null
  at: Date
}

const amount = (currency: string | null, value: string | null) =>
  currency !== null && value !== null ? money(currency, value) : undefined

/** Leaves out what is null: absent and unknown are the same on the wire. */
const present = <T extends object>(row: T) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], null>
  }

const orderOf = (row: StoredOrder): OrderRow =>
  present({
    reference: row.reference,
    customer: row.customer,
    customerName: row.customer_name,
    partner: row.partner,
    legalEntity: row.legal_entity,
    currency: row.currency,
    stage: row.stage,
    message: row.message,
    gross: amount(row.currency, row.gross),
    open: amount(row.currency, row.open),
    correlation: row.correlation,
    submittedAt: row.submitted_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }) as OrderRow

const documentOf = (row: StoredDocument): TrailDocument =>
  present({
    system: row.system,
    kind: row.kind,
    id: row.id,
    number: row.number,
    net: amount(row.currency, row.net),
    tax: amount(row.currency, row.tax),
    gross: amount(row.currency, row.gross),
    note: row.note,
    at: row.at.toISOString(),
  }) as TrailDocument

/** Orders that the caller may know of: all of the tenant, or those of its partners. */
function known(identity: Identity) {
  const partners = partnersOf(identity)
  const ours = sql`o.tenant = ${identity.tenant}`
  return partners === undefined ? ours : sql`${ours} and o.partner = any(${[...partners]}::text[])`
}

/** The order an identifier belongs to: its own reference, any document's id or number, or the correlation id. */
export async function findTrail(
  db: Database,
  identity: Identity,
  identifier: string,
): Promise<{ order: OrderRow; documents: TrailDocument[] } | undefined> {
  const { tenant } = identity
  const found = await sql<StoredOrder>`
    select o.* from gantry.trail_order o where ${known(identity)} and o.reference in (
      select ${identifier} union all
      select order_reference from gantry.trail_document where tenant = ${tenant} and id = ${identifier} union all
      select order_reference from gantry.trail_document where tenant = ${tenant} and number = ${identifier} union all
      select reference from gantry.trail_order where tenant = ${tenant} and correlation = ${identifier})
    order by (o.reference = ${identifier}) desc, o.updated_at desc limit 1`.execute(db)
  const order = found.rows[0]
  if (!order) return undefined
  const documents = await sql<StoredDocument>`
    select system, kind, id, max(number) as number, max(currency) as currency, sum(net) as net, sum(tax) as tax,
      sum(gross) as gross, max(note) as note, min(at) as at
    from gantry.trail_document where tenant = ${tenant} and order_reference = ${order.reference}
    group by system, kind, id order by min(at), system, kind, id`.execute(db)
  return { order: orderOf(order), documents: documents.rows.map(documentOf) }
}

export type OrderFilter = { stage?: OrderStage; search?: string; cursor?: string; limit: number }

/** A page of orders, the latest change first; the cursor is `updatedAt|reference` of the last one. */
export async function listOrders(
  db: Database,
  identity: Identity,
  { stage, search, cursor, limit }: OrderFilter,
): Promise<{ items: OrderRow[]; next?: string }> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const like = search && `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
  const { rows } = await sql<StoredOrder & { at: string }>`
    select o.*, ${exactly('o.updated_at')} as at from gantry.trail_order o where ${known(identity)}
      ${stage ? sql`and o.stage = ${stage}` : sql``}
      ${after ? sql`and (o.updated_at, o.reference) < (${after.at}::timestamptz, ${after.key})` : sql``}
      ${
        like
          ? sql`and (o.reference ilike ${like} or o.customer_name ilike ${like} or o.correlation = ${search}
              or exists (select from gantry.trail_document d where d.tenant = o.tenant
                and d.order_reference = o.reference and (d.id = ${search} or d.number = ${search})))`
          : sql``
      }
    order by o.updated_at desc, o.reference desc limit ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(orderOf),
    ...(rows.length > limit && last && { next: writeCursor({ at: last.at, key: last.reference }) }),
  }
}

export type DocumentFilter = { system: string; kind: string; order?: string; cursor?: string; limit: number }

/** A page of documents, the latest first; each once for every order it belongs to, with its part in that order. */
export async function listDocuments(
  db: Database,
  identity: Identity,
  { system, kind, order, cursor, limit }: DocumentFilter,
): Promise<{ items: DocumentOfOrder[]; next?: string }> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const { rows } = await sql<
    StoredDocument & { moment: string; key: string; reference: string; customer: string | null }
  >`
    select * from (
      select d.system, d.kind, d.id, max(d.number) as number, max(d.currency) as currency, sum(d.net) as net,
        sum(d.tax) as tax, sum(d.gross) as gross, max(d.note) as note, min(d.at) as at, o.reference, o.customer,
        d.id || '|' || o.reference as key
      from gantry.trail_document d
      join gantry.trail_order o on o.tenant = d.tenant and o.reference = d.order_reference
      where ${known(identity)} and d.system = ${system} and d.kind = ${kind}
        ${order === undefined ? sql`` : sql`and o.reference = ${order}`}
      group by d.system, d.kind, d.id, o.reference, o.customer) as found
    cross join lateral (select ${exactly('found.at')} as moment) as m
    where true ${after ? sql`and (found.at, found.key) < (${after.at}::timestamptz, ${after.key})` : sql``}
    order by found.at desc, found.key desc limit ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => ({
      ...documentOf(row),
      order: row.reference,
      ...(row.customer !== null && { customer: row.customer }),
    })),
    ...(rows.length > limit && last && { next: writeCursor({ at: last.moment, key: last.key }) }),
  }
}

export async function summarize(db: Database, identity: Identity) {
  const { rows } = await sql<{
    stage: OrderStage
    legal_entity: string
    currency: string
    orders: number
    gross: string | null
    open: string | null
  }>`
    select stage, coalesce(legal_entity, '') as legal_entity, coalesce(currency, '') as currency,
      count(*)::int as orders, sum(gross) as gross, sum(open) as open
    from gantry.trail_order o where ${known(identity)} group by 1, 2, 3 order by 1, 2, 3`.execute(db)
  return rows.map(({ stage, legal_entity, currency, orders, gross, open }) =>
    present({
      stage,
      legalEntity: legal_entity,
      currency,
      orders,
      gross: currency ? amount(currency, gross) : undefined,
      open: currency ? amount(currency, open) : undefined,
    }),
  )
}
