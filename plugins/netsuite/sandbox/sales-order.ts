import { Decimal } from '@gantry/canonical/money'
import type { Context } from 'hono'
import { z } from 'zod'
import { numeral, Ref, Text, understood } from './body.ts'
import type { Currency } from './company.ts'
import type { Customer } from './customer.ts'
import { type Account, documentFields, ItemLine, type Line, lineOf, partiesOf, taxesOf, totalsOf } from './document.ts'
import { invalidContent, userError } from './problem.ts'
import { assertAccepted } from './refusal.ts'
import { companyRefs, lineView, linkTo, refTo, type Shown, sublist, type View } from './view.ts'

export type SalesOrder = {
  id: string
  tranId: string
  externalId?: string
  entity: string
  subsidiary: string
  currency: string
  tranDate: string
  memo?: string
  otherRefNum?: string
  orderStatus: 'A' | 'B'
  lines: Line[]
  subtotal: string
  taxTotal: string
  total: string
  custom: Record<string, string>
  createdDate: string
  lastModifiedDate: string
}

const OrderStatus = z.strictObject({ id: z.enum(['A', 'B']) })

const Body = z.strictObject({
  ...documentFields,
  entity: Ref,
  subsidiary: Ref.optional(),
  currency: Ref.optional(),
  orderStatus: OrderStatus.default({ id: 'A' }),
  item: z.strictObject({ items: z.array(ItemLine).min(1) }),
})

const Patch = z.strictObject({
  memo: Text.optional(),
  orderStatus: OrderStatus.optional(),
  item: z.strictObject({ items: z.array(ItemLine) }).optional(),
})

export function createSalesOrder(account: Account, c: Context, raw: unknown, write: string, eid?: string): string {
  const { books, registry } = account
  const body = understood(c, Body, raw)
  assertAccepted(books, body.custbody_gantry_reference)
  const externalId = eid ?? body.externalId
  registry.assertFree('salesOrder', externalId)
  const { customer, subsidiary, currency } = partiesOf(account, body)
  const taxes = taxesOf(account, body, body.item.items)
  const lines = body.item.items.map((given, index) => ({
    ...lineOf(account, given, index + 1, taxes.get(given.taxDetailsReference ?? '') ?? new Decimal(0), currency),
    billed: '0',
    closed: false,
  }))
  const id = registry.nextTransaction()
  const order: SalesOrder = {
    id,
    tranId: `SO${10_001 + books.size('salesOrder')}`,
    ...(externalId !== undefined && { externalId }),
    entity: customer.id,
    subsidiary: subsidiary.id,
    currency: currency.id,
    tranDate: body.tranDate ?? account.today(),
    ...(body.memo !== undefined && { memo: body.memo }),
    ...(body.otherRefNum !== undefined && { otherRefNum: body.otherRefNum }),
    orderStatus: body.orderStatus.id,
    lines,
    ...totalsOf(lines, currency),
    custom: customFields(body),
    createdDate: account.now(),
    lastModifiedDate: account.now(),
  }
  books.put('salesOrder', id, order, write)
  registry.claim('salesOrder', externalId, id)
  return id
}

export const customFields = (body: {
  custbody_gantry_reference?: string | undefined
  custbody_gantry_order?: string | undefined
  custbody_gantry_correlation?: string | undefined
}): Record<string, string> => ({
  ...(body.custbody_gantry_reference !== undefined && { custbody_gantry_reference: body.custbody_gantry_reference }),
  ...(body.custbody_gantry_order !== undefined && { custbody_gantry_order: body.custbody_gantry_order }),
  ...(body.custbody_gantry_correlation !== undefined && {
    custbody_gantry_correlation: body.custbody_gantry_correlation,
  }),
})

/** Closes lines, approves, or changes the memo; a line is named by its number. */
export function updateSalesOrder(account: Account, c: Context, id: string, raw: unknown, write: string): void {
  const { books } = account
  const body = understood(c, Patch, raw)
  const order = books.get<SalesOrder>('salesOrder', id)!
  assertAccepted(books, order.custom.custbody_gantry_reference, 'cancel')
  const lines = order.lines.map((line) => ({ ...line }))
  for (const [index, given] of (body.item?.items ?? []).entries()) {
    const line = lines.find((each) => given.line?.equals(each.line))
    if (!line) throw invalidContent('Invalid line.', `item.items[${index}].line`)
    if (given.isClosed === undefined) throw userError('Only isClosed of a line can be changed here.')
    line.closed = given.isClosed
  }
  books.put(
    'salesOrder',
    id,
    {
      ...order,
      lines,
      ...(body.memo !== undefined && { memo: body.memo }),
      ...(body.orderStatus && { orderStatus: body.orderStatus.id }),
      lastModifiedDate: account.now(),
    },
    write,
  )
}

export const leftToBill = (line: Line): Decimal =>
  line.closed ? new Decimal(0) : Decimal.max(0, new Decimal(line.quantity).minus(line.billed ?? 0))

const STATUSES = {
  A: 'Pending Approval',
  E: 'Pending Billing/Partially Fulfilled',
  F: 'Pending Billing',
  G: 'Billed',
  H: 'Closed',
}

export function statusOf(order: SalesOrder): { id: keyof typeof STATUSES; refName: string } {
  const status = (id: keyof typeof STATUSES) => ({ id, refName: STATUSES[id] })
  if (order.lines.every((line) => line.closed)) return status('H')
  if (order.orderStatus === 'A') return status('A')
  if (order.lines.every((line) => leftToBill(line).isZero())) return status('G')
  return status(order.lines.some((line) => !new Decimal(line.billed ?? 0).isZero()) ? 'E' : 'F')
}

export function salesOrderView({ books }: Account, id: string, shown: Shown): View {
  const order = books.get<SalesOrder>('salesOrder', id)!
  const path = `salesOrder/${id}/item`
  return {
    ...documentView(books, 'salesOrder', order, shown),
    entity: refTo(shown, 'customer', order.entity, books.get<Customer>('customer', order.entity)!.companyName),
    status: statusOf(order),
    orderStatus: {
      id: order.orderStatus,
      refName: order.orderStatus === 'A' ? 'Pending Approval' : 'Pending Fulfillment',
    },
    ...amountsView(order),
    item: sublist(shown, path, () => order.lines.map((line) => lineView(books, shown, path, line))),
  }
}

export const amountsView = (document: { subtotal: string; taxTotal: string; total: string }): View => ({
  subtotal: numeral(document.subtotal),
  taxTotal: numeral(document.taxTotal),
  total: numeral(document.total),
})

/** What all transactions show alike. */
export function documentView(
  books: Account['books'],
  record: string,
  document: Pick<
    SalesOrder,
    | 'id'
    | 'tranId'
    | 'externalId'
    | 'subsidiary'
    | 'currency'
    | 'tranDate'
    | 'memo'
    | 'custom'
    | 'createdDate'
    | 'lastModifiedDate'
  >,
  shown: Shown,
): View {
  return {
    links: linkTo(shown, record, document.id),
    id: document.id,
    tranId: document.tranId,
    ...(document.externalId !== undefined && { externalId: document.externalId }),
    ...companyRefs(books, shown, document),
    tranDate: document.tranDate,
    ...(document.memo !== undefined && { memo: document.memo }),
    ...document.custom,
    exchangeRate: numeral('1.0'),
    createdDate: document.createdDate,
    lastModifiedDate: document.lastModifiedDate,
  }
}

export const currencyOf = (books: Account['books'], id: string): Currency => books.get<Currency>('currency', id)!
