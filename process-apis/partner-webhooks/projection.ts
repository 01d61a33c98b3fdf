import type { Transaction } from '@gantry/core/database/database'
import type { Projection } from '@gantry/core/process'
import { fanOut } from '@gantry/core/webhooks/fan-out'
import { sql } from 'kysely'
import { book } from './book.ts'
import { partnerWebhooks } from './contract.ts'
import { messageOf, partnerIn, TOLD } from './message.ts'

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
      return partner === undefined ? [] : [{ ...message, owner: partner }]
    })
    const due = await fanOut(tx, book, tenant, ofPartners, ({ events }, { type }) => events.includes(type))
    for (const { delivery, correlation } of due)
      tell({ event: partnerWebhooks.events.deliveryDue, data: { delivery }, correlation, source: delivery })
  },
}

async function keepPartners(tx: Transaction, tenant: string, orders: { reference: string; partner: string }[]) {
  if (orders.length === 0) return
  await sql`insert into gantry.partner_order (tenant, reference, partner)
    select ${tenant}, reference, partner from unnest(${orders.map((one) => one.reference)}::text[],
      ${orders.map((one) => one.partner)}::text[]) as o(reference, partner)
    on conflict do nothing`.execute(tx)
}
