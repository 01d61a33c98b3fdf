import { z } from 'zod'
import { currency, merged, metadata, natural, positive, text } from './form.ts'
import { newId } from './identifier.ts'
import { invalid, missing } from './refusal.ts'
import type { World } from './world.ts'

export const item = z.strictObject({
  price_data: z.strictObject({
    currency,
    product: text(),
    recurring: z.strictObject({
      interval: z.enum(['day', 'week', 'month', 'year']),
      interval_count: positive.optional(),
    }),
    tax_behavior: text().optional(),
    unit_amount: natural,
  }),
  quantity: natural.optional(),
  metadata: metadata.optional(),
})
type Item = z.output<typeof item>

export const MOST_ITEMS = 20
/** Three years, in each interval (https://docs.stripe.com/api/prices/create). */
const LONGEST = { day: 1095, week: 156, month: 36, year: 3 }

/** The end of a period that starts now: calendar months and years, as Stripe counts them. */
function endOf(start: number, { interval, interval_count = 1 }: Item['price_data']['recurring']): number {
  const date = new Date(start * 1000)
  if (interval === 'day' || interval === 'week') return start + interval_count * (interval === 'week' ? 7 : 1) * 86_400
  const months = interval_count * (interval === 'year' ? 12 : 1)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return Math.floor(date.getTime() / 1000)
}

export function newItem(world: World, given: Item, subscription: string, now: number) {
  const { recurring, product, unit_amount } = given.price_data
  if (!world.products.get(product)) throw missing('product', product, 'items[0][price_data][product]', 400)
  const count = recurring.interval_count ?? 1
  if (count > LONGEST[recurring.interval])
    throw invalid('The maximum billing period is three years.', 'items[0][price_data][recurring][interval_count]')
  return {
    id: newId('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: now,
    current_period_end: endOf(now, recurring),
    current_period_start: now,
    discounts: [],
    metadata: merged({}, given.metadata),
    price: {
      id: newId('price'),
      object: 'price',
      active: false,
      billing_scheme: 'per_unit',
      created: now,
      currency: given.price_data.currency.toLowerCase(),
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product,
      recurring: {
        interval: recurring.interval,
        interval_count: count,
        meter: null,
        trial_period_days: null,
        usage_type: 'licensed',
      },
      tax_behavior: given.price_data.tax_behavior ?? 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: 'recurring',
      unit_amount,
      unit_amount_decimal: String(unit_amount),
    },
    quantity: given.quantity ?? 1,
    subscription,
    tax_rates: [],
  }
}
