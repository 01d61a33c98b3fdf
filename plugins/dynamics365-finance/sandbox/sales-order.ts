import { Decimal } from '@gantry/canonical/money'
import {
  add,
  assertAccepted,
  assertCurrency,
  change,
  companyOf,
  customerOf,
  type Rules,
  rounded,
  type Session,
  sum,
} from './application.ts'
import { infolog, notInTable } from './problem.ts'
import { entityNamed } from './query.ts'
import type { Row } from './store.ts'

const HEADER = entityNamed('SalesOrderHeadersV2')
const LINE = entityNamed('SalesOrderLinesV2')

const linesOf = ({ store }: Session, order: Row): Row[] =>
  store
    .all('SalesOrderLinesV2')
    .filter((line) => line.dataAreaId === order.dataAreaId && line.SalesOrderNumber === order.SalesOrderNumber)

export const salesOrders: Rules = {
  insert: (session, given) => {
    const row = companyOf(session, HEADER, given)
    assertAccepted(session, HEADER, row.CustomersOrderReference ?? '')
    const customer = customerOf(session, HEADER, row.dataAreaId!, row.OrderingCustomerAccountNumber ?? '')
    if (customer.OnHoldStatus === 'All')
      throw infolog(HEADER.source, `Customer ${customer.CustomerAccount} is on hold: All.`)
    const CurrencyCode = row.CurrencyCode ?? customer.SalesCurrencyCode!
    assertCurrency(HEADER, CurrencyCode)
    const SalesOrderNumber = row.SalesOrderNumber ?? String(session.store.next('SalesOrder')).padStart(6, '0')
    const order = { ...row, CurrencyCode, SalesOrderNumber, SalesOrderStatus: 'Backorder' }
    return add(session, 'SalesOrderHeadersV2', order, 'POST SalesOrderHeadersV2')
  },
  update: (session, before, changes) => {
    assertAccepted(session, HEADER, before.CustomersOrderReference!, 'cancel')
    return { ...before, ...changes }
  },
  actions: {
    /** Of the extension the README names: cancels what is left to deliver. */
    gantryCancel: (session, order) => {
      assertAccepted(session, HEADER, order.CustomersOrderReference!, 'cancel')
      if (order.SalesOrderStatus === 'Canceled') return
      if (order.SalesOrderStatus !== 'Backorder')
        throw infolog(HEADER.source, `Sales order ${order.SalesOrderNumber} cannot be canceled in its status.`)
      for (const line of linesOf(session, order))
        change(session, 'SalesOrderLinesV2', { ...line, SalesOrderLineStatus: 'Canceled' })
      change(session, 'SalesOrderHeadersV2', { ...order, SalesOrderStatus: 'Canceled' }, 'gantryCancel')
    },
  },
}

export const salesOrderLines: Rules = {
  insert: (session, given) => {
    const row = companyOf(session, LINE, given)
    const key = `${row.dataAreaId}|${(row.SalesOrderNumber ?? '').toLowerCase()}`
    const order = session.store.get('SalesOrderHeadersV2', key)
    if (!order) throw notInTable(LINE.source, 'Sales order', row.SalesOrderNumber ?? '', 'Sales orders')
    const item = session.store.get('ReleasedProductsV2', `${row.dataAreaId}|${(row.ItemNumber ?? '').toLowerCase()}`)
    if (!item) throw notInTable(LINE.source, 'Item number', row.ItemNumber ?? '', 'Items')
    const quantity = new Decimal(row.OrderedSalesQuantity ?? 1)
    const price = new Decimal(row.SalesPrice ?? 0).times(quantity).div(row.SalesPriceQuantity ?? 1)
    const line = add(
      session,
      'SalesOrderLinesV2',
      {
        SalesPriceQuantity: '1',
        ...row,
        OrderedSalesQuantity: quantity.toFixed(),
        LineAmount: rounded(row.LineAmount ?? price, order.CurrencyCode!),
        InventoryLotId: row.InventoryLotId ?? String(session.store.next('InventoryLot')).padStart(6, '0'),
        SalesOrderLineStatus: 'Backorder',
      },
      undefined,
    )
    const total = sum([order.OrderTotalAmount!, line.LineAmount!])
    change(session, 'SalesOrderHeadersV2', { ...order, OrderTotalAmount: rounded(total, order.CurrencyCode!) })
    return line
  },
}
