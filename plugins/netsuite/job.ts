import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { IntegrationError } from '@gantry/core/errors'
import { z } from 'zod'

/** A write that NetSuite may take its time for. */
export type Booking = {
  /** NetSuite knows a job by it; it is looked at with `Prefer: respond-async` only. */
  key: string
  /** Epoch milliseconds: who waits no longer comes back with the same key. */
  until: number
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 2_000

export const Job = z.object({ completed: z.boolean() })
export const Tasks = z.object({
  items: z.array(z.object({ links: z.array(z.object({ rel: z.string(), href: z.string() })) })).min(1),
})

/** The same UUID for the same text (version 8, RFC 9562): NetSuite asks for one. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

/** Asks until it is done, more and more seldom. */
export async function completed(ask: () => Promise<z.output<typeof Job>>, until: number): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; !(await ask()).completed; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    if (Date.now() + pauseMs >= until)
      throw new IntegrationError('booking-under-way', 'NetSuite is still booking this document.', {
        kind: 'transient',
        outcomeUnknown: true,
        retryAfterMs: LONGEST_PAUSE_MS,
      })
    await sleep(pauseMs)
  }
}
