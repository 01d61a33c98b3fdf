import { totalsOf } from '@gantry/canonical/document'
import { add, Decimal, money, subtract } from '@gantry/canonical/money'
import type { TaxCalculation, TaxDocument, TaxedLine, TaxRequest } from '@gantry/canonical/tax'
import type { Recorded } from './client.ts'
import { codeOf } from './code.ts'
import { netOf, numberOf } from './transaction.ts'
import type { Line, Transaction } from './wire.ts'

const STATES: Record<string, TaxDocument['state']> = { Committed: 'committed', Cancelled: 'voided' }

export function calculationOf({ currencyCode: currency, lines }: Transaction): TaxCalculation {
  const taxed = inOrder(lines).map((line) => taxedLineOf(line, currency))
  return { currency, lines: taxed, ...totalsOf(currency, taxed) }
}

export function documentOf({ transaction, native }: Recorded, reference: string): TaxDocument {
  return {
    ...calculationOf(transaction),
    id: String(transaction.id),
    reference,
    state: STATES[transaction.status] ?? 'saved',
    native,
  }
}

/** AvaTax promises no order; documents made by other software may have numbers that are not numbers. */
const inOrder = (lines: Line[]): Line[] =>
  lines.toSorted((a, b) => a.lineNumber.localeCompare(b.lineNumber, 'en', { numeric: true }))

/** The price agreed stays to the minor unit: a rounding falls on the net where the price contains the tax. */
function taxedLineOf(line: Line, currency: string): TaxedLine {
  const tax = money(currency, line.tax)
  const gross = line.taxIncluded
    ? money(currency, new Decimal(line.lineAmount).plus(line.tax))
    : add(money(currency, line.lineAmount), tax)
  const rate = rateOf(line)
  return { id: line.ref1 || line.lineNumber, net: subtract(gross, tax), tax, gross, ...(rate && { rate }) }
}

/** A fraction, all jurisdictions together, e.g. `0.0885`; none where the tax was agreed and not calculated. */
function rateOf({ details, taxOverrideType }: Line): string | undefined {
  if (!details || (taxOverrideType && taxOverrideType !== 'None')) return undefined
  return details.reduce((sum, { rate }) => sum.plus(rate ?? 0), new Decimal(0)).toFixed()
}

/** Where the amounts on record are not the amounts asked for: an agreed tax AvaTax did not take over. */
export function amountDifferences(request: TaxRequest, transaction: Transaction): string[] {
  return compare(request, transaction, (asked, line) => {
    const taxed = taxedLineOf(line, request.currency)
    const net = netOf(asked)
    return [
      net && differs('net', money(request.currency, net).amount, taxed.net.amount),
      asked.taxIncluded && differs('gross', money(request.currency, asked.amount.amount).amount, taxed.gross.amount),
      asked.agreedTax && differs('tax', money(request.currency, asked.agreedTax.amount).amount, taxed.tax.amount),
    ]
  })
}

/** Where a document on record is not the one asked for. */
export function differences(request: TaxRequest, transaction: Transaction): string[] {
  const header = [
    differs('customer', codeOf(request.customer), transaction.customerCode),
    differs('date', request.date, transaction.date.slice(0, 10)),
    differs('currency', request.currency, transaction.currencyCode),
  ]
  if (request.currency !== transaction.currencyCode) return header.filter(told)
  const lines = compare(request, transaction, (asked, line) => [
    differs('id', asked.id, line.ref1),
    differs('sku', codeOf(asked.sku), line.itemCode),
    differs('quantity', new Decimal(asked.quantity).abs().toFixed(), new Decimal(line.quantity ?? 1).toFixed()),
    differs('agreed tax', String(!!asked.agreedTax), String(line.taxOverrideType === 'TaxAmount')),
  ])
  return [...header.filter(told), ...lines, ...amountDifferences(request, transaction)]
}

const told = (difference: string | false | undefined): difference is string => !!difference

const differs = (field: string, asked: string, filed: string | null | undefined): string | false =>
  asked !== filed && `${field} ${filed ?? 'none'} is filed, ${asked} was asked`

function compare(
  request: TaxRequest,
  { lines }: Transaction,
  fields: (asked: TaxRequest['lines'][number], line: Line) => (string | false | undefined)[],
): string[] {
  if (lines.length !== request.lines.length)
    return [`${lines.length} lines are filed, ${request.lines.length} were asked`]
  const filed = new Map(lines.map((line) => [line.lineNumber, line]))
  return request.lines.flatMap((asked, index) => {
    const line = filed.get(numberOf(index))
    if (!line) return [`line ${numberOf(index)} is not filed`]
    return fields(asked, line)
      .filter(told)
      .map((difference) => `line ${numberOf(index)}: ${difference}`)
  })
}
