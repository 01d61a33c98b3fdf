import type { OrderStage } from '@gantry/canonical/order'
import type { z } from '@gantry/core/contract'
import type { Transaction } from '@gantry/core/database/database'
import type { StoredEvent } from '@gantry/core/events/subscription'
import type { Projection } from '@gantry/core/process'
import { type InvoicePosted, invoicePosting } from '@gantry/invoice-posting/contract'
import { type OrderActivated, type OrderSubmitted, orderActivation } from '@gantry/order-activation/contract'
import { orderStatus, type StatusTold } from '@gantry/order-status/contract'
import { type PaymentApplied, paymentApplication } from '@gantry/payment-application/contract'
import { sql } from 'kysely'

const { orderSubmitted, orderActivated } = orderActivation.events
const { invoicePosted } = invoicePosting.events
const { paymentApplied } = paymentApplication.events
const { statusTold } = orderStatus.events

type OrderChange = {
  tenant: string
  reference: string
  /** When the first and the last of what is told here happened. */
  from: Date
  to: Date
  customer?: string
  customer_name?: string
  partner?: string
  legal_entity?: string
  currency?: string
  stage?: OrderStage
  message?: string
  gross?: string
  open?: string
  correlation?: string
}

type DocumentRow = {
  tenant: string
  order_reference: string
  system: string
  kind: string
  id: string
  /** Where the amounts are only a part of the document, what the part is for: the invoice that a payment settles. */
  part?: string
  number?: string
  currency?: string
  net?: string
  tax?: string
  gross?: string
  note?: string
  at: Date
}

type Change = {
  order: Omit<OrderChange, 'tenant' | 'from' | 'to'>
  documents: Omit<DocumentRow, 'tenant' | 'order_reference' | 'at'>[]
}

/** What an event says of its order. */
function changeOf(event: StoredEvent): Change {
  switch (event.name) {
    case orderSubmitted.name: {
      const {
        order,
        customer,
        customerName,
        partner,
        legalEntity,
        currency,
        quote,
        opportunity,
        correlation,
        ...told
      } = event.data as z.output<typeof OrderSubmitted>
      const quoted = { [told.priceBasis]: told.quoted.amount }
      return {
        order: {
          reference: order,
          customer,
          customer_name: customerName,
          ...(partner && { partner }),
          legal_entity: legalEntity,
          currency,
          correlation,
          gross: told.quoted.amount,
        },
        documents: [
          ...(opportunity ? [{ system: 'crm', kind: 'opportunity', id: opportunity }] : []),
          { system: 'cpq', kind: 'quote', ...quote, currency, ...quoted },
        ],
      }
    }
    case orderActivated.name: {
      const data = event.data as z.output<typeof OrderActivated>
      const { order, currency } = data
      const amounts = { currency, net: data.net.amount, tax: data.tax.amount, gross: data.gross.amount }
      return {
        order: { reference: order, gross: data.gross.amount, open: data.gross.amount },
        documents: [
          { system: 'crm', kind: 'order', ...data.crmOrder },
          { system: 'billing', kind: 'customer', id: data.billingCustomer },
          { system: 'erp', kind: 'customer', id: data.ledgerCustomer },
          ...(data.subscription ? [{ system: 'billing', kind: 'subscription', id: data.subscription }] : []),
          { system: 'billing', kind: 'invoice', ...data.invoice, ...amounts },
          { system: 'erp', kind: 'sales order', ...data.salesOrder, ...amounts },
        ],
      }
    }
    case invoicePosted.name: {
      const data = event.data as z.output<typeof InvoicePosted>
      const { currency } = data
      const amounts = { currency, net: data.net.amount, tax: data.tax.amount, gross: data.gross.amount }
      return {
        order: { reference: data.order },
        documents: [
          {
            system: 'billing',
            kind: 'invoice',
            id: data.invoice,
            ...(data.invoiceNumber && { number: data.invoiceNumber }),
            ...amounts,
          },
          { system: 'tax', kind: 'tax document', id: data.taxDocument, currency, tax: data.tax.amount },
          { system: 'erp', kind: 'invoice', id: data.ledgerInvoice, number: data.ledgerNumber, ...amounts },
        ],
      }
    }
    case paymentApplied.name: {
      const data = event.data as z.output<typeof PaymentApplied>
      const { currency } = data
      return {
        order: { reference: data.order, open: data.open.amount },
        documents: [
          {
            system: 'payments',
            kind: 'payment',
            id: data.payment,
            part: data.invoice,
            currency,
            gross: data.amount.amount,
            note: data.method,
          },
          {
            system: 'erp',
            kind: 'cash application',
            id: data.cashApplication,
            part: data.invoice,
            number: data.cashNumber,
            currency,
            gross: data.amount.amount,
          },
        ],
      }
    }
    default: {
      const { order, stage, message } = event.data as z.output<typeof StatusTold>
      return { order: { reference: order, stage, message }, documents: [] }
    }
  }
}

