import { totalsOf } from '@gantry/canonical/document'
import { add, Decimal, money, subtract } from '@gantry/canonical/money'
import type { TaxableLine, TaxCalculation, TaxDocument, TaxedLine, TaxRequest } from '@gantry/canonical/tax'
import type { Recorded } from './client.ts'
import { codeOf } from './code.ts'
import { netOf, numberOf, rounded } from './transaction.ts'
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
export const amountDifferences = (request: TaxRequest, transaction: Transaction): string[] =>
  lineDifferences(request, transaction, (asked, line) => amountsOf(asked, line, request.currency))

/** Where a document on record is not the one asked for. */
export function differences(request: TaxRequest, transaction: Transaction): string[] {
  const header = [
    differs('customer', codeOf(request.customer), transaction.customerCode),
    differs('date', request.date, transaction.date.slice(0, 10)),
    differs('currency', request.currency, transaction.currencyCode),
    differs('certificate', request.exemption?.certificate ?? '', transaction.exemptNo ?? ''),
    differs('entity use', request.exemption?.entityUse ?? '', transaction.entityUseCode ?? ''),
  ].filter(told)
  const lines = lineDifferences(request, transaction, (asked, line) => [
    differs('id', asked.id, line.ref1),
    differs('sku', codeOf(asked.sku), line.itemCode),
    differs('quantity', new Decimal(asked.quantity).abs().toFixed(), new Decimal(line.quantity ?? 1).toFixed()),
    differs('agreed tax', String(!!asked.agreedTax), String(line.taxOverrideType === 'TaxAmount')),
    ...amountsOf(asked, line, request.currency),
  ])
  return [...header, ...lines]
}

type Difference = string | false | undefined

const told = (difference: Difference): difference is string => !!difference

const differs = (field: string, asked: string, filed: string | null | undefined): Difference =>
  asked !== filed && `${field} ${filed ?? 'none'} is filed, ${asked} was asked`

function amountsOf(asked: TaxableLine, line: Line, currency: string): Difference[] {
  const filed = taxedLineOf(line, currency)
  const net = netOf(asked)
  return [
    net && differs('net', net.amount, filed.net.amount),
    asked.taxIncluded && differs('gross', rounded(asked.amount).amount, filed.gross.amount),
    asked.agreedTax && differs('tax', rounded(asked.agreedTax).amount, filed.tax.amount),
  ]
}

function lineDifferences(
  request: TaxRequest,
  { lines }: Transaction,
  compare: (asked: TaxableLine, line: Line) => Difference[],
): string[] {
  if (lines.length !== request.lines.length)
    return [`${lines.length} lines are filed, ${request.lines.length} were asked`]
  const filed = new Map(lines.map((line) => [line.lineNumber, line]))
  return request.lines.flatMap((asked, index) => {
    const number = numberOf(index)
    const line = filed.get(number)
    const found = line ? compare(asked, line).filter(told) : ['it is not filed']
    return found.map((difference) => `line ${number}: ${difference}`)
  })
}
