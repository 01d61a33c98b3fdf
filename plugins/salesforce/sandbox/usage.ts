const HOUR_MS = 3_600_000
const WINDOW_HOURS = 24

/** The org's requests of the last 24 hours. Counted by the hour, in memory: a restart begins anew. */
export class Usage {
  readonly limit: number
  readonly #hours = new Map<number, number>()
  #refusals = 0

  constructor(limit: number) {
    this.limit = limit
  }

  usedAt(now: Date): number {
    const hour = Math.floor(now.getTime() / HOUR_MS)
    for (const old of this.#hours.keys()) if (old <= hour - WINDOW_HOURS) this.#hours.delete(old)
    return [...this.#hours.values()].reduce((sum, requests) => sum + requests, 0)
  }

  /** Counts a request; false where it is refused. */
  take(now: Date): boolean {
    if (this.#refusals > 0) {
      this.#refusals--
      return false
    }
    if (this.usedAt(now) >= this.limit) return false
    const hour = Math.floor(now.getTime() / HOUR_MS)
    this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + 1)
    return true
  }

  /** The next requests are refused, as those of a user who has too many at once are. */
  refuse(requests: number): void {
    this.#refusals += requests
  }
}