export const trailProjection: Projection = {
  name: 'order-trail',
  events: [orderSubmitted, orderActivated, invoicePosted, paymentApplied, statusTold],
  async erase(tx, { tenant, subject, classes }) {
    if (!classes.includes('personal')) return 0
    const { numAffectedRows } = await sql`
      update gantry.trail_order set customer_name = null
      where tenant = ${tenant} and reference = ${subject} and customer_name is not null`.execute(tx)
    return Number(numAffectedRows ?? 0)
  },
  async project(tx, events) {
    const changes = events.map((event) => ({ event, ...changeOf(event) }))
    await upsertOrders(
      tx,
      changes.map(({ event, order }) => ({
        ...order,
        tenant: event.tenant,
        from: event.occurred_at,
        to: event.occurred_at,
      })),
    )
    await upsertDocuments(
      tx,
      changes.flatMap(({ event, order, documents }) =>
        documents.map((document) => ({
          ...document,
          tenant: event.tenant,
          order_reference: order.reference,
          at: event.occurred_at,
        })),
      ),
    )
  },
}

const earlier = (a: Date, b: Date) => (a < b ? a : b)
const later = (a: Date, b: Date) => (a < b ? b : a)

/** Several changes of one order in a batch become one row: a statement may not touch a row twice. */
async function upsertOrders(tx: Transaction, changes: readonly OrderChange[]): Promise<void> {
  const merged = new Map<string, OrderChange>()
  for (const change of changes) {
    const key = `${change.tenant}\n${change.reference}`
    const { from, to } = merged.get(key) ?? change
    merged.set(key, { ...merged.get(key), ...change, from: earlier(from, change.from), to: later(to, change.to) })
  }
  const rows = [...merged.values()]
  const column = (name: keyof OrderChange) => rows.map((row) => row[name] ?? null)
  await sql`
    insert into gantry.trail_order as o (tenant, reference, customer, customer_name, partner, legal_entity, currency, stage,
      message, gross, open, correlation, submitted_at, updated_at)
    select c.tenant, c.reference, c.customer, c.customer_name, c.partner, c.legal_entity, c.currency, coalesce(c.stage, 'submitted'),
      c.message, c.gross, c.open, c.correlation, c."from", c."to"
    from unnest(${column('tenant')}::text[], ${column('reference')}::text[], ${column('customer')}::text[],
      ${column('customer_name')}::text[], ${column('partner')}::text[], ${column('legal_entity')}::text[], ${column('currency')}::text[],
      ${column('stage')}::text[], ${column('message')}::text[], ${column('gross')}::numeric[],
      ${column('open')}::numeric[], ${column('correlation')}::text[], ${column('from')}::timestamptz[],
      ${column('to')}::timestamptz[])
      as c(tenant, reference, customer, customer_name, partner, legal_entity, currency, stage, message, gross, open, correlation,
        "from", "to")
    on conflict (tenant, reference) do update set
      customer = coalesce(excluded.customer, o.customer),
      customer_name = coalesce(excluded.customer_name, o.customer_name),
      partner = coalesce(excluded.partner, o.partner),
      legal_entity = coalesce(excluded.legal_entity, o.legal_entity),
      currency = coalesce(excluded.currency, o.currency),
      stage = case when excluded.message is null then o.stage else excluded.stage end,
      message = coalesce(excluded.message, o.message),
      gross = coalesce(excluded.gross, o.gross),
      open = coalesce(excluded.open, o.open),
      correlation = coalesce(o.correlation, excluded.correlation),
      submitted_at = least(o.submitted_at, excluded.submitted_at),
      updated_at = greatest(o.updated_at, excluded.updated_at)`.execute(tx)
}

async function upsertDocuments(tx: Transaction, documents: readonly DocumentRow[]): Promise<void> {
  const merged = new Map<string, DocumentRow>()
  for (const document of documents) {
    const { tenant, system, kind, id, order_reference, part } = document
    const key = [tenant, system, kind, id, order_reference, part].join('\n')
    const known = merged.get(key)
    merged.set(key, { ...known, ...document, at: earlier(known?.at ?? document.at, document.at) })
  }
  const rows = [...merged.values()]
  if (rows.length === 0) return
  const column = (name: keyof DocumentRow) => rows.map((row) => row[name] ?? null)
  await sql`
    insert into gantry.trail_document as d (tenant, order_reference, system, kind, id, part, number, currency, net, tax,
      gross, note, at)
    select * from unnest(${column('tenant')}::text[], ${column('order_reference')}::text[], ${column('system')}::text[],
      ${column('kind')}::text[], ${column('id')}::text[], ${rows.map((row) => row.part ?? '')}::text[],
      ${column('number')}::text[], ${column('currency')}::text[],
      ${column('net')}::numeric[], ${column('tax')}::numeric[], ${column('gross')}::numeric[], ${column('note')}::text[],
      ${column('at')}::timestamptz[])
    on conflict (tenant, system, kind, id, order_reference, part) do update set
      number = coalesce(excluded.number, d.number), net = coalesce(excluded.net, d.net),
      tax = coalesce(excluded.tax, d.tax), gross = coalesce(excluded.gross, d.gross),
      at = least(d.at, excluded.at)`.execute(tx)
}
