import { z } from 'zod'
import type { Route } from './api.ts'
import { integer, parameters, text } from './form.ts'
import { newId } from './identifier.ts'
import { invalid } from './refusal.ts'
import type { World } from './world.ts'

const DAY_S = 86_400
const OLDEST_S = 35 * DAY_S
const AHEAD_S = 300

/** The `meter` action: a meter is set up, as at the dashboard. Repeating it changes nothing. */
export function setMeter(world: World, body: Record<string, unknown>) {
  const { event } = z.strictObject({ event: z.string().min(1).max(100) }).parse(body)
  const known = world.meters.having(`event:${event}`)[0]
  if (known) return known
  const now = world.clock.unix()
  return world.meters.put({
    id: newId('mtr'),
    object: 'billing.meter',
    created: now,
    customer_mapping: { event_payload_key: 'stripe_customer_id', type: 'by_id' },
    default_aggregation: { formula: 'sum' },
    display_name: event,
    event_name: event,
    event_time_window: null,
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
    updated: now,
    value_settings: { event_payload_key: 'value' },
  })
}

/** Usage (https://docs.stripe.com/api/billing/meter-event/create): an identifier is taken once in 24 hours. */
export function meters(world: World, route: Route): void {
  route(
    'POST',
    '/v1/billing/meter_events',
    parameters({
      event_name: text(100),
      identifier: text(100).optional(),
      payload: z.record(text(100), text(100)),
      timestamp: integer.optional(),
    }),
    (input, _path, write) => {
      const now = world.clock.unix()
      if (!world.meters.having(`event:${input.event_name}`)[0])
        throw invalid(`No active meter found for event name ${input.event_name}.`, 'event_name')
      const { stripe_customer_id: customer, value } = input.payload
      if (!customer || !world.customers.get(customer))
        throw invalid(`No such customer: '${customer}'`, 'payload', 'resource_missing')
      if (!/^\d{1,15}(\.\d{1,12})?$/.test(value ?? '')) throw invalid(`Invalid decimal: ${value}`, 'payload')
      const at = input.timestamp ?? now
      if (at < now - OLDEST_S) throw invalid('The timestamp must be within the past 35 days.', 'timestamp')
      if (at > now + AHEAD_S) throw invalid('The timestamp must not be more than 5 minutes ahead.', 'timestamp')
      const identifier = input.identifier ?? newId('mev')
      const known = world.meterEvents.get(identifier)
      if (known && now - known.created < DAY_S) throw invalid(`An event already exists with identifier ${identifier}.`)
      // Past its day an identifier names a second event, which counts again.
      const id = known ? `${identifier}@${now}` : identifier
      const { id: _, ...event } = world.meterEvents.put(
        {
          id,
          object: 'billing.meter_event',
          created: now,
          event_name: input.event_name,
          identifier,
          livemode: false,
          payload: input.payload,
          timestamp: at,
        },
        write,
      )
      return event
    },
  )
}
