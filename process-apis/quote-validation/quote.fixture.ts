import { totalsOf } from '@gantry/canonical/document'
import { add, Decimal, money } from '@gantry/canonical/money'
import { lineAmount, type Quote, type QuoteLine } from '@gantry/canonical/quote'
import type { TaxCalculation } from '@gantry/canonical/tax'

export const lineOf = (given: Partial<QuoteLine> = {}): QuoteLine => ({
  id: '10',
  sku: 'BIKE',
  description: 'Mountain bike',
  charge: 'one-off',
  quantity: '1',
  unitPrice: '100',
  discount: '0',
  ...given,
})

/** An accepted quote whose total is the sum of its lines, unless another is given. */
export function quoteOf(given: Partial<Quote> = {}): Quote {
  const { currency = 'USD', lines = [lineOf()] } = given
  const total = lines.reduce((sum, line) => sum.plus(lineAmount(currency, line).amount), new Decimal(0))
  return {
    id: 'quote-1',
    reference: 'Q-1',
    customer: 'C-1',
    legalEntity: 'US01',
    currency,
    priceBasis: 'net',
    quotedOn: '2026-03-02',
    state: 'accepted',
    lines,
    total: money(currency, total),
    ...given,
  }
}

/** What a tax engine answers that takes the same rate of every line; the quote's prices are net. */
export function taxedAt(rate: string, quote: Pick<Quote, 'currency' | 'lines'>): TaxCalculation {
  const lines = quote.lines.map((line) => {
    const net = lineAmount(quote.currency, line)
    const tax = money(quote.currency, new Decimal(net.amount).times(rate))
    return { id: line.id, net, tax, gross: add(net, tax) }
  })
  return { currency: quote.currency, lines, ...totalsOf(quote.currency, lines) }
}
