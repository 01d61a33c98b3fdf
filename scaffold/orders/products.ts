import type { Decimal } from '@gantry/canonical/money'
import { Charge, type ProductDraft, type Term } from '@gantry/canonical/product'
import { currencyCode } from './currency.ts'
import { type Found, firstUsable } from './found.ts'
import type { Mapping } from './mapping.ts'
import type { Rejections } from './rejections.ts'
import { unusable } from './row.ts'
import { Section, type Tables } from './section.ts'

/** A product as its own rows tell of it; what is missing is found in what was sold. */
export type KnownProduct = {
  name: string
  currency?: string
  listPrice?: Decimal
  unitCost?: Decimal
  charge: ProductDraft['charge']
  term?: Term
  taxCode?: string
}

const NAMED_TERMS: Record<string, Term> = {
  monthly: { unit: 'month', count: 1 },
  quarter: { unit: 'month', count: 3 },
  quarterly: { unit: 'month', count: 3 },
  yearly: { unit: 'year', count: 1 },
  annual: { unit: 'year', count: 1 },
  annually: { unit: 'year', count: 1 },
}

/** `month`, `3 months`, `1 year`, `quarterly`. */
export function parseTerm(text: string): Term {
  const named = NAMED_TERMS[text.toLowerCase()]
  if (named !== undefined) return named
  const match = /^(?:(\d{1,2})\s*)?(month|year)s?$/i.exec(text)
  const count = Number(match?.[1] ?? 1)
  if (!match || count < 1 || count > 36)
    return unusable(`term "${text}" is none; write it as "month", "3 months" or "year"`)
  return { unit: match[2]!.toLowerCase() as Term['unit'], count }
}

/** How a line is charged; nothing where neither is said. */
export function chargeOf(charge: string, term: string): Pick<ProductDraft, 'charge' | 'term'> | undefined {
  if (charge === '') return undefined
  const parsed = Charge.safeParse(charge)
  if (!parsed.success) return unusable(`charge "${charge}" is neither one-off nor recurring; give it by a map`)
  if (parsed.data === 'one-off') return { charge: 'one-off' }
  return term === '' ? unusable('a recurring charge needs a term') : { charge: 'recurring', term: parseTerm(term) }
}

export async function readProducts(
  tables: Tables,
  mapping: Mapping,
  rejections: Rejections,
): Promise<Found<KnownProduct>> {
  const spec = mapping.products
  const section = await Section.open(tables, 'products', { ...spec, file: spec.file ?? mapping.file! }, mapping.format)
  const name = section.text(spec.name, 'name')
  const currency = section.text(spec.currency, 'currency')
  const listPrice = section.maybe(spec.listPrice, 'listPrice')
  const unitCost = section.maybe(spec.unitCost, 'unitCost')
  const charge = section.text(spec.charge, 'charge')
  const term = section.text(spec.term, 'term')
  const taxCode = section.text(spec.taxCode, 'taxCode')

  return firstUsable(section.rows, 'product', section.text(spec.sku, 'sku'), rejections, (row, sku): KnownProduct => {
    const list = listPrice(row)
    const cost = unitCost(row)
    if (list?.lt(0)) unusable(`listPrice ${list} is negative`)
    return {
      name: (name(row) || sku).slice(0, 255),
      ...(chargeOf(charge(row), term(row)) ?? { charge: 'one-off' }),
      ...(currency(row) && { currency: currencyCode(currency(row)) }),
      ...(list && { listPrice: list }),
      ...(cost && { unitCost: cost }),
      ...(taxCode(row) && { taxCode: taxCode(row) }),
    }
  })
}
