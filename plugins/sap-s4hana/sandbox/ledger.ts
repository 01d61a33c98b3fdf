import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { Decimal } from '@gantry/canonical/money'
import type { Books } from '@gantry/core/sandbox'
import { decimalsOf } from './company.ts'
import type { Row } from './entity.ts'
import { ITEMS, openOf } from './finance.ts'
import { Store } from './store.ts'
import { Unit } from './unit.ts'

/** The books in an accountant's words: orders, receivables (customer items of invoices), payments. */
export function ledger(books: Books): LedgerEntry[] {
  const unit = new Unit(new Store(books), () => '')
  const names = new Map(books.all<Row>('A_CompanyCode').map((row) => [row.CompanyCode, String(row.CompanyCodeName)]))
  const entityOf = (code: unknown) => names.get(code as string) ?? String(code)
  const items = unit.all(ITEMS)
  const documents = new Map<string, Row[]>()
  for (const row of items) {
    const key = [row.CompanyCode, row.FiscalYear, row.AccountingDocument].join('/')
    documents.set(key, [...(documents.get(key) ?? []), row])
  }
  return [
    ...books.all<Row>('A_BusinessPartner').map(
      (row): LedgerEntry => ({
        kind: 'customer',
        id: String(row.BusinessPartner),
        reference: String(
          unit.where('A_BuPaIdentification', 'BusinessPartner', String(row.BusinessPartner))[0]
            ?.BPIdentificationNumber ?? row.BusinessPartnerIDByExtSystem,
        ),
        state: unit.where('CreditManagementAccount', 'BusinessPartner', String(row.BusinessPartner))[0]
          ?.CreditAccountIsBlocked
          ? 'Blocked'
          : 'Active',
        at: `${row.CreationDate}T00:00:00Z`,
      }),
    ),
    ...books.all<Row>('A_Product').map(
      (row): LedgerEntry => ({
        kind: 'product',
        id: String(row.Product),
        reference: String(row.ProductOldID || row.Product),
        state: 'Active',
        at: `${row.CreationDate}T00:00:00Z`,
      }),
    ),
    ...books.all<Row>('SalesOrder').map((row) => salesOrder(unit, entityOf, row)),
    ...[...documents.values()].flatMap((rows) => journalEntry(unit, entityOf, rows)),
  ]
}

function salesOrder(unit: Unit, entityOf: (code: unknown) => string, row: Row): LedgerEntry {
  const currency = String(row.TransactionCurrency)
  const items = unit.where('SalesOrderItem', 'SalesOrder', String(row.SalesOrder))
  const sum = (...names: string[]) =>
    items
      .flatMap((item) => names.map((name) => String(item[name])))
      .reduce((total, amount) => total.plus(amount), new Decimal(0))
      .toFixed(decimalsOf(currency))
  const amounts = { net: sum('NetAmount'), tax: sum('TaxAmount'), gross: sum('NetAmount', 'TaxAmount') }
  const rejected = row.OverallSDDocumentRejectionSts === 'C'
  return {
    kind: 'sales-order',
    id: String(row.SalesOrder),
    reference: String(row.PurchaseOrderByCustomer),
    order: String(row.PurchaseOrderByCustomer),
    entity: entityOf(row.SalesOrganization),
    currency,
    ...amounts,
    lines: { count: items.length, ...amounts },
    state: rejected ? 'Rejected' : row.OverallOrdReltdBillgStatus === 'C' ? 'Billed' : 'Open',
    at: String(row._at),
    ...correlation(row),
  }
}

const correlation = (row: Row) => (row._correlation ? { correlation: String(row._correlation) } : {})

/** A customer's receivable or payment; partial payments and what is not a customer's are part of others. */
function journalEntry(unit: Unit, entityOf: (code: unknown) => string, rows: Row[]): LedgerEntry[] {
  const own = rows.find((row) => row.FinancialAccountType === 'D')
  const invoice = own && ['DR', 'RV'].includes(String(own.AccountingDocumentType))
  if (!own || (!invoice && own.AccountingDocumentType !== 'DZ')) return []
  const currency = String(own.TransactionCurrency)
  const fixed = (amount: Decimal) => amount.abs().toFixed(decimalsOf(currency))
  const sum = (holds: (row: Row) => boolean) =>
    rows
      .filter((row) => row !== own && holds(row))
      .reduce((total, row) => total.plus(String(row.AmountInTransactionCurrency)), new Decimal(0))
  const gross = new Decimal(String(own.AmountInTransactionCurrency))
  const open = openOf(unit, own)
  const isTax = (row: Row) => row.AccountingDocumentItemType === 'T'
  const parts = invoice ? { net: fixed(sum((row) => !isTax(row))), tax: fixed(sum(isTax)) } : {}
  const lines = rows.filter((row) => row !== own && !isTax(row)).length
  return [
    {
      kind: invoice ? 'invoice' : 'cash-application',
      id: `${own.CompanyCode}-${own.FiscalYear}-${own.AccountingDocument}`,
      number: String(own.AccountingDocument),
      reference: String(own.DocumentItemText ?? ''),
      ...(own.AccountingDocumentHeaderText && { order: String(own.AccountingDocumentHeaderText) }),
      entity: entityOf(own.CompanyCode),
      currency,
      ...parts,
      gross: fixed(gross),
      open: fixed(open),
      ...(invoice && { lines: { count: lines, ...parts, gross: fixed(gross) } }),
      state: open.isZero() ? 'Cleared' : open.equals(gross) ? 'Open' : 'Partly cleared',
      at: String(own._at),
      ...correlation(own),
    },
  ]
}
