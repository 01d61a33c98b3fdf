import { Decimal } from '@gantry/canonical/money'
import { decimalsOf } from './company.ts'
import type { Draft, Row } from './entity.ts'
import { priced } from './pricing.ts'
import { Refusal } from './refusal.ts'
import type { Unit } from './unit.ts'

type Rule = { order: string; code: string; message: string; cancel: boolean }

/** From now on this purchase order is refused, as a check of the company's own would; with `cancel` its changes too. */
export const refuse = (unit: Unit, rule: Rule): void => unit.put('refusal', rule.order, { ...rule, over: false })
export const accept = (unit: Unit, order: string): void => {
  const rule = unit.get<Rule>('refusal', order)
  if (rule) unit.put('refusal', order, { ...rule, over: true })
}

function assertAccepted(unit: Unit, order: string, what: 'book' | 'cancel'): void {
  const rule = unit.get<Rule & { over: boolean }>('refusal', order)
  if (rule && !rule.over && (what === 'book' || rule.cancel)) throw new Refusal(400, rule.code, rule.message)
}

/** Items come with `Product`, `RequestedQuantity` and pricing elements; SAP accepts the same purchase order twice. */
export function createOrder(unit: Unit, header: Row, items: readonly Draft[], elementsOf: (item: Draft) => Row[]): Row {
  const [organization, channel, division] = [
    String(header.SalesOrganization ?? ''),
    String(header.DistributionChannel ?? ''),
    String(header.OrganizationDivision ?? ''),
  ]
  const soldTo = String(header.SoldToParty ?? '')
  const reference = String(header.PurchaseOrderByCustomer ?? '')
  const area = unit.get('A_CustomerSalesArea', [soldTo, organization, channel, division].join('/'))
  if (!area)
    throw new Refusal(
      400,
      'VP/199',
      `Sold-to party ${soldTo} not maintained for sales area ${organization} ${channel} ${division}`,
    )
  if (area.OrderIsBlockedForCustomer || unit.get('A_Customer', soldTo)?.OrderIsBlockedForCustomer)
    throw new Refusal(400, 'VP/146', `Customer ${soldTo} is blocked for orders`)
  if (!header.SalesOrderType) throw new Refusal(400, 'V1/309', 'Sales document type is not defined')
  assertAccepted(unit, reference, 'book')
  const currency = String(header.TransactionCurrency || area.Currency)
  const number = unit.next('order', 1)
  const rows = items.map((item, index) => createItem(unit, number, currency, index, item, elementsOf(item)))
  const total = rows.reduce((sum, row) => sum.plus(String(row.NetAmount)), new Decimal(0))
  const row: Row = {
    ...header,
    SalesOrder: number,
    TransactionCurrency: currency,
    SalesOrderDate: header.SalesOrderDate ?? unit.today(),
    TotalNetAmount: total.toFixed(decimalsOf(currency)),
    BillingCompanyCode: organization,
    CreationDate: unit.today(),
    CreatedByUser: 'COMM_USER',
    LastChangeDateTime: unit.now(),
    OverallSDProcessStatus: 'A',
    OverallOrdReltdBillgStatus: 'A',
    OverallSDDocumentRejectionSts: 'A',
    ...(unit.correlation !== undefined && { _correlation: unit.correlation }),
    _at: unit.now(),
  }
  unit.put('SalesOrder', number, row, 'POST SalesOrder')
  return row
}

function createItem(unit: Unit, order: string, currency: string, index: number, draft: Draft, elements: Row[]): Row {
  const { values } = draft
  const item = String(values.SalesOrderItem || (index + 1) * 10)
  const product = String(values.Product ?? '')
  if (!unit.get('A_Product', product)) throw new Refusal(400, 'V1/383', `Product ${product} does not exist`)
  const organization = unit.where('A_ProductSalesDelivery', 'Product', product)
  if (organization.length === 0) throw new Refusal(400, 'V1/382', `Product ${product} is not defined for sales`)
  const quantity = new Decimal(String(values.RequestedQuantity ?? '0'))
  if (!quantity.greaterThan(0)) throw new Refusal(400, 'V1/481', `Item ${item}: enter a quantity`)
  const { net, tax, elements: conditions } = priced(currency, quantity, elements)
  const row: Row = {
    ...values,
    SalesOrder: order,
    SalesOrderItem: item,
    RequestedQuantity: quantity.toFixed(),
    TransactionCurrency: currency,
    NetAmount: net,
    TaxAmount: tax,
    SDProcessStatus: 'A',
    OrderRelatedBillingStatus: 'A',
    SDDocumentRejectionStatus: 'A',
  }
  unit.put('SalesOrderItem', `${order}/${item}`, row)
  for (const each of conditions)
    unit.put(
      'SalesOrderItemPricingElement',
      [order, item, each.PricingProcedureStep, each.PricingProcedureCounter].join('/'),
      { ...each, SalesOrder: order, SalesOrderItem: item },
    )
  return row
}

export const itemsOf = (unit: Unit, order: string): Row[] => unit.where('SalesOrderItem', 'SalesOrder', order)

/** A reason for rejection takes an item out of delivery and billing. */
export function changeItem(unit: Unit, row: Row, changes: Row): Row {
  const order = unit.get('SalesOrder', String(row.SalesOrder))!
  assertAccepted(unit, String(order.PurchaseOrderByCustomer ?? ''), 'cancel')
  if (row.OrderRelatedBillingStatus === 'C' && changes.SalesDocumentRjcnReason)
    throw new Refusal(400, 'V1/499', `Item ${row.SalesOrderItem} is completely billed and cannot be rejected`)
  const rejected = Boolean(changes.SalesDocumentRjcnReason ?? row.SalesDocumentRjcnReason)
  const next: Row = {
    ...row,
    ...changes,
    SDDocumentRejectionStatus: rejected ? 'C' : 'A',
    SDProcessStatus: rejected ? 'C' : 'A',
  }
  unit.put('SalesOrderItem', `${row.SalesOrder}/${row.SalesOrderItem}`, next, 'PATCH SalesOrderItem')
  restate(unit, String(row.SalesOrder))
  return next
}

/** The header's statuses follow from its items: A nothing, B some, C all of them. */
export function restate(unit: Unit, number: string): void {
  const items = itemsOf(unit, number)
  const overall = (holds: (item: Row) => boolean): string => {
    const count = items.filter(holds).length
    return count === 0 ? 'A' : count === items.length ? 'C' : 'B'
  }
  unit.put('SalesOrder', number, {
    ...unit.get('SalesOrder', number),
    OverallSDDocumentRejectionSts: overall((item) => item.SDDocumentRejectionStatus === 'C'),
    OverallOrdReltdBillgStatus: overall((item) => item.OrderRelatedBillingStatus === 'C'),
    OverallSDProcessStatus: overall((item) => item.SDProcessStatus === 'C'),
    LastChangeDateTime: unit.now(),
  })
}
