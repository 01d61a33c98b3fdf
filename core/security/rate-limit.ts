import { createHash } from 'node:crypto'
import type pg from 'pg'
import { RateLimiterPostgres } from 'rate-limiter-flexible'

/** How many calls a client has within a window. */
export type Rate = { calls: number; seconds: number }

export type Taken = { allowed: boolean; remaining: number; resetMs: number }

type Window = { used: number; pending: number; endsAt: number }

/** How often what was used is told to the other hosts, in milliseconds. */
const TOLD_EACH_MS = 250

/**
 * A rate that all hosts share and that survives their restart. Calls are counted in memory and written together, several
 * times a second: no call waits for the database but the first of its client in a window. Until they hear of each other
 * hosts may let through more, at most what arrives at them in that time.
 */
export class RateLimit {
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

  /** Takes one call from a client's rate: the host's own, or as many `calls` within its window. */
  async take(client: string, calls = this.rate.calls): Promise<Taken> {
    const known = this.#windows.get(client)
    const window = known && known.endsAt > Date.now() ? known : await this.#begin(client)
    const resetMs = Math.max(0, window.endsAt - Date.now())
    const left = calls - window.used - window.pending
    if (left <= 0) return { allowed: false, remaining: 0, resetMs }
    window.pending += 1
    return { allowed: true, remaining: left - 1, resetMs }
  }

  /** Writes what was used since the last time, and learns what other hosts let through. */
  async tell(): Promise<void> {
    await Promise.all(
      [...this.#windows].map(async ([client, window]) => {
        const { pending } = window
        // What is left of a window that is over is not to count against the next one.
        if (window.endsAt <= Date.now()) this.#windows.delete(client)
        if (pending === 0 || window.endsAt <= Date.now()) return
        // Counted as used meanwhile: a call that comes before the answer has no right to it.
        window.used += pending
        window.pending = 0
        const { consumedPoints, msBeforeNext } = await this.#limiter.penalty(keyOf(client), pending)
        window.used = consumedPoints
        window.endsAt = Date.now() + msBeforeNext
      }),
    )
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.tell().catch(() => {})
  }

  #begin(client: string): Promise<Window> {
    let reading = this.#reading.get(client)
    if (!reading) {
      reading = this.#read(client).finally(() => this.#reading.delete(client))
      this.#reading.set(client, reading)
    }
    return reading
  }

  async #read(client: string): Promise<Window> {
    const lost: Window = { used: 0, pending: 0, endsAt: Date.now() + this.rate.seconds * 1000 }
    // Without a database there is nothing to count by but this host's own memory.
    const found = await this.#limiter.get(keyOf(client)).catch(() => null)
    const window = found ? { used: found.consumedPoints, pending: 0, endsAt: Date.now() + found.msBeforeNext } : lost
    this.#windows.set(client, window)
    return window
  }
}

/** The column takes 255 characters, and tells nobody who called. */
const keyOf = (client: string): string => createHash('sha256').update(client).digest('base64url')
