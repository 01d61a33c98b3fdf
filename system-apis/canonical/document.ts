import { z } from '@gantry/core/contract'
import { add, DecimalString, equal, Money, sum } from './money.ts'
import { Sku } from './product.ts'

export const DocumentLine = z
  .strictObject({
    id: z.string().min(1).max(60),
    sku: Sku,
    description: z.string().min(1).max(255),
    quantity: DecimalString,
    net: Money,
    tax: Money,
    gross: Money,
  })
  .openapi('DocumentLine', {
    description: 'A line of a financial document; `gross` is `net` plus `tax`, to the minor unit.',
  })
export type DocumentLine = z.output<typeof DocumentLine>

export type Totals = { net: Money; tax: Money; gross: Money }

/** A header is the sum of its lines, and nothing else. */
export function totalsOf(currency: string, lines: readonly Totals[]): Totals {
  return {
    net: sum(
      currency,
      lines.map((line) => line.net),
    ),
    tax: sum(
      currency,
      lines.map((line) => line.tax),
    ),
    gross: sum(
      currency,
      lines.map((line) => line.gross),
    ),
  }
}

/** Whether lines sum to the header, and net and tax to gross, to the minor unit. */
export function agrees(currency: string, header: Totals, lines: readonly Totals[]): boolean {
  const totals = totalsOf(currency, lines)
  return (
    equal(totals.net, header.net) &&
    equal(totals.tax, header.tax) &&
    equal(totals.gross, header.gross) &&
    equal(add(header.net, header.tax), header.gross)
  )
}
