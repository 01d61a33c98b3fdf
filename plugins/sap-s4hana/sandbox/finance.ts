import { Decimal } from '@gantry/canonical/money'
import { assertOpen, companyOf, decimalsOf } from './company.ts'
import { type EntitySet, entitySet, idOf, type Row, type Service } from './entity.ts'
import { propertiesOf } from './property.ts'
import { Refusal } from './refusal.ts'
import type { Unit } from './unit.ts'

const items: EntitySet = entitySet({
  name: 'A_OperationalAcctgDocItemCube',
  properties:
    propertiesOf(`CompanyCode:S4! FiscalYear:S4! AccountingDocument:S10! AccountingDocumentItem:S3! AccountingDocumentItemType:S1
    ClearingDate:T ClearingAccountingDocument:S10 IsCleared:B FinancialAccountType:S1 DebitCreditCode:S1 TaxCode:S2
    AssignmentReference:S18 DocumentItemText:S50 BillingDocument:S10 SalesDocument:S10 GLAccount:S10 Customer:S10
    PaymentReference:S30 InvoiceReference:S10 InvoiceReferenceFiscalYear:S4 InvoiceItemReference:S3 PostingDate:T
    DocumentDate:T NetDueDate:T AccountingDocumentType:S2 TransactionCurrency:S5 AmountInTransactionCurrency:D24.3
    CompanyCodeCurrency:S5 DocumentReferenceID:S16 AccountingDocumentHeaderText:S25 Reference1InDocumentHeader:S20
    Reference2InDocumentHeader:S20 AccountingDocumentCreationDate:T AccountingDocCreatedByUser:S12 IsReversed:B`),
  etag: false,
})

/** Operational Journal Entry Item – Read (A2X) (API_OPLACCTGDOCITEMCUBE_SRV), OData V2, read only. */
export const journalService: Service = {
  path: '/sap/opu/odata/sap/API_OPLACCTGDOCITEMCUBE_SRV',
  namespace: 'API_OPLACCTGDOCITEMCUBE_SRV',
  version: 'V2',
  sets: { A_OperationalAcctgDocItemCube: items },
  functions: {},
}

export const ITEMS = items.table

/** A line of a journal entry: a debit is positive, a credit negative, as SAP signs them. */
export type Line = Row & { amount: string }
export type Header = {
  companyCode: string
  type: string
  documentDate: string
  postingDate: string
  currency: string
  reference: string
  text: string
  key1: string
  key2: string
}
export type Document = { companyCode: string; fiscalYear: string; number: string }

/** First number of each document type's range. */
const RANGES: Record<string, number> = { DR: 1_800_000_000, RV: 9_400_000_000, DZ: 1_400_000_000, DA: 1_600_000_000 }

/** Posts a balanced document in an open period; throws SAP's own refusals. */
export function post(unit: Unit, header: Header, lines: readonly Line[], write?: string): Document {
  const { companyCode, type, currency, postingDate } = header
  const company = companyOf(unit, companyCode)
  assertOpen(unit, postingDate)
  if (lines.length > 999) throw new Refusal(400, 'F5/727', 'Maximum number of items in FI reached')
  if (lines.length < 2) throw new Refusal(400, 'RW/614', 'A journal entry needs two items at least')
  for (const line of lines) {
    if (new Decimal(line.amount).decimalPlaces() > decimalsOf(currency))
      throw new Refusal(400, 'RW/033', `Amount ${line.amount} has more decimals than ${currency} allows`)
    assertAccount(unit, companyCode, line)
  }
  const balance = lines.reduce((sum, line) => sum.plus(line.amount), new Decimal(0))
  if (!balance.isZero())
    throw new Refusal(400, 'RW/022', `Balance in transaction currency: ${balance.toFixed()} ${currency}`)
  const number = unit.next(`${companyCode}/${type}/${postingDate.slice(0, 4)}`, RANGES[type] ?? 100_000_000)
  const document = { companyCode, fiscalYear: postingDate.slice(0, 4), number }
  lines.forEach(({ amount, ...line }, index) => {
    const row: Row = {
      ...line,
      CompanyCode: companyCode,
      FiscalYear: document.fiscalYear,
      AccountingDocument: number,
      AccountingDocumentItem: String(index + 1).padStart(3, '0'),
      AccountingDocumentType: type,
      DocumentDate: header.documentDate,
      PostingDate: postingDate,
      TransactionCurrency: currency,
      CompanyCodeCurrency: company.Currency!,
      AmountInTransactionCurrency: new Decimal(amount).toFixed(decimalsOf(currency)),
      DebitCreditCode: new Decimal(amount).isNegative() ? 'H' : 'S',
      DocumentReferenceID: header.reference,
      AccountingDocumentHeaderText: header.text,
      Reference1InDocumentHeader: header.key1,
      Reference2InDocumentHeader: header.key2,
      AccountingDocumentCreationDate: unit.today(),
      AccountingDocCreatedByUser: 'COMM_USER',
      _at: unit.now(),
      ...(unit.correlation !== undefined && { _correlation: unit.correlation }),
    }
    unit.put(ITEMS, idOf(items, row), row, index === 0 ? write : undefined)
  })
  return document
}

function assertAccount(unit: Unit, companyCode: string, line: Line): void {
  if (line.FinancialAccountType === 'D') {
    if (!unit.get('A_CustomerCompany', `${line.Customer}/${companyCode}`))
      throw new Refusal(400, 'F5/102', `Customer ${line.Customer} is not defined in company code ${companyCode}`)
    if (unit.get('A_Customer', String(line.Customer))?.PostingIsBlocked)
      throw new Refusal(400, 'F5/110', `Customer ${line.Customer} is blocked for posting`)
  } else if (!/^\d{1,10}$/.test(String(line.GLAccount ?? '')))
    throw new Refusal(400, 'F5/507', `G/L account ${line.GLAccount} is not defined in chart of accounts YCOA`)
}

export function itemOf(unit: Unit, document: Document, item: string): Row {
  const key = [document.companyCode, document.fiscalYear, document.number, item.padStart(3, '0')].join('/')
  const row = unit.get(ITEMS, key)
  if (!row) throw new Refusal(400, 'F5/155', `Item ${item} of document ${document.number} does not exist`)
  return row
}

/** Partial payments that name an item and are open with it. */
export const partialsOf = (unit: Unit, row: Row): Row[] =>
  unit
    .where(ITEMS, 'InvoiceReference', String(row.AccountingDocument))
    .filter(
      (each) =>
        !each.IsCleared &&
        each.CompanyCode === row.CompanyCode &&
        each.InvoiceReferenceFiscalYear === row.FiscalYear &&
        each.InvoiceItemReference === row.AccountingDocumentItem,
    )

/** What of an item is still open, signed. */
export function openOf(unit: Unit, row: Row): Decimal {
  if (row.IsCleared) return new Decimal(0)
  return partialsOf(unit, row).reduce(
    (sum, each) => sum.plus(String(each.AmountInTransactionCurrency)),
    new Decimal(String(row.AmountInTransactionCurrency)),
  )
}

export function clear(unit: Unit, row: Row, document: Document): void {
  for (const each of [row, ...partialsOf(unit, row)])
    unit.put(ITEMS, idOf(items, each), {
      ...each,
      IsCleared: true,
      ClearingAccountingDocument: document.number,
      ClearingDate: unit.today(),
    })
}
