import type { Subscription, SubscriptionDraft } from '@gantry/canonical/subscription'
import type { Call } from '@gantry/core/contract'
import type Stripe from 'stripe'
import { toStripeAmount } from './amount.ts'
import { type Vendor, writeKey } from './client.ts'
import { referenceOf } from './customer.ts'
import { asked, isRefusal, refused } from './failure.ts'
import { assertHoldable, assertTotal, idOf, linesOf, remember, voided } from './invoice.ts'
import { toStripeLine, toStripeLineChange } from './line.ts'
import { findByReference, taken } from './lookup.ts'
import { foreign, originMetadata, originOf } from './metadata.ts'
import { ensureProducts, productId } from './product.ts'

/**
 * Starts the subscription. Each recurring line is an item of quantity one that costs the line's net: that is exact,
 * which Stripe's price times quantity is not. With `send_invoice` the first invoice stays a draft for about an hour;
 * it is kept from advancing by itself, then gets the one-off lines and everybody's tax.
 */
export async function createSubscription(vendor: Vendor, draft: SubscriptionDraft, call: Call): Promise<Subscription> {
  const lines = [...draft.recurring, ...draft.oneOff]
  const expected = assertHoldable(draft.currency, lines)
  const items = draft.recurring.map((line) => itemOf(draft.currency, line))
  const customerReference = await referenceOf(vendor, draft.customer)
  await ensureProducts(vendor, draft.recurring)
  const metadata = originMetadata({ ...draft, customerReference }, call.correlation)
  return vendor.exclusively(`subscription:${draft.reference}`, async () => {
    const known = await find(vendor, draft)
    const subscription =
      known ??
      (await asked(
        vendor.stripe.subscriptions.create(
          {
            customer: draft.customer,
            items,
            collection_method: 'send_invoice',
            days_until_due: draft.dueDays,
            // Items of one subscription may have different terms.
            billing_mode: { type: 'flexible' },
            metadata: { ...metadata, gantry_starts_on: draft.startsOn },
            expand: ['latest_invoice'],
          },
          writeKey(call, 'subscription', draft.reference),
        ),
      ))
    const first = known
      ? await firstInvoiceOf(vendor, known.id)
      : (subscription.latest_invoice as Stripe.Invoice | null)
    if (!first?.id) throw refused('no-first-invoice', 'Stripe made no first invoice.', subscription.id)
    if (known) {
      // Each line bears our mark once all of it was written, under whichever key.
      const complete = first.lines.data.every(({ metadata }) => metadata.gantry_line !== undefined)
      if (!sameItems(known, items) || (complete && first.total !== expected))
        throw taken('subscription', draft.reference, known.id)
      if (complete) return toSubscription(known)
    }
    try {
      await fill(vendor, subscription, first, draft, metadata, expected, call)
    } catch (thrown) {
      // A refusal is final, and its repeat comes with another key: a subscription nobody knows of must not go on billing.
      // The refusal is what the caller has to hear of, whatever becomes of the rest.
      if (isRefusal(thrown)) await cancelSubscription(vendor, subscription.id, call).catch(() => undefined)
      throw thrown
    }
    return toSubscription(subscription)
  })
}

/** The subscription of this reference, unless it was cancelled: such are not listed. */
const find = ({ stripe }: Vendor, { customer, reference }: SubscriptionDraft) =>
  findByReference<Stripe.Subscription>(reference, {
    list: (paging) => stripe.subscriptions.list({ customer, ...paging }),
  })

async function firstInvoiceOf({ stripe }: Vendor, subscription: string): Promise<Stripe.Invoice | undefined> {
  let oldest: Stripe.Invoice | undefined
  for (let more = true; more; ) {
    const page = await asked(
      stripe.invoices.list({ subscription, limit: 100, ...(oldest?.id && { starting_after: oldest.id }) }),
    )
    oldest = page.data.at(-1) ?? oldest
    more = page.has_more
  }
  return oldest
}

const sameItems = (known: Stripe.Subscription, wanted: ReturnType<typeof itemOf>[]): boolean =>
  known.items.data.length === wanted.length &&
  wanted.every(({ metadata, price_data }) =>
    known.items.data.some(
      (item) => item.metadata.gantry_line === metadata.gantry_line && item.price.unit_amount === price_data.unit_amount,
    ),
  )

