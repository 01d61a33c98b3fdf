import { Decimal, money } from '@gantry/canonical/money'
import type { Item } from './items.ts'
import type { ExtraSpec } from './mapping.ts'
import { priceOf } from './price.ts'
import { type Row, unusable } from './row.ts'
import type { Section } from './section.ts'

/** A charge beside the goods, such as freight, that becomes a line of its own; amounts in major units. */
export type Extra = { sku: string; name: string; amount: Decimal; tax?: Decimal; taxCode?: string }

/** Reads the extras of a row; blank and zero amounts are none. */
export function extrasReader(section: Section, specs: readonly ExtraSpec[] = []): (row: Row) => Extra[] {
  const readers = specs.map(({ sku, name, taxCode, amount, tax }, index) => ({
    charge: { sku, name, ...(taxCode && { taxCode }) },
    amount: section.maybe(amount, `extras.${index}.amount`),
    tax: section.maybe(tax, `extras.${index}.tax`),
  }))
  return (row) =>
    readers.flatMap((reader) => {
      const amount = reader.amount(row)
      if (amount === undefined || amount.isZero()) return []
      if (amount.lt(0)) unusable(`${reader.charge.name} ${amount.toFixed()} is negative`)
      const tax = reader.tax(row)
      return [{ ...reader.charge, amount, ...(tax && { tax }) }]
    })
}

export function extraItem(currency: string, { sku, name, amount, tax, taxCode }: Extra, id: string): Item {
  const quantity = new Decimal(1)
  return {
    line: {
      id: id.slice(-60),
      sku,
      description: name,
      charge: 'one-off',
      quantity: '1',
      ...priceOf(currency, quantity, amount),
      ...(taxCode && { taxCode }),
      ...(tax && { agreedTax: money(currency, tax).amount }),
    },
    quantity,
    amount: new Decimal(money(currency, amount).amount),
  }
}
