import type { Company } from '@gantry/canonical/company'
import type { CustomerDraft } from '@gantry/canonical/customer'
import { Decimal, money } from '@gantry/canonical/money'
import { lineAmount, QuoteDraft, type QuoteLine } from '@gantry/canonical/quote'
import { check } from './customers.ts'
import { extraItem } from './extras.ts'
import type { Found } from './found.ts'
import type { FoundHeader, Header } from './headers.ts'
import type { Item, Items } from './items.ts'
import type { Mapping } from './mapping.ts'
import { priceOf, spread } from './price.ts'
import { type Rejections, reasonOf } from './rejections.ts'
import { type Row, unusable } from './row.ts'

export type Order = Company['quotes'][number] & { header: Header }

/** Takes the order's own discount off its lines; extras such as freight are not discounted. */
function discounted(header: Header, items: readonly Item[]): Item[] {
  const { currency, discountShare, discountAmount } = header
  if (discountShare === undefined && discountAmount === undefined) return [...items]
  const left = items.map(
    (item) => new Decimal(money(currency, item.amount.times(new Decimal(1).minus(discountShare ?? 0))).amount),
  )
  const total = left.reduce((sum, amount) => sum.plus(amount), new Decimal(0))
  if (discountAmount?.gt(total)) unusable(`the order's discount ${discountAmount.toFixed()} is more than its lines`)
  const off = spread(currency, discountAmount ?? new Decimal(0), left)
  return items.map((item, index) => {
    const amount = left[index]!.minus(off[index]!)
    return { ...item, amount, line: { ...item.line, ...priceOf(currency, item.quantity, amount, item.unitPrice) } }
  })
}

/** Spreads a tax stated for the whole order over its lines, by their amounts. */
function taxed(header: Header, items: readonly Item[]): QuoteLine[] {
  if (header.tax === undefined) return items.map(({ line }) => line)
  const parts = spread(
    header.currency,
    header.tax,
    items.map(({ amount }) => amount),
  )
  return items.map(({ line }, index) => ({ ...line, agreedTax: money(header.currency, parts[index]!).amount }))
}

/** Orders whose header, customer and every line can be used; the rest is in `rejections`, each with its reason. */
export function assemble(
  mapping: Mapping,
  headers: ReadonlyMap<string, FoundHeader>,
  items: Items,
  customers: Found<CustomerDraft>,
  rejections: Rejections,
): Order[] {
  const rowsOf = new Map<string, Row[]>()
  for (const row of items.rows) {
    const order = rejections.attempt(row, () => items.order(row) || unusable(row.broken ?? 'the line names no order'))
    if (order === undefined) continue
    const rows = rowsOf.get(order)
    if (rows) rows.push(row)
    else rowsOf.set(order, [row])
    if (!headers.has(order)) rejections.add(row, row.broken ?? `order ${order} is not among the orders`, order)
  }

  function lines(header: Header, reference: string): { read: Item[]; extras: Item[] } | undefined {
    const read: Item[] = []
    const extras: Item[] = []
    const seen = new Set<string>()
    const rows = rowsOf.get(reference) ?? unusable('the order has no lines')
    let sound = true
    for (const [index, row] of rows.entries()) {
      // Every bad line is told of, not only the first, so that the file is mended in one go.
      try {
        const item = items.read(row, index + 1, header.currency)
        if (seen.has(item.line.id)) unusable(`line ${item.line.id} is there twice`)
        seen.add(item.line.id)
        read.push(item)
        extras.push(
          ...items.extras(row).map((extra) => extraItem(header.currency, extra, `${item.line.id}-${extra.sku}`)),
        )
      } catch (thrown) {
        rejections.add(row, reasonOf(thrown), reference)
        sound = false
      }
    }
    return sound ? { read, extras } : undefined
  }

  function quote(found: FoundHeader): Order | undefined {
    // A line's fault is told even where the header already stops the order.
    if ('reason' in found) return undefined
    const { header, reference } = found
    const own = lines(header, reference)
    if (own === undefined) return undefined
    const { read, extras } = own
    const customer =
      customers.get(header.customer) ?? unusable(`customer "${header.customer}" is not among the customers`)
    if ('reason' in customer) unusable(`customer "${header.customer}" cannot be used: ${customer.reason}`)
    const draft = check(QuoteDraft, {
      customer: header.customer,
      legalEntity: header.legalEntity,
      currency: header.currency,
      priceBasis: mapping.priceBasis,
      quotedOn: header.date,
      state: 'accepted',
      lines: taxed(header, [
        ...discounted(header, read),
        ...extras,
        ...header.extras.map((extra) => extraItem(header.currency, extra, extra.sku)),
      ]),
    })
    for (const line of draft.lines) {
      if (line.agreedTax === undefined || mapping.priceBasis === 'net') continue
      if (new Decimal(line.agreedTax).gt(lineAmount(header.currency, line).amount))
        unusable(`line ${line.id}: the tax is more than the gross amount`)
    }
    return { reference, draft, fate: header.fate, header }
  }

  return [...headers.values()].flatMap(
    (found) =>
      rejections.attempt(
        found.row,
        () => quote(found),
        () => found.reference,
      ) ?? [],
  )
}
