import type { ConnectorEvent } from '@gantry/core/connector'
import type { Vendor } from './client.ts'
import { asked } from './failure.ts'
import { EVENT_TYPES, toConnectorEvents } from './notice.ts'

/**
 * Events near the cursor may become visible out of order: each sweep reads them once more, in seconds. What was seen
 * already is known by its id.
 */
const OVERLAP_S = 60

/**
 * What happened since the cursor, oldest first. The cursor is the time of the newest event seen, in Unix seconds.
 * Without one: all that Stripe keeps, which is 30 days.
 */
export async function changes({ stripe }: Vendor, cursor: string | undefined) {
  const since = Number(cursor ?? 0)
  const events: ConnectorEvent[] = []
  let newest = since
  let after: string | undefined
  for (let more = true; more; ) {
    const page = await asked(
      stripe.events.list({
        types: EVENT_TYPES,
        created: { gte: Math.max(0, since - OVERLAP_S) },
        limit: 100,
        ...(after && { starting_after: after }),
      }),
    )
    for (const event of page.data) {
      newest = Math.max(newest, event.created)
      events.push(...toConnectorEvents(event))
    }
    after = page.data.at(-1)?.id
    more = page.has_more
  }
  return { events: events.reverse(), cursor: String(newest) }
}
