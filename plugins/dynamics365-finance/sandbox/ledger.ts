import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { Decimal } from '@gantry/canonical/money'
import type { Books } from '@gantry/core/sandbox'
import { precisionOf, sum } from './application.ts'
import type { Row } from './store.ts'

/** Every document somebody could be held to. A draft that was never posted is none. */
export function ledger(books: Books): LedgerEntry[] {
  const all = (set: string) => books.all<Row>(set)
  const entityOf = ({ dataAreaId }: Row): string => {
    const name = books.get<Row>('Ledgers', dataAreaId!)?.Name
    return name && name.toLowerCase() !== dataAreaId ? name : dataAreaId!.toUpperCase()
  }
  const common = (row: Row) => ({ entity: entityOf(row), currency: row.CurrencyCode!, at: row._at! })
  const posted = all('FreeTextInvoiceHeaders').filter((row) => row.IsPosted === 'Yes')
  const journals = all('CustomerPaymentJournalHeaders').filter((row) => row.IsPosted === 'Yes')
  const orderLines = Map.groupBy(all('SalesOrderLinesV2'), (row) => `${row.dataAreaId}|${row.SalesOrderNumber}`)
  const invoiceLines = Map.groupBy(all('FreeTextInvoiceLines'), (row) => row.ParentRecId!)
  const journalLines = Map.groupBy(all('CustomerPaymentJournalLines'), (row) => row.JournalBatchNumber!)
  const transactions = new Map(
    all('CustTransactions').map((row) => [`${row.dataAreaId}|${row.Invoice || row.Voucher}`, row]),
  )
  return [
    ...all('CustomersV3').map(
      (row): LedgerEntry => ({
        kind: 'customer',
        id: `${row.dataAreaId}-${row.CustomerAccount}`,
        number: row.CustomerAccount!,
        reference: row.SalesMemo || row.CustomerAccount!,
        entity: entityOf(row),
        currency: row.SalesCurrencyCode!,
        state: row.OnHoldStatus === 'No' ? 'Active' : `On hold: ${row.OnHoldStatus}`,
        at: row._at!,
      }),
    ),
    ...all('ReleasedProductsV2').map(
      (row): LedgerEntry => ({
        kind: 'product',
        id: `${row.dataAreaId}-${row.ItemNumber}`,
        reference: row.ProductSearchName || row.ItemNumber!,
        entity: entityOf(row),
        state: row.ProductType!,
        at: row._at!,
      }),
    ),
    ...all('SalesOrderHeadersV2').map((row): LedgerEntry => {
      const lines = orderLines.get(`${row.dataAreaId}|${row.SalesOrderNumber}`) ?? []
      const reference = row.CustomersOrderReference!
      // What the order's tax will be is nobody's claim: it is the invoice that carries it.
      const { net } = amountsOf(row.CurrencyCode!, lines, 'LineAmount')
      return {
        kind: 'sales-order',
        id: `${row.dataAreaId}-${row.SalesOrderNumber}`,
        number: row.SalesOrderNumber!,
        ...(reference && { reference, order: reference }),
        ...common(row),
        net,
        lines: { count: lines.length, net },
        state: row.SalesOrderStatus!,
      }
    }),
    ...posted.map((row): LedgerEntry => {
      const transaction = transactions.get(`${row.dataAreaId}|${row.FreeTextNumber}`)!
      const open = new Decimal(transaction.AmountCur!).minus(transaction.SettleAmountCur!)
      const lines = invoiceLines.get(row.InvoiceIdentifier!) ?? []
      return {
        kind: 'invoice',
        id: row.InvoiceIdentifier!,
        number: row.FreeTextNumber!,
        ...(row.ExternalInvoiceId && { reference: row.ExternalInvoiceId }),
        ...(row.CustomerReference && { order: row.CustomerReference }),
        ...common(row),
        ...amountsOf(row.CurrencyCode!, lines, 'TransactionCurrencyAmount', 'SalesTaxAmount'),
        open: open.toFixed(precisionOf(row.CurrencyCode!)),
        state: open.isZero() ? 'Settled' : 'Open',
      }
    }),
    ...journals.flatMap((row) =>
      (journalLines.get(row.JournalBatchNumber!) ?? [])
        .filter((line) => line.dataAreaId === row.dataAreaId)
        .map((line): LedgerEntry => {
          const transaction = transactions.get(`${line.dataAreaId}|${line.Voucher}`)!
          const unapplied = new Decimal(transaction.SettleAmountCur!).minus(transaction.AmountCur!)
          return {
            kind: 'cash-application',
            id: `${row.dataAreaId}-${row.JournalBatchNumber}`,
            number: row.JournalBatchNumber!,
            ...(row.Description && { reference: row.Description }),
            ...common({ ...line, _at: row._at! }),
            gross: line.CreditAmount!,
            open: unapplied.toFixed(precisionOf(line.CurrencyCode!)),
            state: unapplied.isZero() ? 'Settled' : 'Open',
          }
        }),
    ),
  ]
}

function amountsOf(currency: string, lines: readonly Row[], net: string, tax?: string) {
  const total = (...fields: string[]) =>
    sum(lines.flatMap((line) => fields.map((field) => line[field]!))).toFixed(precisionOf(currency))
  const amounts = { net: total(net), tax: tax ? total(tax) : total(), gross: tax ? total(net, tax) : total(net) }
  return { ...amounts, lines: { count: lines.length, ...amounts } }
}
