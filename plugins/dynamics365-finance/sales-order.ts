import { totalsOf } from '@gantry/canonical/document'
import { compare, money, subtract, sum } from '@gantry/canonical/money'
import type { SalesOrder, SalesOrderDraft } from '@gantry/canonical/order'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import { assertBooked } from './document.ts'
import type { Environment } from './environment.ts'
import { numeral } from './exact-json.ts'
import { afterWrite, isRefusal, notFound } from './failure.ts'
import { readInvoices } from './invoice-record.ts'
import { fitted, keyOf } from './key.ts'
import { dateOf, quoted, recordOf, YES } from './odata.ts'
import { columnsOf, SalesOrderRecord } from './wire.ts'

/**
 * Header and lines go in one changeset under an order number of our choice: there is never half an order, and a second
 * one is refused as a duplicate. Any refusal is checked for that, since a repeat may be refused for another reason first.
 * Lines carry our amounts: a price for the whole quantity. Tax stays out: it is the invoice that carries the tax engine's.
 */
export async function createSalesOrder(environment: Environment, draft: SalesOrderDraft): Promise<SalesOrder> {
  const { client, companies, settings } = environment
  const company = await companies.of(draft.legalEntity)
  const SalesOrderNumber = keyOf(draft.reference)
  const key = { dataAreaId: company.id, SalesOrderNumber }
  const header = {
    ...key,
    OrderingCustomerAccountNumber: keyOf(draft.customer),
    CurrencyCode: draft.currency,
    CustomersOrderReference: fitted(draft.reference),
    RequestedShippingDate: dateOf(draft.orderedOn),
  }
  const lines = draft.lines.map((line) => ({
    ...key,
    ItemNumber: keyOf(line.sku),
    LineDescription: line.description,
    OrderedSalesQuantity: numeral(line.quantity),
    SalesUnitSymbol: settings.unit,
    SalesPrice: numeral(line.net.amount),
    SalesPriceQuantity: numeral(line.quantity),
    LineAmount: numeral(line.net.amount),
  }))
  const read = () => readRecord(environment, company.id, draft.reference)
  let refusal: unknown
  try {
    await client.createAll([
      { set: 'SalesOrderHeadersV2', body: header },
      ...lines.map((body) => ({ set: 'SalesOrderLinesV2', body })),
    ])
  } catch (error) {
    if (!isRefusal(error)) throw error
    refusal = error
  }
  const record = await afterWrite(read)
  if (record === undefined) throw refusal ?? vanished(SalesOrderNumber)
  assertOurs(record, draft.reference)
  // One made just now is not billed yet.
  const made = refusal === undefined
  const order = made
    ? asRecorded(draft.reference, record)
    : await afterWrite(() => salesOrderOf(environment, draft.reference, record))
  assertBooked(`sales order ${draft.reference}`, [
    { name: 'net', ours: totalsOf(draft.currency, draft.lines).net, theirs: order.net },
  ])
  return order
}

export async function getSalesOrder(
  environment: Environment,
  reference: string,
  { legalEntity }: { legalEntity: string },
): Promise<SalesOrder> {
  const company = await environment.companies.of(legalEntity)
  return salesOrderOf(environment, reference, await readOrder(environment, company.id, reference))
}

/** Cancels what is left to deliver, by the action of the extension that the README describes. */
export async function cancelSalesOrder(
  environment: Environment,
  reference: string,
  { legalEntity }: { legalEntity: string },
): Promise<SalesOrder> {
  const company = await environment.companies.of(legalEntity)
  const record = await readOrder(environment, company.id, reference)
  const order = await salesOrderOf(environment, reference, record)
  if (order.state === 'cancelled') return order
  const invoices = await readInvoices(environment, billing(company.id, reference))
  if (order.state === 'billed' || invoices.length > 0)
    throw new IntegrationError('order-billed', `Sales order ${reference} is billed and cannot be closed any more.`, {
      kind: 'policy',
      team: 'finance-systems',
      detail: `sales order ${record.SalesOrderNumber} is ${record.SalesOrderStatus}, with ${invoices.length} invoices`,
    })
  const { dataAreaId, SalesOrderNumber } = record
  const path = recordOf('SalesOrderHeadersV2', { dataAreaId, SalesOrderNumber })
  await environment.client.act(path, 'gantryCancel', z.unknown())
  return { ...order, state: 'cancelled' }
}

/** The order with this reference in a company; throws `not-found`. */
export async function readOrder(
  environment: Environment,
  company: string,
  reference: string,
): Promise<SalesOrderRecord> {
  const record = await readRecord(environment, company, reference)
  if (record?.CustomersOrderReference !== fitted(reference)) throw notFound('sales order', reference)
  return record
}

const readRecord = ({ client }: Environment, company: string, reference: string) => {
  const record = recordOf('SalesOrderHeadersV2', { dataAreaId: company, SalesOrderNumber: keyOf(reference) })
  return client.get(record, SalesOrderRecord, { $select: columnsOf(SalesOrderRecord) })
}

/** Posted invoices that name the order. */
const billing = (company: string, reference: string): string =>
  `dataAreaId eq ${quoted(company)} and CustomerReference eq ${quoted(fitted(reference))} and IsPosted eq ${YES}`

/** Free text invoices bill no order in the application's eyes: what they come to says how far it is billed. */
async function salesOrderOf(
  environment: Environment,
  reference: string,
  record: SalesOrderRecord,
): Promise<SalesOrder> {
  const order = asRecorded(reference, record)
  if (order.state !== 'open') return order
  const invoices = await readInvoices(environment, billing(record.dataAreaId, reference))
  const billed = sum(
    order.currency,
    invoices.map((invoice) => invoice.net).filter((each) => each.currency === order.currency),
  )
  return { ...order, state: invoices.length > 0 && compare(billed, order.net) >= 0 ? 'billed' : 'open' }
}

function asRecorded(reference: string, record: SalesOrderRecord): SalesOrder {
  const currency = record.CurrencyCode
  const gross = money(currency, record.OrderTotalAmount)
  const tax = money(currency, record.OrderTotalTaxAmount)
  return {
    id: `${record.dataAreaId}-${record.SalesOrderNumber}`,
    number: record.SalesOrderNumber,
    reference,
    state: STATES[record.SalesOrderStatus] ?? 'open',
    currency,
    net: subtract(gross, tax),
    tax,
    gross,
  }
}

const STATES: Record<string, SalesOrder['state']> = { Invoiced: 'billed', Canceled: 'cancelled' }

/** An order number of ours that somebody else has given to another order. */
function assertOurs(record: SalesOrderRecord, reference: string): void {
  if (record.CustomersOrderReference === fitted(reference)) return
  throw new IntegrationError(
    'number-taken',
    `Sales order number ${record.SalesOrderNumber} is taken by another order in Dynamics 365 Finance.`,
    { kind: 'data', team: 'finance-systems', detail: `its reference is "${record.CustomersOrderReference}"` },
  )
}

const vanished = (number: string): IntegrationError =>
  new IntegrationError('document-vanished', 'Dynamics 365 Finance does not show the document it has just booked.', {
    kind: 'transient',
    outcomeUnknown: true,
    detail: `sales order ${number}`,
  })
