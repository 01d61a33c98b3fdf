import { type DocumentLine, totalsOf } from '@gantry/canonical/document'
import { add, Decimal, money, sum } from '@gantry/canonical/money'
import type { SalesOrder, SalesOrderDraft } from '@gantry/canonical/order'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'
import { assertBooked } from './amounts.ts'
import type { Organization } from './company.ts'
import { customerNumber } from './customer.ts'
import type { Customizing } from './customizing.ts'
import { notFound } from './failure.ts'
import { productNumber } from './item.ts'
import { itemsOfOrder } from './journal.ts'
import { keyOf } from './key.ts'
import { literal, segmented } from './odata.ts'
import type { Sap } from './sap.ts'
import { SALES } from './services.ts'
import { type OrderHeader, SalesOrderRecord } from './wire.ts'

/**
 * SAP takes a second order with the same purchase order number without a word. Ours is looked up first, under a lock over
 * all workers; the customer's reference (`PurchaseOrderByCustomer`) carries the order's reference.
 */
export async function createSalesOrder(sap: Sap, draft: SalesOrderDraft, { correlation }: Call): Promise<SalesOrder> {
  const organization = await sap.company.organization(draft.legalEntity)
  const record = await sap.exclusively(`order:${draft.reference}`, async () => {
    const known = await findOrder(sap, draft.reference, organization, SalesOrderRecord)
    if (known) return known
    const body = {
      SalesOrderType: sap.customizing.salesOrderType,
      SalesOrganization: organization.salesOrganization,
      DistributionChannel: organization.distributionChannel,
      OrganizationDivision: organization.division,
      SoldToParty: await customerNumber(sap, draft.customer),
      PurchaseOrderByCustomer: purchaseOrder(draft.reference),
      SalesOrderDate: draft.orderedOn,
      PricingDate: draft.orderedOn,
      TransactionCurrency: draft.currency,
      _Item: draft.lines.map((line, index) => itemOf(sap.customizing, line, index)),
    }
    const { SalesOrder } = await sap.odata.create(SALES, 'SalesOrder', body, Created, { correlation })
    // Read again: what SAP made of the conditions is not in the answer of every release.
    return readOrder(sap, SalesOrder)
  })
  const order = salesOrderOf(draft.reference, record)
  const totals = totalsOf(draft.currency, draft.lines)
  assertBooked(`sales order ${draft.reference}`, [
    { name: 'net', ours: totals.net, theirs: order.net },
    { name: 'tax', ours: totals.tax, theirs: order.tax },
  ])
  return order
}

const Created = z.object({ SalesOrder: z.string() })

/** A purchase order number keeps lower case, and has 35 characters. */
const purchaseOrder = (reference: string): string =>
  reference.length <= 35 && !reference.startsWith('G.') ? reference : keyOf(reference, 35)

function itemOf(customizing: Customizing, line: DocumentLine, index: number) {
  return {
    SalesOrderItem: String((index + 1) * 10),
    Product: productNumber(line.sku),
    SalesOrderItemText: line.description.slice(0, 40),
    RequestedQuantity: line.quantity,
    RequestedQuantitySAPUnit: customizing.unit,
    _ItemPricingElement: [
      { ConditionType: customizing.priceCondition, ...priceOf(line), ConditionQuantitySAPUnit: customizing.unit },
      {
        ConditionType: customizing.taxCondition,
        ConditionRateAmount: line.tax.amount,
        ConditionCurrency: line.tax.currency,
      },
    ],
  }
}

/**
 * A price that comes to the line's amount exactly. SAP keeps prices with the currency's decimals, per a whole number of
 * units: for a quantity of a/b, that is amount times b per a units. 100.00 for 3 is "100.00 per 3", not "33.33 each".
 */
export function priceOf({ net, quantity }: Pick<DocumentLine, 'net' | 'quantity'>) {
  const [a, b] = new Decimal(quantity).toFraction() as [Decimal, Decimal]
  return {
    ConditionRateAmount: money(net.currency, new Decimal(net.amount).times(b)).amount,
    ConditionCurrency: net.currency,
    ConditionQuantity: a.toFixed(),
  }
}

const QUERY = { $expand: '_Item' }

