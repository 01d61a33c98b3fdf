import { randomUUID } from 'node:crypto'
import type { Transaction } from '@gantry/core/database/database'
import type { Projection, Tell } from '@gantry/core/process'
import { sql } from 'kysely'
import { partnerWebhooks } from './contract.ts'
import { type Message, messageOf, partnerIn, TOLD } from './message.ts'

/** How long messages and their deliveries are kept, in days. */
const KEPT_DAYS = 30

/** Writes down what partners are to be told, and has it delivered to the endpoints that ask for it. */
export const webhookProjection: Projection = {
  name: 'partner-webhooks',
  events: TOLD,
  async project(tx, events, tell) {
    const tenant = events[0]!.tenant
    await keepPartners(
      tx,
      tenant,
      events.flatMap((event) => partnerIn(event) ?? []),
    )
    const messages = events.map(messageOf)
    const found = await sql<{ reference: string; partner: string }>`
      select reference, partner from gantry.partner_order
      where tenant = ${tenant} and reference = any(${messages.map(({ order }) => order)}::text[])`.execute(tx)
    const partners = new Map(found.rows.map(({ reference, partner }) => [reference, partner]))
    // Most orders are nobody's but ours.
    const ofPartners = messages.flatMap((message) => {
      const partner = message.partner ?? partners.get(message.order)
      return partner === undefined ? [] : [{ ...message, partner }]
    })
    if (ofPartners.length === 0) return
    await deliverAll(tx, tenant, ofPartners, tell)
    await sql`delete from gantry.partner_message where ctid = any(array(select ctid from gantry.partner_message
      where tenant = ${tenant} and at < clock_timestamp() - ${KEPT_DAYS} * interval '1 day' limit 1000))`.execute(tx)
  },
}

async function keepPartners(tx: Transaction, tenant: string, orders: { reference: string; partner: string }[]) {
  if (orders.length === 0) return
  await sql`insert into gantry.partner_order (tenant, reference, partner)
    select ${tenant}, reference, partner from unnest(${orders.map((one) => one.reference)}::text[],
      ${orders.map((one) => one.partner)}::text[]) as o(reference, partner)
    on conflict do nothing`.execute(tx)
}

type Addressed = Message & { partner: string }

async function deliverAll(tx: Transaction, tenant: string, messages: Addressed[], tell: Tell) {
  const column = <K extends keyof Addressed>(name: K) => messages.map((message) => message[name])
  const fresh = await sql<{ id: string; partner: string; type: string; correlation: string }>`
    insert into gantry.partner_message (tenant, id, partner, type, body, correlation, at)
    select ${tenant}, * from unnest(${column('id')}::text[], ${column('partner')}::text[], ${column('type')}::text[],
      ${column('body')}::text[], ${column('correlation')}::text[], ${column('at')}::timestamptz[])
    on conflict do nothing returning id, partner, type, correlation`.execute(tx)
  const endpoints = await sql<{ partner: string; id: string; events: string[] }>`
    select partner, id, events from gantry.partner_endpoint where tenant = ${tenant} and state = 'active'
      and partner = any(${[...new Set(fresh.rows.map(({ partner }) => partner))]}::text[])`.execute(tx)
  const due = fresh.rows.flatMap((message) =>
    endpoints.rows
      .filter(({ partner, events }) => partner === message.partner && events.includes(message.type))
      .map((endpoint) => ({ ...message, endpoint: endpoint.id, delivery: randomUUID() })),
  )
  if (due.length === 0) return
  await sql`insert into gantry.partner_delivery (tenant, id, partner, endpoint, message)
    select ${tenant}, * from unnest(${due.map((one) => one.delivery)}::uuid[], ${due.map((one) => one.partner)}::text[],
      ${due.map((one) => one.endpoint)}::text[], ${due.map((one) => one.id)}::text[])`.execute(tx)
  for (const { delivery, correlation } of due)
    tell({ event: partnerWebhooks.events.deliveryDue, data: { delivery }, correlation, source: delivery })
}
