import { Decimal } from '@gantry/canonical/money'
import { decimalsOf } from './company.ts'
import { type EntitySet, entitySet, idOf, type Service } from './entity.ts'
import { post } from './finance.ts'
import { propertiesOf } from './property.ts'
import { Refusal } from './refusal.ts'
import { itemsOf, restate } from './sales.ts'
import type { Unit } from './unit.ts'

const documents: EntitySet = entitySet({
  name: 'A_BillingDocument',
  properties: propertiesOf(`BillingDocument:S10! BillingDocumentType:S4 SDDocumentCategory:S4 SalesOrganization:S4
    BillingDocumentDate:T BillingDocumentIsCancelled:B CancelledBillingDocument:S10 TotalNetAmount:D16.3
    TransactionCurrency:S5 TaxAmount:D14.3 TotalGrossAmount:D17.3 PayerParty:S10 CompanyCode:S4 FiscalYear:S4
    AccountingDocument:S10 SoldToParty:S10 PurchaseOrderByCustomer:S35 CreationDate:T LastChangeDateTime:O`),
  navigation: {
    to_Item: { set: 'A_BillingDocumentItem', many: true, on: { BillingDocument: 'BillingDocument' } },
  },
})

const items: EntitySet = entitySet({
  name: 'A_BillingDocumentItem',
  properties: propertiesOf(`BillingDocument:S10! BillingDocumentItem:S6! BillingDocumentItemText:S40 Material:S40
    BillingQuantity:D13.3 NetAmount:D16.3 TaxAmount:D14.3 GrossAmount:D16.3 TransactionCurrency:S5 SalesDocument:S10
    SalesDocumentItem:S6`),
  navigation: {
    to_BillingDocument: { set: 'A_BillingDocument', many: false, on: { BillingDocument: 'BillingDocument' } },
  },
  etag: false,
})

/** Billing Document (A2X) (API_BILLING_DOCUMENT_SRV), OData V2: it reads; people and jobs inside of SAP bill. */
export const billingService: Service = {
  path: '/sap/opu/odata/sap/API_BILLING_DOCUMENT_SRV',
  namespace: 'API_BILLING_DOCUMENT_SRV',
  version: 'V2',
  sets: { A_BillingDocument: documents, A_BillingDocumentItem: items },
  functions: {},
}

/** Somebody in SAP bills an order, by its purchase order number: a billing document and its journal entry. */
export function bill(unit: Unit, reference: string): { billingDocument: string; accountingDocument: string } {
  const order = unit.where('SalesOrder', 'PurchaseOrderByCustomer', reference)[0]
  if (!order) throw new Refusal(404, 'VF/001', `No order ${reference}`)
  const number = unit.next('billing', 90_000_001)
  const currency = String(order.TransactionCurrency)
  const ordered = itemsOf(unit, String(order.SalesOrder))
  const sum = (name: string) => ordered.reduce((total, row) => total.plus(String(row[name])), new Decimal(0))
  const [net, tax] = [sum('NetAmount'), sum('TaxAmount')]
  const fixed = (amount: Decimal) => amount.toFixed(decimalsOf(currency))
  const gross = net.plus(tax)
  const header = {
    companyCode: String(order.SalesOrganization),
    type: 'RV',
    documentDate: unit.today(),
    postingDate: unit.today(),
    currency,
    reference: number,
    text: '',
    key1: '',
    key2: '',
  }
  const customer = String(order.SoldToParty)
  const common = { BillingDocument: number, SalesDocument: order.SalesOrder! }
  const entry = post(unit, header, [
    { ...common, FinancialAccountType: 'D', Customer: customer, GLAccount: '12100000', amount: fixed(gross) },
    { ...common, FinancialAccountType: 'S', GLAccount: '41000000', amount: fixed(net.negated()) },
    ...(tax.isZero()
      ? []
      : [
          {
            ...common,
            FinancialAccountType: 'S',
            AccountingDocumentItemType: 'T',
            GLAccount: '22000000',
            amount: fixed(tax.negated()),
          },
        ]),
  ])
  unit.put(documents.table, number, {
    BillingDocument: number,
    BillingDocumentType: 'F2',
    SDDocumentCategory: 'M',
    SalesOrganization: order.SalesOrganization!,
    BillingDocumentDate: unit.today(),
    TotalNetAmount: fixed(net),
    TaxAmount: fixed(tax),
    TotalGrossAmount: fixed(gross),
    TransactionCurrency: currency,
    SoldToParty: customer,
    PayerParty: customer,
    CompanyCode: entry.companyCode,
    FiscalYear: entry.fiscalYear,
    AccountingDocument: entry.number,
    PurchaseOrderByCustomer: reference,
    CreationDate: unit.today(),
    LastChangeDateTime: unit.now(),
  })
  for (const row of ordered) {
    const item = {
      BillingDocument: number,
      BillingDocumentItem: row.SalesOrderItem!,
      Material: row.Product!,
      BillingQuantity: row.RequestedQuantity!,
      NetAmount: row.NetAmount!,
      TaxAmount: row.TaxAmount!,
      GrossAmount: new Decimal(String(row.NetAmount)).plus(String(row.TaxAmount)).toFixed(decimalsOf(currency)),
      TransactionCurrency: currency,
      SalesDocument: order.SalesOrder!,
      SalesDocumentItem: row.SalesOrderItem!,
    }
    unit.put(items.table, idOf(items, item), item)
    unit.put('SalesOrderItem', `${row.SalesOrder}/${row.SalesOrderItem}`, {
      ...row,
      OrderRelatedBillingStatus: 'C',
      SDProcessStatus: 'C',
    })
  }
  restate(unit, String(order.SalesOrder))
  return { billingDocument: number, accountingDocument: entry.number }
}
