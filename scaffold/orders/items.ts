import { Decimal, money } from '@gantry/canonical/money'
import { lineAmount, type QuoteLine } from '@gantry/canonical/quote'
import { type Extra, extrasReader } from './extras.ts'
import type { Found } from './found.ts'
import type { DiscountSpec, Mapping } from './mapping.ts'
import { type Price, priceOf } from './price.ts'
import { chargeOf, type KnownProduct } from './products.ts'
import { type Row, unusable } from './row.ts'
import { Section, type Tables } from './section.ts'

/** A line before its order's own discount and tax are spread over it. */
export type Item = { line: QuoteLine; unitPrice?: Decimal; quantity: Decimal; amount: Decimal }

export type Items = {
  rows: readonly Row[]
  order(row: Row): string
  /** Throws `Unusable`; `place` numbers the lines of an export that does not. */
  read(row: Row, place: number, currency: string): Item
  extras(row: Row): Extra[]
}

/** A canonical decimal string holds 18 decimals at most; more of them are noise of a float in the export. */
const text = (number: Decimal) => number.toDecimalPlaces(18).toFixed()

function discountReader(section: Section, spec: DiscountSpec | undefined) {
  const zero = new Decimal(0)
  const none = (_row: Row, _quantity: Decimal) => ({ share: zero, amount: zero })
  if (spec === undefined) return none
  if ('amount' in spec) {
    const read = section.maybe(spec.amount, 'discount.amount')
    return (row: Row, quantity: Decimal) => {
      const off = read(row) ?? zero
      // Exports write what is taken off as 5.00 or as -5.00; both mean the same.
      return { share: zero, amount: spec.per === 'unit' ? off.abs().times(quantity) : off.abs() }
    }
  }
  const read =
    'percent' in spec
      ? section.share(spec.percent, 'percent', 'discount.percent')
      : section.share(spec.fraction, 'fraction', 'discount.fraction')
  return (row: Row) => ({ share: read(row) ?? zero, amount: zero })
}

/** Tax of a line as the export states it, in major units, rounded to the currency half up; nothing: the engine's. */
function taxReader(section: Section, mapping: Mapping) {
  const spec = mapping.items.tax
  if (spec === undefined || 'rate' in spec) return () => undefined
  if ('percent' in spec) {
    const share = section.share(spec.percent, 'percent', 'tax.percent')
    return (row: Row, _quantity: Decimal, amount: Decimal) => {
      const rate = share(row) ?? unusable('tax.percent is blank')
      return mapping.priceBasis === 'net' ? amount.times(rate) : amount.minus(amount.div(rate.plus(1)))
    }
  }
  const read = section.number({ column: spec.column }, 'tax.column')
  return (row: Row, quantity: Decimal) => (spec.per === 'unit' ? read(row).times(quantity) : read(row))
}

export async function openItems(tables: Tables, mapping: Mapping, products: Found<KnownProduct>): Promise<Items> {
  const spec = mapping.items
  const section = await Section.open(tables, 'items', { ...spec, file: spec.file ?? mapping.file! }, mapping.format)
  const id = section.text(spec.id, 'id')
  const sku = section.text(spec.sku, 'sku')
  const description = section.text(spec.description, 'description')
  const quantity = spec.quantity === undefined ? () => new Decimal(1) : section.number(spec.quantity, 'quantity')
  const unitPrice = spec.unitPrice && section.number(spec.unitPrice, 'unitPrice')
  const whole = spec.lineAmount && section.number(spec.lineAmount, 'lineAmount')
  const discount = discountReader(section, spec.discount)
  const tax = taxReader(section, mapping)
  const listPrice = section.maybe(spec.listPrice, 'listPrice')
  const unitCost = section.maybe(spec.unitCost, 'unitCost')
  const charge = section.text(spec.charge, 'charge')
  const term = section.text(spec.term, 'term')
  const taxCode = section.text(spec.taxCode, 'taxCode')

  function productOf(row: Row): { code: string; product: KnownProduct } {
    const code = sku(row)
    if (code === '') unusable('the line names no product')
    const product = products.get(code)
    if (product === undefined) return unusable(`product "${code}" is not among the products`)
    return 'reason' in product
      ? unusable(`product "${code}" cannot be used: ${product.reason}`)
      : { code, product: product.value }
  }

  function read(row: Row, place: number, currency: string): Item {
    if (row.broken !== undefined) unusable(row.broken)
    const { code, product } = productOf(row)
    const count = quantity(row)
    if (count.lte(0)) unusable(`quantity ${count.toFixed()} is not more than zero`)
    const unit = unitPrice?.(row)
    const full = unit === undefined ? whole!(row) : unit.times(count)
    if (full.lt(0))
      unusable(`${unit === undefined ? 'lineAmount' : 'unitPrice'} ${(unit ?? full).toFixed()} is negative`)
    const off = discount(row, count)
    if (off.amount.gt(full)) unusable(`the discount ${off.amount.toFixed()} is more than the price ${full.toFixed()}`)

    const plain = unit !== undefined && off.amount.isZero()
    const price: Price = plain
      ? { unitPrice: text(unit), discount: text(off.share) }
      : priceOf(currency, count, full.times(new Decimal(1).minus(off.share)).minus(off.amount), unit)
    const amount = new Decimal(lineAmount(currency, { ...price, quantity: text(count) }).amount)
    const agreed = tax(row, count, amount)
    if (agreed?.lt(0)) unusable(`tax ${agreed.toFixed()} is negative`)

    const list = listPrice(row)
    const cost =
      unitCost(row) ?? (product.currency === undefined || product.currency === currency ? product.unitCost : undefined)
    const own = chargeOf(charge(row), term(row))
    const kind = own ?? { charge: product.charge, ...(product.term && { term: product.term }) }
    const line: QuoteLine = {
      id: id(row) || String(place),
      sku: code,
      description: (description(row) || product.name).slice(0, 255),
      ...kind,
      quantity: text(count),
      ...price,
      ...(list && { listPrice: text(list) }),
      ...(cost && { unitCost: text(cost) }),
      ...((taxCode(row) || product.taxCode) && { taxCode: taxCode(row) || product.taxCode }),
      ...(agreed && { agreedTax: money(currency, agreed).amount }),
    }
    return { line, ...(unit && { unitPrice: unit }), quantity: count, amount }
  }
  return {
    rows: section.rows,
    order: section.text(spec.order, 'order'),
    read,
    extras: extrasReader(section, spec.extras),
  }
}
