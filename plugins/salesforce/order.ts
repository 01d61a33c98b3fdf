import { money } from '@gantry/canonical/money'
import type { Order, OrderStatus } from '@gantry/canonical/order'
import { z } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { queryOf, type Salesforce } from './client.ts'
import { plain } from './exact.ts'
import { notFound } from './failure.ts'
import { stateOf } from './quote.ts'
import { soql } from './soql.ts'

const text = z.string().nullable()
const OrderRow = z.object({
  Id: z.string(),
  OrderNumber: z.string(),
  Status: z.string(),
  CurrencyIsoCode: z.string(),
  Gantry_Reference__c: z.string(),
  Gantry_Stage__c: text,
  Gantry_Message__c: text,
  Gantry_Status_At__c: text,
  Gantry_Open_Amount__c: text,
  Gantry_Invoice_Number__c: text,
  Gantry_Correlation__c: text,
  LastModifiedDate: z.string(),
})
type OrderRow = z.output<typeof OrderRow>
const QuoteRow = z.object({ Id: z.string(), SBQQ__Status__c: text, SBQQ__Ordered__c: z.boolean() })

const select = (reference: string) =>
  `SELECT ${Object.keys(OrderRow.shape).join(', ')} FROM Order ${soql`WHERE Gantry_Reference__c = ${reference}`}`

const STATES: Record<string, Order['state']> = { Draft: 'draft', Cancelled: 'cancelled' }

/** What stands in the order's own Status once it is this far; a later stage may come without the earlier. */
const STATUS: Partial<Record<OrderStatus['stage'], 'Activated' | 'Cancelled'>> = {
  active: 'Activated',
  invoiced: 'Activated',
  'partly-paid': 'Activated',
  paid: 'Activated',
  cancelled: 'Cancelled',
}

/** How long CPQ may take to make a large order in the background. */
const ORDERING_MS = 2000

function toOrder(row: OrderRow): Order {
  return {
    id: row.Id,
    number: row.OrderNumber,
    reference: row.Gantry_Reference__c,
    state: STATES[row.Status] ?? 'activated',
    ...(row.Gantry_Stage__c !== null && { stage: row.Gantry_Stage__c }),
    ...(row.Gantry_Message__c !== null && { message: row.Gantry_Message__c }),
    ...(row.Gantry_Open_Amount__c !== null && { open: money(row.CurrencyIsoCode, row.Gantry_Open_Amount__c) }),
    native: row,
  }
}

async function read(salesforce: Salesforce, reference: string): Promise<OrderRow> {
  const [row] = await salesforce.query(OrderRow, select(reference))
  if (!row) throw notFound('order', reference)
  return row
}

export async function getOrder(salesforce: Salesforce, reference: string): Promise<Order> {
  return toOrder(await read(salesforce, reference))
}

/** Ticks "Ordered", upon which CPQ makes the order; an order that is there already is the answer. */
export function orderQuote(salesforce: Salesforce, reference: string): Promise<Order> {
  return salesforce.exclusively(`quote:${reference}`, async () => {
    const [orders, quotes] = await salesforce.composite([
      queryOf(select(reference)),
      queryOf(
        soql`SELECT Id, SBQQ__Status__c, SBQQ__Ordered__c FROM SBQQ__Quote__c WHERE Gantry_Reference__c = ${reference}`,
      ),
    ])
    const [order] = await salesforce.rows(OrderRow, orders)
    if (order) return toOrder(order)
    const [quote] = await salesforce.rows(QuoteRow, quotes)
    if (!quote) throw notFound('quote', reference)
    const state = stateOf(quote)
    if (state !== 'accepted' && !quote.SBQQ__Ordered__c)
      throw new IntegrationError('quote-not-accepted', `The quote ${reference} is not accepted but ${state}.`, {
        kind: 'policy',
        team: 'sales-operations',
        detail: `SBQQ__Quote__c ${quote.Id}: SBQQ__Status__c is "${quote.SBQQ__Status__c}"`,
      })
    const path = `/sobjects/SBQQ__Quote__c/${quote.Id}`
    const answers = await salesforce.composite([
      ...(quote.SBQQ__Ordered__c ? [] : [{ method: 'PATCH', path, body: { SBQQ__Ordered__c: true } } as const]),
      queryOf(select(reference)),
    ])
    const [made] = await salesforce.rows(OrderRow, answers.at(-1))
    if (made) return toOrder(made)
    throw new IntegrationError('order-pending', 'Salesforce is still making the order.', {
      kind: 'transient',
      retryAfterMs: ORDERING_MS,
      detail: `SBQQ__Quote__c ${quote.Id} is ordered; no Order has its reference yet.`,
    })
  })
}

function fieldsOf(row: OrderRow, status: OrderStatus): Partial<OrderRow> {
  if (status.open && status.open.currency !== row.CurrencyIsoCode)
    throw new IntegrationError('currency-mismatch', `The order is in ${row.CurrencyIsoCode}.`, {
      kind: 'data',
      detail: `Order ${row.Id}: the open amount came in ${status.open.currency}.`,
    })
  const own = STATUS[status.stage]
  return {
    Gantry_Stage__c: status.stage,
    Gantry_Message__c: status.message,
    Gantry_Status_At__c: new Date(status.at).toISOString(),
    ...(status.open && { Gantry_Open_Amount__c: plain(status.open.amount) }),
    ...(status.invoiceNumber !== undefined && { Gantry_Invoice_Number__c: status.invoiceNumber }),
    ...(status.correlation !== undefined && { Gantry_Correlation__c: status.correlation }),
    ...(own && { Status: own }),
  }
}

/**
 * Shows sales where the order stands. One worker at a time for an order: without that, two statuses read the same kept
 * time, and the older one may be written last.
 */
export function updateOrderStatus(salesforce: Salesforce, reference: string, status: OrderStatus): Promise<Order> {
  return salesforce.exclusively(`order:${reference}`, async () => {
    const row = await read(salesforce, reference)
    const since = row.Gantry_Status_At__c
    if (since !== null && Date.parse(status.at) < Date.parse(since)) return toOrder(row)
    const fields = fieldsOf(row, status)
    const changed = Object.entries(fields).filter(([name, value]) => row[name as keyof OrderRow] !== value)
    if (changed.length === 0) return toOrder(row)
    const answers = await salesforce.composite([
      { method: 'PATCH', path: `/sobjects/Order/${row.Id}`, body: Object.fromEntries(changed) },
      queryOf(select(reference)),
    ])
    const [saved] = await salesforce.rows(OrderRow, answers.at(-1))
    return toOrder(saved ?? { ...row, ...fields })
  })
}
