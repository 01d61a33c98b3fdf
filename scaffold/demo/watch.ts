import type { Call, Client } from '@gantry/core/contract'
import type { operations } from '@gantry/operations/contract'
import type { orderTrail } from '@gantry/order-trail/contract'
import type { Counts } from './progress.ts'
import type { Sandboxes } from './sandboxes.ts'

export type WatchOptions = {
  trail: Client<typeof orderTrail>
  operations: Client<typeof operations>
  sandboxes: Sandboxes
  call: Call
  /** How many orders were submitted. */
  orders: number
  progress: (counts: Counts) => void
  /** True once the person or the system wants it to end. */
  stopped: () => boolean
}

const MOVING = new Set(['queued', 'running', 'waiting', 'blocked'])
/** How often in a row all must be still: a customer pays a moment after the invoice. */
const STILL = 3
/** A look asks every sandbox and counts every run: while much is under way it takes from those it looks at. */
const EVERY_MS = { far: 1_000, near: 250 }
/** Runs under way with which the end is near. */
const FEW = 20
/** Longest time without any change before the wait is given up. */
const STALLED_MS = 120_000

/** Waits until every order has come as far as it will: nothing runs, and no vendor has anything left to tell. */
export async function untilQuiet(options: WatchOptions): Promise<{ quiet: boolean; exceptions: number }> {
  const { trail, operations, sandboxes, call, orders, progress, stopped } = options
  let still = 0
  let last = ''
  let changedAt = Date.now()
  let exceptions = 0
  let near = false
  while (!stopped()) {
    try {
      const [summary, counts, stats] = await Promise.all([
        trail.summarize({}, call),
        operations.countRuns({}, call),
        sandboxes.stats(),
      ])
      const stages: Counts = {}
      for (const item of summary.items) stages[item.stage] = (stages[item.stage] ?? 0) + item.orders
      progress(stages)
      exceptions = counts.exceptions.reduce((sum, { count }) => sum + count, 0)
      const submitted = summary.items.reduce((sum, item) => sum + item.orders, 0)
      const moving = counts.runs.reduce((sum, { state, count }) => sum + (MOVING.has(state) ? count : 0), 0)
      const now = JSON.stringify([stages, moving, counts, stats])
      if (now !== last) changedAt = Date.now()
      still = submitted >= orders && moving === 0 && stats.pendingDeliveries === 0 && now === last ? still + 1 : 0
      near = submitted >= orders && moving <= FEW
      last = now
      if (still >= STILL) return { quiet: true, exceptions }
    } catch {
      // A process was killed and is being started again: ask it later.
      still = 0
    }
    if (Date.now() - changedAt > STALLED_MS) return { quiet: false, exceptions }
    await new Promise((resolve) => setTimeout(resolve, near ? EVERY_MS.near : EVERY_MS.far))
  }
  return { quiet: false, exceptions }
}
