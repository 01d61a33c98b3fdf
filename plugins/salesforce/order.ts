import { money } from '@gantry/canonical/money'
import type { Order, OrderStatus } from '@gantry/canonical/order'
import { z } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { queryOf, type Salesforce, type Subrequest } from './client.ts'
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
/** Where a quote stands that never became an order: refused, or held before it was ordered. */
const UnorderedRow = z.object({
  Id: z.string(),
  Name: z.string(),
  Gantry_Reference__c: z.string(),
  SBQQ__Status__c: text,
  Gantry_Stage__c: text,
  Gantry_Message__c: text,
  Gantry_Status_At__c: text,
  Gantry_Correlation__c: text,
})
type UnorderedRow = z.output<typeof UnorderedRow>

const select = (reference: string) =>
  `SELECT ${Object.keys(OrderRow.shape).join(', ')} FROM Order ${soql`WHERE Gantry_Reference__c = ${reference}`}`

const selectQuote = (reference: string) =>
  `SELECT ${Object.keys(UnorderedRow.shape).join(', ')} FROM SBQQ__Quote__c ${soql`WHERE Gantry_Reference__c = ${reference}`}`

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

/** What sales is told of an order, and of a quote that is none yet. */
const toldOf = (status: OrderStatus) => ({
  Gantry_Stage__c: status.stage,
  Gantry_Message__c: status.message,
  Gantry_Status_At__c: new Date(status.at).toISOString(),
  ...(status.correlation !== undefined && { Gantry_Correlation__c: status.correlation }),
})

function fieldsOf(row: OrderRow, status: OrderStatus): Partial<OrderRow> {
  if (status.open && status.open.currency !== row.CurrencyIsoCode)
    throw new IntegrationError('currency-mismatch', `The order is in ${row.CurrencyIsoCode}.`, {
      kind: 'data',
      detail: `Order ${row.Id}: the open amount came in ${status.open.currency}.`,
    })
  const own = STATUS[status.stage]
  return {
    ...toldOf(status),
    ...(status.open && { Gantry_Open_Amount__c: plain(status.open.amount) }),
    ...(status.invoiceNumber !== undefined && { Gantry_Invoice_Number__c: status.invoiceNumber }),
    ...(own && { Status: own }),
  }
}

/** A quote in one of these, or told to be cancelled, will not become an order. */
const LOST = ['Cancelled', 'Rejected', 'Denied']

/** The quote in the place of the order it never became. */
function unordered(row: UnorderedRow): Order {
  const lost = LOST.includes(row.SBQQ__Status__c ?? '') || row.Gantry_Stage__c === 'cancelled'
  return {
    id: row.Id,
    number: row.Name,
    reference: row.Gantry_Reference__c,
    state: lost ? 'cancelled' : 'draft',
    ...(row.Gantry_Stage__c !== null && { stage: row.Gantry_Stage__c }),
    ...(row.Gantry_Message__c !== null && { message: row.Gantry_Message__c }),
    native: row,
  }
}

/** The write that brings a record to these fields; none where nothing differs, or the status is older than the one kept. */
function patches(
  object: 'Order' | 'SBQQ__Quote__c',
  row: { Id: string; Gantry_Status_At__c: string | null },
  at: string,
  fields: object,
): Subrequest[] {
  const since = row.Gantry_Status_At__c
  if (since !== null && Date.parse(at) < Date.parse(since)) return []
  const changed = Object.entries(fields).filter(([name, value]) => (row as Record<string, unknown>)[name] !== value)
  if (changed.length === 0) return []
  return [{ method: 'PATCH', path: `/sobjects/${object}/${row.Id}`, body: Object.fromEntries(changed) }]
}

/**
 * Shows sales where the order stands; on the quote as long as there is no order. A quote that was told of once is kept
 * up, so that it does not look held when its order is long paid. One worker at a time for an order: without that, two
 * statuses read the same kept time, and the older one may be written last.
 */
export function updateOrderStatus(salesforce: Salesforce, reference: string, status: OrderStatus): Promise<Order> {
  return salesforce.exclusively(`order:${reference}`, async () => {
    const reads = [queryOf(select(reference)), queryOf(selectQuote(reference))]
    const rowsOf = async (answers: unknown[]) => {
      const [orders, quotes] = answers.slice(-2)
      const [order] = await salesforce.rows(OrderRow, orders)
      const [quote] = await salesforce.rows(UnorderedRow, quotes)
      if (!order && !quote) throw notFound('order', reference)
      return { order, quote }
    }
    const { order, quote } = await rowsOf(await salesforce.composite(reads))
    const writes = [
      ...(order ? patches('Order', order, status.at, fieldsOf(order, status)) : []),
      ...(quote && (!order || quote.Gantry_Stage__c !== null)
        ? patches('SBQQ__Quote__c', quote, status.at, toldOf(status))
        : []),
    ]
    const told = writes.length > 0 ? await rowsOf(await salesforce.composite([...writes, ...reads])) : { order, quote }
    return told.order ? toOrder(told.order) : unordered(told.quote!)
  })
}
