import { createHash } from 'node:crypto'
import type pg from 'pg'
import { RateLimiterPostgres } from 'rate-limiter-flexible'

/** How many calls within a window. */
export type Rate = { calls: number; seconds: number }

/** A rate under the name that answers tell it by; `key` is who or what is counted. */
export type Limit = Rate & { name: string; key: string }

/** What is left of a limit; `resetMs` until its window ends. */
export type Left = { limit: Limit; remaining: number; resetMs: number }

/** `exhausted` is the limit that lets nothing through, for the longest. */
export type Taken = { left: Left[]; exhausted?: Left }

type Window = { used: number; pending: number; endsAt: number; seconds: number }

/** How often what was used is told to the other hosts, in milliseconds. */
const TOLD_EACH_MS = 250
/** A window of a second is over before the other hosts have heard: each host counts it by itself. */
const OWN_S = 1

/**
 * Rates that all hosts share and that survive their restart. Calls are counted in memory and written together, several
 * times a second: no call waits for the database but the first of its key in a window. Until they hear of each other
 * hosts may let through more, at most what arrives at them in that time.
 */
export class RateLimit {
  /** Of each client that no plan bounds. */
  readonly rate: Rate
  readonly #limiter: RateLimiterPostgres
  readonly #windows = new Map<string, Window>()
  readonly #reading = new Map<string, Promise<Window>>()
  readonly #timer: NodeJS.Timeout

  constructor(pool: pg.Pool, rate: Rate) {
    this.rate = rate
    this.#limiter = new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      schemaName: 'gantry',
      tableName: 'rate_limit',
      tableCreated: true,
      keyPrefix: '',
      points: rate.calls,
      duration: rate.seconds,
    })
    this.#timer = setInterval(() => void this.tell().catch(() => {}), TOLD_EACH_MS)
    this.#timer.unref()
  }

  /** Takes one call from all limits, or from none where one is exhausted. */
  async take(limits: readonly Limit[]): Promise<Taken> {
    const windows = await Promise.all(limits.map((limit) => this.#window(limit)))
    const now = Date.now()
    const left = limits.map((limit, index) => {
      const { used, pending, endsAt } = windows[index]!
      return { limit, remaining: Math.max(0, limit.calls - used - pending), resetMs: Math.max(0, endsAt - now) }
    })
    const [exhausted] = left.filter(({ remaining }) => remaining === 0).sort((a, b) => b.resetMs - a.resetMs)
    if (exhausted) return { left, exhausted }
    for (const window of windows) window.pending += 1
    return { left: left.map((one) => ({ ...one, remaining: one.remaining - 1 })) }
  }

  /** Writes what was used since the last time, and learns what other hosts let through. */
  async tell(): Promise<void> {
    await Promise.all(
      [...this.#windows].map(async ([key, window]) => {
        const { pending, seconds } = window
        // What is left of a window that is over is not to count against the next one.
        if (window.endsAt <= Date.now()) this.#windows.delete(key)
        if (pending === 0 || seconds <= OWN_S || window.endsAt <= Date.now()) return
        // Counted as used meanwhile: a call that comes before the answer has no right to it.
        window.used += pending
        window.pending = 0
        const { consumedPoints, msBeforeNext } = await this.#limiter.penalty(keyOf(key), pending, {
          customDuration: seconds,
        })
        window.used = consumedPoints
        window.endsAt = Date.now() + msBeforeNext
      }),
    )
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.tell().catch(() => {})
  }

  async #window({ key, seconds }: Limit): Promise<Window> {
    const known = this.#windows.get(key)
    if (known && known.endsAt > Date.now()) return known
    let reading = this.#reading.get(key)
    if (!reading) {
      reading = this.#begin(key, seconds).finally(() => this.#reading.delete(key))
      this.#reading.set(key, reading)
    }
    return reading
  }

  async #begin(key: string, seconds: number): Promise<Window> {
    // Without a database there is nothing to count by but this host's own memory.
    const found = seconds <= OWN_S ? null : await this.#limiter.get(keyOf(key)).catch(() => null)
    const endsAt = Date.now() + (found ? found.msBeforeNext : seconds * 1000)
    const window = { used: found?.consumedPoints ?? 0, pending: 0, endsAt, seconds }
    this.#windows.set(key, window)
    return window
  }
}

/** The column takes 255 characters, and tells nobody who called. */
const keyOf = (client: string): string => createHash('sha256').update(client).digest('base64url')
