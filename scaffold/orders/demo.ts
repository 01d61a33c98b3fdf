import type { Faker } from '@faker-js/faker'
// The package itself would read seventy languages.
import { faker as german } from '@faker-js/faker/locale/de'
import { faker } from '@faker-js/faker/locale/en'
import { faker as british } from '@faker-js/faker/locale/en_GB'
import type { Company, Fate } from '@gantry/canonical/company'
import { Decimal, exponentOf } from '@gantry/canonical/money'
import { lineAmount, type QuoteDraft, type QuoteLine } from '@gantry/canonical/quote'
import { DateTime } from 'luxon'
import { ENTITIES, GOODS, LEVEL, PLACES, SUBSCRIPTIONS } from './catalogue.ts'

/** Days the orders are quoted on, fixed so that the same seed gives the same company on any day. */
const FIRST_DAY = DateTime.fromISO('2026-01-05', { zone: 'utc' })
const DAYS = 120

/** Of every 50 orders. */
const FATES: readonly [number, Fate][] = [
  [35, { kind: 'pay' }],
  [2, { kind: 'part', fraction: '0.4' }],
  [2, { kind: 'part', fraction: '0.5' }],
  [1, { kind: 'part', fraction: '0.75' }],
  [4, { kind: 'wait' }],
  [2, { kind: 'cancelled' }],
  [2, { kind: 'hold' }],
  [2, { kind: 'refuse' }],
]

/** Discounts within the policy of at most 25%. */
const DISCOUNTS = ['0', '0', '0', '0.05', '0.1', '0.125', '0.15', '0.2', '0.25']

/** A mix in its proportions, for a number of orders; bounds are rounded, so that the parts come to the whole. */
function proportions<T>(mix: readonly [number, T][], count: number): T[] {
  const whole = mix.reduce((sum, [weight]) => sum + weight, 0)
  let until = 0
  return mix.flatMap(([weight, part]) => {
    const from = Math.round((until * count) / whole)
    until += weight
    return Array.from({ length: Math.round((until * count) / whole) - from }, () => part)
  })
}

type Listing = { sku: string; item: (typeof GOODS)[number]; listPrice: string; unitCost: string }

/** The price list of a currency: more decimals than the currency has are kept, as contracts keep them. */
function priceList(currency: string): Listing[] {
  return [...GOODS, ...SUBSCRIPTIONS].map((item) => {
    const price = new Decimal(item.price).times(LEVEL[currency]!).toDecimalPlaces(exponentOf(currency) + 4)
    return {
      sku: `${item.code}-${currency}`,
      item,
      listPrice: price.toFixed(),
      unitCost: price
        .times(item.cost)
        .toDecimalPlaces(exponentOf(currency) + 2)
        .toFixed(),
    }
  })
}

function names(faker: Faker, german: Faker, currency: string): string {
  if (currency === 'EUR') return german.company.name()
  return currency === 'JPY' ? `${faker.person.lastName()} Japan K.K.` : faker.company.name()
}

/**
 * A company invented from a seed: the same seed and number of orders give the same company, to the last character.
 * Three legal entities sell in USD, EUR, GBP and JPY; about a third of the orders carry subscriptions; taxes are the
 * tax engine's own. Customers on credit hold have orders of that fate only.
 */
