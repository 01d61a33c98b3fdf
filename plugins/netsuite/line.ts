import type { DocumentLine } from '@gantry/canonical/document'
import { Decimal } from '@gantry/canonical/money'
import { numeral } from './exact-json.ts'
import { externalIdOf } from './external-id.ts'

/** What a line stands on: an item, or a line of the sales order being billed. */
export type Basis = { item: { externalId: string } } | { orderLine: unknown }

export const itemOf = (line: DocumentLine): Basis => ({ item: { externalId: externalIdOf(line.sku) } })

/**
 * Lines as NetSuite keeps them, with the tax engine's amounts in place of NetSuite's own calculation: REST knows
 * SuiteTax only, whose `taxDetails` carry one row per line, tied by `taxDetailsReference` (REST API Browser,
 * invoice-taxDetailsElement; `tax1Amt` belongs to legacy tax, which REST does not support).
 * Each subsidiary has a tax code and tax type with the external id `gantry-tax-<subsidiary id>`.
 */
export function taxedLines(lines: readonly { line: DocumentLine; basis: Basis }[], subsidiary: string) {
  const code = `gantry-tax-${subsidiary}`
  const items = lines.map(({ line, basis }, index) => ({
    ...basis,
    quantity: numeral(line.quantity),
    // -1 is NetSuite's custom price level: the amount is ours, no price list's.
    price: { id: '-1' },
    amount: numeral(line.net.amount),
    description: line.description,
    taxDetailsReference: String(index + 1),
    custcol_gantry_line: line.id,
  }))
  const details = lines.flatMap(({ line }, index) =>
    new Decimal(line.tax.amount).isZero()
      ? []
      : [
          {
            taxDetailsReference: { id: String(index + 1) },
            taxCode: { externalId: code },
            taxType: code,
            taxBasis: numeral(line.net.amount),
            taxRate: numeral(rateOf(line)),
            taxAmount: numeral(line.tax.amount),
          },
        ],
  )
  return { taxDetailsOverride: true, item: { items }, taxDetails: { items: details } }
}

/** Percent, for the reader of a tax report; the amount is what counts. */
function rateOf({ net, tax }: DocumentLine): string {
  if (new Decimal(net.amount).isZero()) return '0'
  return new Decimal(tax.amount).div(net.amount).times(100).toDecimalPlaces(4).toFixed()
}