function itemOf(currency: string, line: SubscriptionDraft['recurring'][number]) {
  const amount = toStripeAmount(line.net)
  if (amount < 0)
    throw refused('negative-price', 'Stripe takes no negative price on a subscription.', `line ${line.id}`)
  return {
    price_data: {
      currency: currency.toLowerCase(),
      product: productId(line.sku),
      recurring: { interval: line.term.unit, interval_count: line.term.count },
      unit_amount: amount,
    },
    quantity: 1,
    metadata: { gantry_line: line.id },
  }
}

/** Makes the first invoice's draft what was agreed. */
async function fill(
  vendor: Vendor,
  subscription: Stripe.Subscription,
  first: Stripe.Invoice,
  draft: SubscriptionDraft,
  metadata: Record<string, string>,
  expected: number,
  call: Call,
): Promise<void> {
  const { invoices } = vendor.stripe
  const id = first.id!
  const key = (part: string) => writeKey(call, part, draft.reference)
  await asked(invoices.update(id, { auto_advance: false, metadata }, key('hold')))
  const offset = draft.recurring.length
  const own = await linesOf(vendor, first)
  // They went in one request: a call of another key has added all of them, or none.
  if (draft.oneOff.length > 0 && own.length === draft.recurring.length) {
    const lines = draft.oneOff.map((line, index) => toStripeLine(line, offset + index))
    await asked(invoices.addLines(id, { lines }, key('one-off')))
  }
  const lineOfItem = new Map(own.map((line) => [line.parent?.subscription_item_details?.subscription_item, line.id]))
  const itemOfLine = new Map(subscription.items.data.map((item) => [item.metadata.gantry_line, item.id]))
  const lines = draft.recurring.map((line, position) => {
    const lineId = lineOfItem.get(itemOfLine.get(line.id))
    if (!lineId) throw refused('line-missing', `Line ${line.id} is missing on the first invoice.`, id)
    return { id: lineId, ...toStripeLineChange(line, position) }
  })
  assertTotal(await asked(invoices.updateLines(id, { lines }, key('recurring'))), expected)
  remember(vendor, draft.order, id)
}

export const readSubscription = async ({ stripe }: Vendor, id: string): Promise<Subscription> =>
  toSubscription(await asked(stripe.subscriptions.retrieve(id)))

/** Ends the subscription now, without proration, and voids what of it nobody has paid. */
export async function cancelSubscription(vendor: Vendor, id: string, call: Call): Promise<Subscription> {
  const { stripe } = vendor
  const current = await asked(stripe.subscriptions.retrieve(id))
  const { data } = await asked(stripe.invoices.list({ subscription: id, limit: 100 }))
  for (const invoice of data)
    if (['draft', 'open', 'uncollectible'].includes(invoice.status ?? '') && invoice.amount_paid === 0)
      await voided(vendor, invoice, call)
  if (current.status === 'canceled') return toSubscription(current)
  try {
    return toSubscription(await asked(stripe.subscriptions.cancel(id, { invoice_now: false, prorate: false })))
  } catch (thrown) {
    // Cancelled meanwhile: Stripe answers as if it did not exist.
    const now = isRefusal(thrown) ? await asked(stripe.subscriptions.retrieve(id)) : undefined
    if (now?.status === 'canceled') return toSubscription(now)
    throw thrown
  }
}

const STATES: Record<string, Subscription['state']> = {
  active: 'active',
  trialing: 'active',
  past_due: 'past-due',
  unpaid: 'past-due',
  canceled: 'cancelled',
  incomplete_expired: 'cancelled',
}

function toSubscription(subscription: Stripe.Subscription): Subscription {
  const origin = originOf(subscription.metadata)
  if (!origin || !subscription.latest_invoice) throw foreign('subscription', subscription.id)
  return {
    id: subscription.id,
    reference: origin.reference,
    order: origin.order,
    customer: idOf(subscription.customer),
    state: STATES[subscription.status] ?? 'incomplete',
    invoice: idOf(subscription.latest_invoice as string | { id: string }),
    native: { ...subscription, latest_invoice: idOf(subscription.latest_invoice as string | { id: string }) },
  }
}