export function demoCompany({ seed = 42, orders = 240 }: { seed?: number; orders?: number } = {}): Company {
  for (const [index, each] of [faker, british, german].entries()) each.seed(seed + index)
  const markets = ENTITIES.flatMap((entity) =>
    entity.currencies.map((currency) => ({ entity, currency, list: priceList(currency) })),
  )

  const customers: Company['customers'] = []
  const addCustomer = (currency: string): string => {
    const reference = `C-${String(customers.length + 1).padStart(5, '0')}`
    const { country, places } = PLACES[currency]!
    const [street, city, region, postalCode] = faker.helpers.arrayElement(places)
    const address = { street, city, region, postalCode, country }
    const name = names(currency === 'GBP' ? british : faker, german, currency)
    const email = `accounts-payable+${reference.toLowerCase()}@example.com`
    // Some companies give no address for mail: nothing downstream may depend on one.
    const contact = faker.datatype.boolean({ probability: 0.9 }) ? { email } : {}
    customers.push({ reference, draft: { name, ...contact, currency, billTo: address, shipTo: address } })
    return reference
  }
  const pools = new Map<string, string[]>()
  const customerFor = (currency: string, held: boolean): string => {
    const pool = pools.get(`${currency} ${held}`) ?? []
    pools.set(`${currency} ${held}`, pool)
    if (pool.length === 0 || (pool.length < 40 && faker.datatype.boolean({ probability: 0.4 })))
      pool.push(addCustomer(currency))
    return faker.helpers.arrayElement(pool)
  }

  const line = (listing: Listing, place: number): QuoteLine => ({
    id: String(place * 10),
    sku: listing.sku,
    description: listing.item.name,
    charge: listing.item.charge,
    ...(listing.item.term && { term: listing.item.term }),
    quantity: faker.helpers.arrayElement(listing.item.quantities),
    unitPrice: listing.listPrice,
    discount: faker.helpers.arrayElement(DISCOUNTS),
    listPrice: listing.listPrice,
    unitCost: listing.unitCost,
  })

  const fates = faker.helpers.shuffle(proportions(FATES, orders))
  const kinds = faker.helpers.shuffle(
    proportions(
      [
        [4, 'one-off'],
        [1, 'recurring'],
        [1, 'both'],
      ] as const,
      orders,
    ),
  )
  const quotes = fates.map((fate, index): Company['quotes'][number] => {
    const { entity, currency, list } = markets[index % markets.length]!
    const goods = list.filter(({ item }) => item.charge === 'one-off')
    const subscriptions = list.filter(({ item }) => item.charge === 'recurring')
    // One term per order: a subscription is billed by one cycle.
    const { unit } = faker.helpers.arrayElement(subscriptions).item.term!
    const sameTerm = subscriptions.filter(({ item }) => item.term!.unit === unit)
    const kind = kinds[index]!
    const chosen = [
      ...(kind === 'recurring' ? [] : faker.helpers.arrayElements(goods, { min: 1, max: 4 })),
      ...(kind === 'one-off' ? [] : faker.helpers.arrayElements(sameTerm, { min: 1, max: 2 })),
    ]
    const quotedOn = FIRST_DAY.plus({ days: faker.number.int({ min: 0, max: DAYS - 1 }) })
    const draft: QuoteDraft = {
      customer: customerFor(currency, fate.kind === 'hold'),
      legalEntity: entity.name,
      currency,
      priceBasis: entity.priceBasis,
      quotedOn: quotedOn.toISODate()!,
      state: 'accepted',
      lines: chosen.map((listing, place) => line(listing, place + 1)),
    }
    return { reference: `Q-${String(index + 1).padStart(5, '0')}`, draft, fate }
  })

  return {
    name: 'Gantry Demo Instruments',
    rounding:
      'Each line is rounded once, half away from zero, to the decimals of its currency; a total is the sum of its lines.',
    legalEntities: ENTITIES.map(({ name, currency, country }) => ({ name, currency, country })),
    customers,
    products: markets.flatMap(({ currency, list }) =>
      list.map(({ sku, item: { name, charge, term }, listPrice, unitCost }) => ({
        sku,
        draft: { name, currency, listPrice, unitCost, charge, ...(term && { term }) },
      })),
    ),
    quotes,
    rejected: [],
    stated: markets.map(({ entity, currency }) => {
      const live = quotes.filter(
        ({ draft, fate }) =>
          draft.legalEntity === entity.name && draft.currency === currency && fate.kind !== 'cancelled',
      )
      const amounts = live.flatMap(({ draft }) => draft.lines.map((each) => lineAmount(currency, each).amount))
      return {
        legalEntity: entity.name,
        currency,
        orders: live.length,
        [entity.priceBasis]: Decimal.sum(0, ...amounts).toFixed(exponentOf(currency)),
      }
    }),
    taxRates: [],
  }
}
