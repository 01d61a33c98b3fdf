import type { LedgerInvoice } from '@gantry/canonical/invoice'
import { add, money, subtract, sum } from '@gantry/canonical/money'
import type { Client } from './client.ts'
import type { Environment } from './environment.ts'
import { chunksOf, oneOf, quoted } from './odata.ts'
import { columnsOf, InvoiceLineRecord, InvoiceRecord, TransactionRecord } from './wire.ts'

/** Free text invoices that match an OData filter, oldest first, with what is booked and open of each. */
export async function readInvoices(
  { client }: Pick<Environment, 'client'>,
  filter: string,
  page: { $top?: string; $skip?: string } = {},
): Promise<LedgerInvoice[]> {
  const headers = await client.list('FreeTextInvoiceHeaders', InvoiceRecord, {
    $select: columnsOf(InvoiceRecord),
    $filter: filter,
    $orderby: 'InvoiceIdentifier',
    ...page,
  })
  return ledgerInvoices(client, headers)
}

/** Headers carry no amounts: these are the sums of the lines, and what is open is in the customer's transactions. */
export async function ledgerInvoices(client: Client, headers: readonly InvoiceRecord[]): Promise<LedgerInvoice[]> {
  const [lines, transactions] = await Promise.all([
    Promise.all(
      chunksOf(headers.map((header) => header.InvoiceIdentifier)).map((ids) =>
        client.list('FreeTextInvoiceLines', InvoiceLineRecord, {
          $select: columnsOf(InvoiceLineRecord),
          $filter: oneOf('ParentRecId', ids),
        }),
      ),
    ),
    Promise.all(
      chunksOf(headers.map((header) => header.FreeTextNumber)).map((numbers) =>
        client.list('CustTransactions', TransactionRecord, {
          $select: columnsOf(TransactionRecord),
          $filter: oneOf('Invoice', numbers.map(quoted)),
        }),
      ),
    ),
  ])
  const linesOf = Map.groupBy(lines.flat(), (line) => line.ParentRecId)
  return headers.map((header) => {
    const { CurrencyCode: currency, dataAreaId, FreeTextNumber } = header
    const own = linesOf.get(header.InvoiceIdentifier) ?? []
    const net = sum(
      currency,
      own.map((line) => money(currency, line.TransactionCurrencyAmount)),
    )
    const tax = sum(
      currency,
      own.map((line) => money(currency, line.SalesTaxAmount)),
    )
    const transaction = transactions
      .flat()
      .find((row) => row.Invoice === FreeTextNumber && row.dataAreaId === dataAreaId)
    const gross = add(net, tax)
    const open = transaction
      ? subtract(money(currency, transaction.AmountCur), money(currency, transaction.SettleAmountCur))
      : gross
    return {
      id: header.InvoiceIdentifier,
      number: FreeTextNumber,
      reference: header.ExternalInvoiceId,
      ...(header.CustomerReference !== '' && { order: header.CustomerReference }),
      state: Number(open.amount) === 0 && Number(gross.amount) !== 0 ? 'paid' : 'open',
      currency,
      net,
      tax,
      gross,
      open,
    }
  })
}
