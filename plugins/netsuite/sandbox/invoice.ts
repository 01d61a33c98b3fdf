import { Decimal } from '@gantry/canonical/money'
import type { Books } from '@gantry/core/sandbox'
import type { Context } from 'hono'
import { z } from 'zod'
import { Day, numeral, Ref, understood } from './body.ts'
import { type Currency, isClosed } from './company.ts'
import type { Customer } from './customer.ts'
import {
  type Account,
  customOf,
  documentFields,
  ItemLine,
  type Line,
  lineOf,
  partiesOf,
  rounded,
  taxesOf,
  totalsOf,
} from './document.ts'
import { invalidContent, noRecord, Refusal, userError } from './problem.ts'
import { assertAccepted } from './refusal.ts'
import {
  amountsView,
  currencyOf,
  customFields,
  documentView,
  leftToBill,
  type SalesOrder,
  statusOf,
} from './sales-order.ts'
import { lineView, refTo, type Shown, sublist, type View } from './view.ts'

export type Invoice = Omit<SalesOrder, 'orderStatus'> & { createdFrom?: string; dueDate?: string; amountPaid: string }

const Lines = z.strictObject({ items: z.array(ItemLine).min(1) })
const Transform = z.strictObject({ ...documentFields, dueDate: Day.optional(), item: Lines.optional() })
const Body = z.strictObject({
  ...documentFields,
  dueDate: Day.optional(),
  entity: Ref,
  subsidiary: Ref.optional(),
  currency: Ref.optional(),
  item: Lines,
})

/** `POST /invoice`: an invoice that stands by itself. */
export function createInvoice(account: Account, c: Context, raw: unknown, write: string, eid?: string): string {
  const body = understood(c, Body, raw)
  assertAccepted(account.books, body.custbody_gantry_order)
  account.registry.assertFree('invoice', eid ?? body.externalId)
  const { customer, subsidiary, currency } = partiesOf(account, body)
  const taxes = taxesOf(account, body, body.item.items)
  const lines = body.item.items.map((given, index) => {
    if (given.orderLine) throw invalidContent('There is no order to bill.', `item.items[${index}].orderLine`)
    return lineOf(account, given, index + 1, taxOf(taxes, given), currency)
  })
  const parties = { entity: customer.id, subsidiary: subsidiary.id, currency: currency.id }
  return book(account, parties, body, lines, write, eid)
}

/**
 * `POST /salesOrder/{id}/!transform/invoice`: bills what is left of the order. A line given by `orderLine` is billed as
 * told, with a quantity of zero not at all; lines without one come on top.
 */
export function transformOrder(account: Account, c: Context, orderId: string, raw: unknown, write: string): string {
  const { books } = account
  const body = understood(c, Transform, raw)
  const order = books.get<SalesOrder>('salesOrder', orderId)
  if (!order) throw noRecord()
  assertAccepted(books, order.custom.custbody_gantry_reference)
  account.registry.assertFree('invoice', body.externalId)
  if (!['E', 'F'].includes(statusOf(order).id))
    throw new Refusal(400, 'INVALID_INITIALIZE_REF', `You can not initialize invoice: invalid reference ${orderId}.`)
  const currency = currencyOf(books, order.currency)
  const given = body.item?.items ?? []
  const taxes = taxesOf(account, body, given)
  const lines = linesFrom(account, order, given, taxes, currency)
  if (lines.length === 0) throw userError('You must enter at least one line item for this transaction.')
  const header = { ...body, memo: body.memo ?? order.memo }
  const id = book(account, order, header, lines, write, undefined, order.id)
  const billed = order.lines.map((line) => {
    const bills = lines.filter((each) => each.orderLine === line.line)
    return {
      ...line,
      billed: bills.reduce((sum, each) => sum.plus(each.quantity), new Decimal(line.billed ?? 0)).toFixed(),
    }
  })
  books.put('salesOrder', order.id, { ...order, lines: billed, lastModifiedDate: account.now() })
  return id
}

function linesFrom(
  account: Account,
  order: SalesOrder,
  given: readonly ItemLine[],
  taxes: Map<string, Decimal>,
  currency: Currency,
): Line[] {
  for (const [index, each] of given.entries())
    if (each.orderLine && !order.lines.some((line) => each.orderLine!.equals(line.line)))
      throw invalidContent('Invalid order line.', `item.items[${index}].orderLine`)
  const fromOrder = order.lines.flatMap((line) => {
    const told = given.find((each) => each.orderLine?.equals(line.line))
    const left = leftToBill(line)
    const quantity = told?.quantity ?? left
    if (left.isZero() || quantity.isZero()) return []
    if (quantity.greaterThan(left)) throw userError(`Line ${line.line}: the quantity is more than is left to bill.`)
    const share = new Decimal(line.amount).times(quantity).div(line.quantity)
    const description = told?.description ?? line.description
    return {
      line: 0,
      orderLine: line.line,
      item: line.item,
      ...(description !== undefined && { description }),
      quantity: quantity.toFixed(),
      amount: rounded(told?.amount ?? told?.rate?.times(quantity) ?? share, currency),
      tax: rounded(told ? taxOf(taxes, told) : new Decimal(0), currency),
      custom: { ...line.custom, ...(told && customOf(told)) },
    }
  })
  const further = given
    .filter((each) => !each.orderLine)
    .map((each, index) => lineOf(account, each, index + 1, taxOf(taxes, each), currency))
  return [...fromOrder, ...further].map((line, index) => ({ ...line, line: index + 1 }))
}

