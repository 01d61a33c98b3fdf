import type { CreditStanding } from '@gantry/canonical/customer'
import { compare, Decimal, equal, money, sum } from '@gantry/canonical/money'
import type { Availability } from '@gantry/canonical/product'
import { lineAmount, type Quote, type QuoteLine } from '@gantry/canonical/quote'
import type { TaxCalculation } from '@gantry/canonical/tax'
import type { Finding } from './contract.ts'
import { policy } from './policy.ts'

const SALES = 'sales-operations'
const REFUSED_STATES: Record<string, string> = {
  cancelled: 'The quote was cancelled.',
  rejected: 'The customer rejected the quote.',
}

const percent = (fraction: Decimal) => `${fraction.times(100).toDecimalPlaces(1).toString()}%`

/** The quote's own state and validity. */
export function checkState(quote: Quote, purpose: 'quote' | 'order', today: string): Finding[] {
  const findings: Finding[] = []
  const refused = REFUSED_STATES[quote.state]
  if (refused)
    findings.push({ rule: 'state', code: `quote-${quote.state}`, severity: 'refuse', message: refused, team: SALES })
  else if (purpose === 'order' && quote.state !== 'accepted')
    findings.push({
      rule: 'state',
      code: 'quote-not-accepted',
      severity: 'refuse',
      message: `The quote is ${quote.state}, not accepted.`,
      team: SALES,
    })
  if (quote.validUntil && quote.validUntil < today)
    findings.push({
      rule: 'validity',
      code: 'quote-expired',
      severity: 'refuse',
      message: `The quote was valid until ${quote.validUntil}.`,
      team: SALES,
    })
  return findings
}

/** Prices, discounts and margins, line by line; and that the lines still sum to the total that was quoted. */
export function checkPrices(quote: Quote): Finding[] {
  const findings = quote.lines.flatMap((line) => [...checkDiscount(line), ...checkMargin(quote, line)])
  const total = sum(
    quote.currency,
    quote.lines.map((line) => lineAmount(quote.currency, line)),
  )
  if (!equal(total, quote.total))
    findings.push({
      rule: 'price',
      code: 'quote-repriced',
      severity: 'refuse',
      message: `The lines come to ${total.amount} ${total.currency}, but ${quote.total.amount} was quoted.`,
      team: SALES,
    })
  return findings
}

const unitNet = (line: QuoteLine) => new Decimal(line.unitPrice).times(new Decimal(1).minus(line.discount))

function checkDiscount(line: QuoteLine): Finding[] {
  if (!line.listPrice || new Decimal(line.listPrice).lte(0)) return []
  const discount = new Decimal(1).minus(unitNet(line).div(line.listPrice))
  if (discount.lte(policy.maxDiscount)) return []
  return [
    {
      rule: 'discount',
      code: 'discount-beyond-policy',
      severity: 'hold',
      message: `${line.sku} is ${percent(discount)} below list; more than ${percent(new Decimal(policy.maxDiscount))} needs approval.`,
      line: line.id,
      team: SALES,
    },
  ]
}

function checkMargin(quote: Quote, line: QuoteLine): Finding[] {
  // A gross price contains tax that is nobody's margin: without the rate the margin cannot be told here.
  if (!line.unitCost || quote.priceBasis === 'gross' || unitNet(line).lte(0)) return []
  const margin = unitNet(line).minus(line.unitCost).div(unitNet(line))
  if (margin.gte(policy.minMargin)) return []
  return [
    {
      rule: 'margin',
      code: 'margin-below-policy',
      severity: 'hold',
      message: `${line.sku} leaves a margin of ${percent(margin)}; less than ${percent(new Decimal(policy.minMargin))} needs approval.`,
      line: line.id,
      team: SALES,
    },
  ]
}

/** Credit hold and limit, as the ledger has them. A customer the ledger does not know yet has no balance. */
export function checkCredit(quote: Quote, standing: CreditStanding | undefined): Finding[] {
  if (!standing) return []
  if (standing.onHold)
    return [
      {
        rule: 'credit',
        code: 'credit-hold',
        severity: 'hold',
        message: 'The customer is on credit hold.',
        team: 'credit',
      },
    ]
  if (!standing.limit || standing.limit.currency !== quote.currency) return []
  const after = money(quote.currency, new Decimal(standing.balance.amount).plus(quote.total.amount))
  if (compare(after, standing.limit) <= 0) return []
  return [
    {
      rule: 'credit',
      code: 'credit-limit',
      severity: 'hold',
      message: `The order would raise the balance to ${after.amount} ${after.currency}, over the limit of ${standing.limit.amount}.`,
      team: 'credit',
    },
  ]
}

/** A total nobody could pay is found out before the customer signs, not when it is billed. */
export function checkCollection({ payable, reason }: { payable: boolean; reason?: string | undefined }): Finding[] {
  if (payable) return []
  const message = reason ?? 'This total cannot be collected.'
  return [{ rule: 'price', code: 'amount-not-payable', severity: 'refuse', message, team: 'billing-operations' }]
}

/** Stock is promised in the order of the lines; what the ERP does not know or does not stock is always available. */
export function checkAvailability(quote: Quote, items: readonly Availability[]): Finding[] {
  const stock = new Map(items.map((item) => [item.sku, item.available]))
  const promised = new Map<string, Decimal>()
  return quote.lines.flatMap((line): Finding[] => {
    const available = stock.get(line.sku)
    if (available === undefined) return []
    const wanted = (promised.get(line.sku) ?? new Decimal(0)).plus(line.quantity)
    promised.set(line.sku, wanted)
    if (wanted.lte(available)) return []
    return [
      {
        rule: 'availability',
        code: 'not-in-stock',
        severity: 'note',
        message: `${line.sku}: ${wanted.toString()} wanted, ${available} available; the rest is back-ordered.`,
        line: line.id,
        team: 'fulfilment',
      },
    ]
  })
}

/** Every line must have come back taxed, and a price that contains tax must still be the price that was quoted. */
export function checkTax(quote: Quote, tax: TaxCalculation): Finding[] {
  const taxed = new Map(tax.lines.map((line) => [line.id, line]))
  return quote.lines.flatMap((line): Finding[] => {
    const found = taxed.get(line.id)
    const quoted = lineAmount(quote.currency, line)
    const kept = found && equal(quote.priceBasis === 'gross' ? found.gross : found.net, quoted)
    if (kept) return []
    return [
      {
        rule: 'tax',
        code: 'tax-mismatch',
        severity: 'hold',
        message: found
          ? `Tax changed the price of ${line.sku} from ${quoted.amount} to ${found.gross.amount} ${quote.currency}.`
          : `No tax came back for ${line.sku}.`,
        line: line.id,
        team: 'tax',
      },
    ]
  })
}
