import { z } from 'zod'
import type { Route } from './api.ts'
import { currencyOf } from './currency.ts'
import { emit } from './event.ts'
import { clearable, currency, flag, merged, metadata, natural, paging, parameters, positive, text } from './form.ts'
import { newId } from './identifier.ts'
import { newInvoice } from './invoice.ts'
import { plainLine } from './line.ts'
import { newestFirst, pageOf } from './list.ts'
import { invalid, missing } from './refusal.ts'
import type { Subscription, World } from './world.ts'

const item = z.strictObject({
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

const MOST_ITEMS = 20
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

function newItem(world: World, given: Item, subscription: string, now: number) {
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

export function subscriptions(world: World, route: Route): void {
  const find = (id: string): Subscription => {
    const subscription = world.subscriptions.get(id)
    if (!subscription) throw missing('subscription', id)
    return subscription
  }

  route(
    'POST',
    '/v1/subscriptions',
    parameters({
      customer: text(),
      items: z.array(item).min(1).max(MOST_ITEMS),
      collection_method: text().optional(),
      days_until_due: natural.optional(),
      currency: currency.optional(),
      description: clearable(500).optional(),
      metadata: metadata.optional(),
      billing_mode: z.strictObject({ type: z.enum(['classic', 'flexible']) }).optional(),
    }),
    (input, _path, write) => {
      if (!world.customers.get(input.customer)) throw missing('customer', input.customer, 'customer', 400)
      if (input.collection_method !== 'send_invoice')
        throw invalid(
          'This customer has no attached payment source or default payment method.',
          undefined,
          'resource_missing',
        )
      if (input.days_until_due === undefined)
        throw invalid('You must pass `days_until_due` when `collection_method` is `send_invoice`.', 'days_until_due')
      const currencies = new Set(input.items.map((one) => one.price_data.currency.toLowerCase()))
      if (currencies.size > 1) throw invalid('All prices on a subscription must have the same `currency`.')
      const money = currencyOf([...currencies][0]!)
      const intervals = input.items.map(
        ({ price_data: { recurring } }) => `${recurring.interval_count ?? 1} ${recurring.interval}`,
      )
      if (input.billing_mode?.type === 'classic' && new Set(intervals).size > 1)
        throw invalid(
          'All prices on a subscription must have the same `recurring.interval` and `recurring.interval_count`.',
        )
      const now = world.clock.unix()
      const id = newId('sub')
      const pairs = merged({}, input.metadata)
      const items = input.items.map((given) => newItem(world, given, id, now))
      const invoice = newInvoice(world, {
        customer: input.customer,
        currency: money,
        daysUntilDue: input.days_until_due,
        metadata: {},
        autoAdvance: true,
        reason: 'subscription_create',
        parent: {
          type: 'subscription_details',
          quote_details: null,
          subscription_details: { subscription: id, metadata: pairs },
        },
        lines: (invoiceId) =>
          items.map((one) => ({
            ...plainLine(invoiceId, money, one.price.unit_amount * one.quantity, {
              start: one.current_period_start,
              end: one.current_period_end,
            }),
            description: `${one.quantity} × ${world.products.get(one.price.product)!.name}`,
            metadata: pairs,
            parent: {
              invoice_item_details: null,
              subscription_item_details: {
                invoice_item: null,
                proration: false,
                proration_details: { credited_items: null },
                subscription: id,
                subscription_item: one.id,
              },
              type: 'subscription_item_details',
            },
            pricing: {
              price_details: { price: one.price.id, product: one.price.product },
              type: 'price_details',
              unit_amount_decimal: one.price.unit_amount_decimal,
            },
            quantity: one.quantity,
            quantity_decimal: String(one.quantity),
            subscription: id,
          })),
      })
      const subscription = world.subscriptions.put(
        {
          id,
          object: 'subscription',
          application: null,
          application_fee_percent: null,
          automatic_tax: { disabled_reason: null, enabled: false, liability: null },
          billing_cycle_anchor: now,
          billing_cycle_anchor_config: null,
          billing_mode: { flexible: null, type: input.billing_mode?.type ?? 'flexible', updated_at: now },
          billing_thresholds: null,
          cancel_at: null,
          cancel_at_period_end: false,
          canceled_at: null,
          cancellation_details: { comment: null, feedback: null, reason: null },
          collection_method: 'send_invoice',
          created: now,
          currency: money,
          customer: input.customer,
          days_until_due: input.days_until_due,
          default_payment_method: null,
          default_source: null,
          default_tax_rates: [],
          description: input.description ?? null,
          discounts: [],
          ended_at: null,
          invoice_settings: { account_tax_ids: null, issuer: { type: 'self' } },
          items: {
            object: 'list',
            data: items,
            has_more: false,
            total_count: items.length,
            url: `/v1/subscription_items?subscription=${id}`,
          },
          latest_invoice: invoice.id,
          livemode: false,
          metadata: pairs,
          next_pending_invoice_item_invoice: null,
          on_behalf_of: null,
          pause_collection: null,
          payment_settings: {
            payment_method_options: null,
            payment_method_types: null,
            save_default_payment_method: 'off',
          },
          pending_invoice_item_interval: null,
          pending_setup_intent: null,
          pending_update: null,
          schedule: null,
          start_date: now,
          status: 'active',
          test_clock: null,
          transfer_data: null,
          trial_end: null,
          trial_settings: { end_behavior: { missing_payment_method: 'create_invoice' } },
          trial_start: null,
        },
        write,
      )
      emit(world, 'customer.subscription.created', subscription)
      return subscription
    },
  )

  route('GET', '/v1/subscriptions/:id', parameters({}), (_input, path) => find(path.id!))

  route('GET', '/v1/subscriptions', parameters({ ...paging, customer: text().optional() }), (input) => {
    const found = input.customer ? world.subscriptions.having(`customer:${input.customer}`) : world.subscriptions.all()
    return pageOf('/v1/subscriptions', 'subscription', newestFirst(found), input)
  })

  route(
    'DELETE',
    '/v1/subscriptions/:id',
    parameters({ invoice_now: flag.optional(), prorate: flag.optional() }),
    (_input, path, write) => {
      const subscription = find(path.id!)
      // A cancelled subscription can no longer be cancelled: Stripe answers as if it were gone.
      if (subscription.status === 'canceled') throw missing('subscription', path.id!)
      const now = world.clock.unix()
      const cancelled = world.subscriptions.put(
        {
          ...subscription,
          status: 'canceled',
          canceled_at: now,
          ended_at: now,
          cancellation_details: { comment: null, feedback: null, reason: 'cancellation_requested' },
        },
        write,
      )
      // Its drafts no longer advance by themselves; what is finalized stays due.
      for (const invoice of world.invoices.having(`subscription:${cancelled.id}`))
        if (invoice.auto_advance)
          world.invoices.put({ ...invoice, auto_advance: false, automatically_finalizes_at: null })
      emit(world, 'customer.subscription.deleted', cancelled)
      return cancelled
    },
  )
}