const taxOf = (taxes: Map<string, Decimal>, given: ItemLine): Decimal =>
  taxes.get(given.taxDetailsReference ?? '') ?? new Decimal(0)

type Header = z.output<typeof Transform>

function book(
  account: Account,
  { entity, subsidiary, currency }: Pick<SalesOrder, 'entity' | 'subsidiary' | 'currency'>,
  header: Pick<Header, Exclude<keyof Header, 'item'>>,
  lines: Line[],
  write: string,
  eid: string | undefined,
  createdFrom?: string,
): string {
  const { books, registry } = account
  const tranDate = header.tranDate ?? account.today()
  if (isClosed(books, tranDate)) throw userError('You cannot create or edit a transaction in a closed period.')
  const externalId = eid ?? header.externalId
  const id = registry.nextTransaction()
  const invoice: Invoice = {
    id,
    tranId: `INV${20_001 + books.size('invoice')}`,
    ...(externalId !== undefined && { externalId }),
    ...(createdFrom !== undefined && { createdFrom }),
    entity,
    subsidiary,
    currency,
    tranDate,
    ...(header.dueDate !== undefined && { dueDate: header.dueDate }),
    ...(header.memo !== undefined && { memo: header.memo }),
    ...(header.otherRefNum !== undefined && { otherRefNum: header.otherRefNum }),
    lines,
    ...totalsOf(lines, currencyOf(books, currency)),
    amountPaid: new Decimal(0).toFixed(currencyOf(books, currency).precision),
    custom: customFields(header),
    createdDate: account.now(),
    lastModifiedDate: account.now(),
  }
  books.put('invoice', id, invoice, write)
  registry.claim('invoice', externalId, id)
  return id
}

export const remaining = (invoice: Invoice): Decimal => new Decimal(invoice.total).minus(invoice.amountPaid)

export const invoiceStatus = (invoice: Invoice): { id: 'A' | 'B'; refName: string } =>
  remaining(invoice).greaterThan(0) ? { id: 'A', refName: 'Open' } : { id: 'B', refName: 'Paid In Full' }

export function invoiceView({ books }: Account, id: string, shown: Shown): View {
  const invoice = books.get<Invoice>('invoice', id)!
  const { precision } = currencyOf(books, invoice.currency)
  const order = invoice.createdFrom === undefined ? undefined : books.get<SalesOrder>('salesOrder', invoice.createdFrom)
  const path = `invoice/${id}/item`
  return {
    ...documentView(books, 'invoice', invoice, shown),
    entity: refTo(shown, 'customer', invoice.entity, books.get<Customer>('customer', invoice.entity)!.companyName),
    ...(order && { createdFrom: refTo(shown, 'salesOrder', order.id, `Sales Order #${order.tranId}`) }),
    ...(invoice.dueDate !== undefined && { dueDate: invoice.dueDate }),
    status: invoiceStatus(invoice),
    ...amountsView(invoice),
    amountPaid: numeral(invoice.amountPaid),
    amountRemaining: numeral(remaining(invoice).toFixed(precision)),
    item: sublist(shown, path, () => invoice.lines.map((line) => lineView(books, shown, path, line))),
  }
}

/** By the reference that its client wrote on it. */
export function invoiceOf(books: Books, reference: string): Invoice {
  const found = books.find<Invoice>('invoice', ({ custom }) => custom.custbody_gantry_reference === reference)
  if (!found) throw new Error(`No invoice ${reference}.`)
  return found
}

export type DeletedRecord = { id: string; type: string; name: string; deletedDate: string }

/** Deleted for good: of it remain its id and its name. */
export function remove(books: Books, now: string, { id, tranId, externalId, amountPaid }: Invoice): { id: string } {
  if (!new Decimal(amountPaid).isZero()) throw new Error(`Invoice ${tranId} has payments.`)
  books.remove('invoice', id)
  if (externalId !== undefined) books.remove('externalId', `transaction:${externalId}`)
  books.put('deletedRecord', id, {
    id,
    type: 'Invoice',
    name: `Invoice #${tranId}`,
    deletedDate: now,
  } satisfies DeletedRecord)
  return { id }
}
