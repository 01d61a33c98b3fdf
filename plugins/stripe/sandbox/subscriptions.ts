import { z } from 'zod'
import type { Route } from './api.ts'
import { currencyOf } from './currency.ts'
import { emit } from './event.ts'
import { clearable, currency, flag, merged, metadata, natural, paging, parameters, text } from './form.ts'
import { newId } from './identifier.ts'
import { newInvoice } from './invoice.ts'
import { plainLine } from './line.ts'
import { newestFirst, pageOf } from './list.ts'
import { invalid, missing } from './refusal.ts'
import { item, MOST_ITEMS, newItem } from './subscription-item.ts'
import type { Subscription, World } from './world.ts'

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
          billing_schedules: [],
          billing_thresholds: null,
          cancel_at: null,
          cancel_at_period_end: false,
          canceled_at: null,
          cancellation_details: { comment: null, feedback: null, reason: null },
          collection_method: 'send_invoice',
          created: now,
          currency: money,
          customer: input.customer,
          customer_account: null,
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
          managed_payments: null,
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

  route(
    'GET',
    '/v1/subscriptions',
    parameters({ ...paging, customer: text().optional(), status: text().optional() }),
    (input) => {
      const known = input.customer
        ? world.subscriptions.having(`customer:${input.customer}`)
        : world.subscriptions.all()
      // Unless asked for, cancelled ones are not listed.
      const found = known.filter(({ status }) =>
        input.status === 'all' ? true : input.status ? status === input.status : status !== 'canceled',
      )
      return pageOf('/v1/subscriptions', 'subscription', newestFirst(found), input)
    },
  )

  route(
    'DELETE',
    '/v1/subscriptions/:id',
    parameters({ invoice_now: flag.optional(), prorate: flag.optional() }),
    (_input, path, write) => {
      const subscription = find(path.id!)
      // A cancelled subscription can no longer be cancelled: Stripe answers as if it were gone.
      if (subscription.status === 'canceled') throw missing('subscription', path.id!)
      return cancel(world, subscription, write)
    },
  )
}

/** Ends a subscription now; one that has ended stays as it is. */
export function cancel(world: World, subscription: Subscription, write?: string): Subscription {
  if (subscription.status === 'canceled') return subscription
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
    if (invoice.auto_advance) world.invoices.put({ ...invoice, auto_advance: false, automatically_finalizes_at: null })
  emit(world, 'customer.subscription.deleted', cancelled)
  return cancelled
}
