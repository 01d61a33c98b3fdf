import type { Company, StatedTotal } from '@gantry/canonical/company'
import { Decimal, exponentOf } from '@gantry/canonical/money'
import { ProductDraft } from '@gantry/canonical/product'
import { lineAmount } from '@gantry/canonical/quote'
import { IntegrationError } from '@gantry/core/errors'
import { chooseMapping } from './choose.ts'
import { check, readCustomers } from './customers.ts'
import type { Found } from './found.ts'
import { readHeaders } from './headers.ts'
import { openItems } from './items.ts'
import type { Mapping } from './mapping.ts'
import { type KnownProduct, readProducts } from './products.ts'
import { assemble, type Order } from './quotes.ts'
import { Rejections } from './rejections.ts'
import { openTables } from './section.ts'

const isLive = (order: Order) => order.fate.kind !== 'cancelled'

/** The value most of a list have; the first of equals. */
function most<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce<[T, number] | undefined>(
    (best, each) => (best === undefined || each[1] > best[1] ? each : best),
    undefined,
  )?.[0]
}

function legalEntities(
  mapping: Mapping,
  orders: readonly Order[],
  customers: Company['customers'],
): Company['legalEntities'] {
  if (mapping.legalEntities) return mapping.legalEntities
  const countries = new Map(customers.map(({ reference, draft }) => [reference, draft.billTo?.country]))
  const names = [...new Set(orders.map(({ draft }) => draft.legalEntity))]
  return names.map((name) => {
    const own = orders.filter(({ draft }) => draft.legalEntity === name)
    const country = most(own.flatMap(({ draft }) => countries.get(draft.customer) ?? []))
    return { name, currency: most(own.map(({ draft }) => draft.currency))!, country: country ?? 'US' }
  })
}

/** Products of the file, and the header extras; a currency or list price the file lacks is that of the first sale. */
function products(found: Found<KnownProduct>, orders: readonly Order[]): Company['products'] {
  const sold = new Map<string, { currency: string; unitPrice: string; name: string; charge: 'one-off' | 'recurring' }>()
  for (const { draft } of orders) {
    for (const line of draft.lines) {
      if (!sold.has(line.sku))
        sold.set(line.sku, {
          currency: draft.currency,
          unitPrice: line.unitPrice,
          name: line.description,
          charge: line.charge,
        })
    }
  }
  const known = [...found].flatMap(([sku, entry]) => ('value' in entry ? [{ sku, product: entry.value }] : []))
  const extras = [...sold].filter(([sku]) => !found.has(sku))
  const currencies = most(orders.map(({ draft }) => draft.currency))
  return [
    ...known.flatMap(({ sku, product: { listPrice, unitCost, currency, ...product } }) => {
      const sale = sold.get(sku)
      const money = {
        currency: currency ?? sale?.currency ?? currencies,
        listPrice: listPrice?.toFixed() ?? sale?.unitPrice,
      }
      // Never sold and without a price: there is nothing to quote it at.
      if (money.currency === undefined || money.listPrice === undefined) return []
      const draft = {
        ...product,
        currency: money.currency,
        listPrice: money.listPrice,
        ...(unitCost && { unitCost: unitCost.toFixed() }),
      }
      return [{ sku, draft: check(ProductDraft, draft) }]
    }),
    ...extras.map(([sku, { currency, unitPrice, name, charge }]) => ({
      sku,
      draft: { name, currency, listPrice: unitPrice, charge },
    })),
  ]
}

