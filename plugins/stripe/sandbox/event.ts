import { createHmac } from 'node:crypto'
import type { Delivery } from '@gantry/core/sandbox'
import { newId } from './identifier.ts'
import type { World } from './world.ts'

export const API_VERSION = '2026-10-28.endive'

/** Stores an event; sends it where the webhook endpoint asked for its type. */
export function emit(world: World, type: string, object: object): void {
  const { webhookUrl, webhookEvents } = world.settings
  const wanted = webhookUrl && (webhookEvents === '*' || webhookEvents?.split(',').includes(type))
  const event = world.events.put({
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: world.clock.unix(),
    // A snapshot: records are replaced, never changed, so that later changes do not show in it.
    data: { object },
    livemode: false,
    pending_webhooks: wanted ? 1 : 0,
    request: { ...world.request },
    type,
  })
  if (wanted) world.deliveries.send({ id: event.id, url: webhookUrl, body: JSON.stringify(event) })
}

/** `Stripe-Signature` of one attempt (https://docs.stripe.com/webhooks#verify-manually). */
export function signature(world: World, delivery: Delivery): Record<string, string> {
  const time = world.clock.unix()
  const mac = createHmac('sha256', world.settings.webhookSecret!).update(`${time}.${delivery.body}`).digest('hex')
  return { 'stripe-signature': `t=${time},v1=${mac}`, 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)' }
}