/** The order of this reference; undefined where there is none. */
async function findOrder<T extends OrderHeader>(
  sap: Sap,
  reference: string,
  { salesOrganization }: Organization,
  record: z.ZodType<T> & { shape: object },
): Promise<T | undefined> {
  const found = await sap.odata.list(SALES, 'SalesOrder', record, {
    $filter: `PurchaseOrderByCustomer eq ${literal(purchaseOrder(reference))} and SalesOrganization eq ${literal(salesOrganization)}`,
    $orderby: 'SalesOrder',
    ...('_Item' in record.shape ? QUERY : { $select: Object.keys(record.shape).join(',') }),
  })
  if (found.length <= 1) return found[0]
  throw new IntegrationError('order-duplicated', `SAP S/4HANA holds several sales orders for ${reference}.`, {
    kind: 'data',
    team: 'order-management',
    detail: `sales orders ${found.map((each) => each.SalesOrder).join(', ')}: reject all but one, or change their customer reference`,
  })
}

async function readOrder(sap: Sap, number: string): Promise<SalesOrderRecord> {
  const record = await sap.odata.get(SALES, segmented('SalesOrder', number), SalesOrderRecord, QUERY)
  if (!record) throw notFound('sales order', number)
  return record
}

/** The order of this reference, with as much of it as `record` has; throws `not-found`. */
export async function orderOf<T extends OrderHeader>(
  sap: Sap,
  reference: string,
  organization: Organization,
  record: z.ZodType<T> & { shape: object },
): Promise<T> {
  const found = await findOrder(sap, reference, organization, record)
  if (!found) throw notFound('sales order', reference)
  return found
}

export const getSalesOrder = async (sap: Sap, reference: string, legalEntity: string): Promise<SalesOrder> =>
  salesOrderOf(reference, await orderOf(sap, reference, await sap.company.organization(legalEntity), SalesOrderRecord))

/** Gives every item a reason for rejection, all in one change set and each only in the state that was read. */
export async function cancelSalesOrder(
  sap: Sap,
  reference: string,
  legalEntity: string,
  { correlation }: Call,
): Promise<SalesOrder> {
  const organization = await sap.company.organization(legalEntity)
  const record = await orderOf(sap, reference, organization, SalesOrderRecord)
  const order = salesOrderOf(reference, record)
  if (order.state === 'cancelled') return order
  // Our invoices stand in the ledger only: the order itself does not know that it is billed.
  const posted = await itemsOfOrder(sap, organization.companyCode, reference)
  if (['B', 'C'].includes(record.OverallOrdReltdBillgStatus ?? '') || posted.length > 0)
    throw new IntegrationError('order-billed', `Sales order ${reference} is billed and cannot be cancelled any more.`, {
      kind: 'policy',
      team: 'finance-systems',
      detail: `sales order ${record.SalesOrder}`,
    })
  const reason = sap.customizing.rejectionReason
  await sap.odata.change(
    SALES,
    record._Item
      .filter((item) => !item.SalesDocumentRjcnReason)
      .map((item) => ({
        method: 'PATCH',
        path: segmented('SalesOrderItem', record.SalesOrder, item.SalesOrderItem),
        headers: { 'if-match': item['@odata.etag'] },
        body: { SalesDocumentRjcnReason: reason },
      })),
    { correlation },
  )
  return { ...order, state: 'cancelled' }
}

/** Statuses: A nothing, B some, C all of it. */
function stateOf(record: SalesOrderRecord): SalesOrder['state'] {
  if (record.OverallSDDocumentRejectionSts === 'C') return 'cancelled'
  if (record.OverallOrdReltdBillgStatus === 'C') return 'billed'
  return record.OverallSDProcessStatus === 'C' ? 'closed' : 'open'
}

function salesOrderOf(reference: string, record: SalesOrderRecord): SalesOrder {
  const { TransactionCurrency: currency } = record
  const net = money(currency, record.TotalNetAmount)
  const tax = sum(
    currency,
    record._Item.map((item) => money(currency, item.TaxAmount)),
  )
  return {
    id: record.SalesOrder,
    number: record.SalesOrder,
    reference,
    state: stateOf(record),
    currency,
    net,
    tax,
    gross: add(net, tax),
  }
}