/** Per legal entity and currency, of the live orders: what the headers state, else what their lines come to. */
function stated(mapping: Mapping, orders: readonly Order[]): StatedTotal[] {
  const groups = new Map<string, Order[]>()
  for (const order of orders.filter(isLive)) {
    const key = `${order.draft.legalEntity}\0${order.draft.currency}`
    const group = groups.get(key)
    if (group) group.push(order)
    else groups.set(key, [order])
  }
  return [...groups.values()].map((group): StatedTotal => {
    const { legalEntity, currency } = group[0]!.draft
    const text = (amounts: readonly Decimal[]) => {
      const total = Decimal.sum(0, ...amounts)
      return total.toFixed(Math.max(exponentOf(currency), total.decimalPlaces()))
    }
    const head = { legalEntity, currency, orders: group.length }
    const headers = Object.keys(mapping.orders.stated ?? {}) as ('net' | 'tax' | 'gross')[]
    if (headers.length > 0) {
      return {
        ...head,
        ...Object.fromEntries(headers.map((name) => [name, text(group.map(({ header }) => header.stated[name]!))])),
      }
    }
    const lines = group.flatMap(({ draft }) => draft.lines)
    const amounts = text(lines.map((line) => new Decimal(lineAmount(currency, line).amount)))
    if (lines.some((line) => line.agreedTax === undefined)) return { ...head, [mapping.priceBasis]: amounts }
    const tax = text(lines.map((line) => new Decimal(line.agreedTax!)))
    const sign = mapping.priceBasis === 'net' ? 1 : -1
    const other = new Decimal(amounts).plus(new Decimal(tax).times(sign)).toFixed(exponentOf(currency))
    return mapping.priceBasis === 'net'
      ? { ...head, net: amounts, tax, gross: other }
      : { ...head, net: other, tax, gross: amounts }
  })
}

function taxRates(mapping: Mapping, entities: Company['legalEntities']): Company['taxRates'] {
  const { tax } = mapping.items
  if (tax === undefined || !('rate' in tax)) return []
  const { rate } = tax
  return entities.flatMap(({ name }) => {
    const own = typeof rate === 'string' ? rate : rate[name]
    return own === undefined ? [] : [{ legalEntity: name, rate: own }]
  })
}

const ROUNDING =
  'Each line is rounded once, half away from zero, to the decimals of its currency; a total is the sum of its lines.'

/**
 * Reads a company's exported files (CSV, TSV) as orders, through a mapping: the one given, else the folder's
 * `gantry-orders.yaml`, else the shipped one that fits. A row that cannot be used stops only its own order and is told of
 * in `rejected`.
 *
 * Throws `IntegrationError` of kind `data`: `mapping-not-found`, `mapping-invalid`, `mapping-missing` (with a draft in its
 * detail), `orders-folder-missing`, `orders-file-missing`, `orders-file-unreadable`, `orders-column-missing`, `orders-none`.
 */
export async function readCompany(folder: string, options: { mapping?: string } = {}): Promise<Company> {
  const { mapping, file } = await chooseMapping(folder, options.mapping)
  const tables = openTables(folder, file)
  const rejections = new Rejections()
  const foundCustomers = await readCustomers(tables, mapping, rejections)
  const foundProducts = await readProducts(tables, mapping, rejections)
  const headers = await readHeaders(tables, mapping, rejections)
  const items = await openItems(tables, mapping, foundProducts)
  const orders = assemble(mapping, headers, items, foundCustomers, rejections)
  const rejected = rejections.list()
  if (orders.length === 0 && rejected.length === 0) {
    throw new IntegrationError(
      'orders-none',
      `The files hold no orders; check the files and filters that ${file} names.`,
      { kind: 'data' },
    )
  }

  const billed = new Map<string, Set<string>>()
  for (const { draft } of orders)
    billed.set(draft.customer, (billed.get(draft.customer) ?? new Set()).add(draft.currency))
  const customers = [...foundCustomers].flatMap(([reference, entry]) => {
    if (!('value' in entry)) return []
    const [currency, ...others] = billed.get(reference) ?? []
    const own = currency !== undefined && others.length === 0 ? { currency } : {}
    return [{ reference, draft: { ...own, ...entry.value } }]
  })
  const entities = legalEntities(mapping, orders, customers)
  return {
    name: mapping.name,
    rounding: mapping.rounding ?? ROUNDING,
    legalEntities: entities,
    customers,
    products: products(foundProducts, orders),
    quotes: orders.map(({ reference, draft, fate }) => ({ reference, draft, fate })),
    rejected,
    stated: stated(mapping, orders),
    taxRates: taxRates(mapping, entities),
  }
}
