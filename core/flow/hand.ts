import type { Claimed } from './claims.ts'
import type { Execution } from './execution.ts'

/** A run that a worker carries on; `leasedAt` as `performance.now()` tells. */
export type Held = { run: Claimed; execution: Execution; leasedAt: number; at: number }

/**
 * The runs that a worker has in hand. A list, and no Map: one that runs come into and leave so fast is laid out anew all
 * the time, and each layout left behind keeps the runs of its time in memory until the next full garbage collection.
 */
export class Hand {
  readonly #held: Held[] = []

  get size(): number {
    return this.#held.length
  }

  add(run: Claimed, execution: Execution): Held {
    const held = { run, execution, leasedAt: performance.now(), at: this.#held.length }
    this.#held.push(held)
    return held
  }

  /** The last one takes its place in the list. */
  remove(held: Held): void {
    const last = this.#held.pop()!
    if (last === held) return
    this.#held[held.at] = last
    last.at = held.at
  }

  /** How many are of a flow version, `name@version`. */
  of(version: string): number {
    return this.#held.filter(({ run }) => `${run.flow}@${run.version}` === version).length
  }

  /** Those whose lease is of this age or older. */
  leasedFor(ageMs: number): Held[] {
    const now = performance.now()
    return this.#held.filter(({ leasedAt }) => now - leasedAt >= ageMs)
  }
}
