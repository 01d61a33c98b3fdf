import { createHash } from 'node:crypto'
import type { Usage } from '@gantry/canonical/usage'
import type { Vendor } from './client.ts'
import { asked, isRefusal } from './failure.ts'

/**
 * A meter event (https://docs.stripe.com/api/billing/meter-event). Its identifier follows from the reference: Stripe
 * refuses a second one for at least 24 hours, and that refusal says that it has the first. No event can be read back:
 * the summaries (https://docs.stripe.com/api/billing/meter-event-summary) are sums, made later. None that is older than
 * 35 days is taken.
 */
export async function recordUsage({ stripe }: Vendor, usage: Usage): Promise<Usage> {
  try {
    await asked(
      stripe.billing.meterEvents.create({
        event_name: usage.meter,
        identifier: createHash('sha256').update(`${usage.meter} ${usage.reference}`).digest('hex'),
        timestamp: Math.floor(Date.parse(usage.at) / 1000),
        payload: { stripe_customer_id: usage.customer, value: usage.quantity },
      }),
    )
  } catch (thrown) {
    if (!(isRefusal(thrown) && thrown.detail?.includes('already exists with identifier'))) throw thrown
  }
  return usage
}
