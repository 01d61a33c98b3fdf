import { IntegrationError } from '../errors/integration-error.ts'
import type { Allowance, Ended, Lease } from './allowance.ts'

/** A moment that was missed by more than this is given back: by then others may have been told that the request left. */
const TOLERANCE_MS = 50
/** Nobody need hear of less. */
const LATE_MS = 2
/** After so long without an answer its connections are closed, and requests wait for new ones. */
const WARM_MS = 10_000
/** New connections and new code make the first second's requests late in ways that the limiter does not see. */
const WARM_UP_MS = 1_000
/** A pause no longer than this is waited out; the steps of a longer one are parked. */
const WAITED_OUT_MS = 2_000
const AGAIN_MS = { least: 5, most: 50 }
const HEARTBEAT_MS = 3_000
/** The engine gives a step up at its deadline: whoever has not left by then must have said so before. */
const BEFORE_DEADLINE_MS = 500

type Moment = { at: number; moment: number }
type Waiting = {
  work: (cold: Moment | undefined) => void
  refuse: (error: IntegrationError) => void
  timer: NodeJS.Timeout | undefined
}

/**
 * Lets a connection's requests leave at the moments this worker was leased, those somebody waits for first. One that
 * cannot leave in time, or not for long, is refused as `unsent`; so is, once this worker is to end, whatever nobody waits for.
 */
export class Limiter {
  readonly #vendor: string
  readonly #allowance: Allowance
  readonly #urgent: Waiting[] = []
  readonly #background: Waiting[] = []
  /** In order; `at` by `performance.now()`. */
  readonly #slots: Moment[] = []
  #ended: Ended[] = []
  #warm = { from: 0, until: 0 }
  /** Places with a request under way. */
  #busy = 0
  #asking = false
  #asksAgain = false
  #timer: NodeJS.Timeout | undefined
  #againTimer: NodeJS.Timeout | undefined
  #heartbeat: NodeJS.Timeout | undefined
  #last: Lease | undefined
  #openUntil = 0
  #draining = false

  constructor(vendor: string, allowance: Allowance) {
    this.#vendor = vendor
    this.#allowance = allowance
    allowance.onNews(() => {
      this.#openUntil = 0
      if (this.#busy > 0 || this.#uncovered > 0 || (this.#last?.places ?? 0) > 0) this.#ask()
    })
    // Their moment may be far away, and this worker's end is not: the next one has them leave.
    allowance.onDrain(() => {
      this.#draining = true
      this.#refuse(() => this.#ending(), [this.#background])
    })
  }

  /** Whether the latest request of any worker failed: an answer would be news. */
  get failing(): boolean {
    return this.#last?.failing ?? false
  }

  /** `deadline`: epoch milliseconds. */
  run<T>(work: () => Promise<T>, { urgent, deadline }: { urgent: boolean; deadline?: number | undefined }): Promise<T> {
    if (performance.now() < this.#openUntil) return Promise.reject(this.#down())
    if (this.#draining && !urgent) return Promise.reject(this.#ending())
    return new Promise<T>((resolve, reject) => {
      const queue = urgent ? this.#urgent : this.#background
      const waiting: Waiting = {
        work: (cold) => {
          clearTimeout(waiting.timer)
          this.#busy++
          work()
            .then(resolve, reject)
            .finally(() => {
              this.#busy--
              const now = performance.now()
              if (now > this.#warm.until) this.#warm.from = now + WARM_UP_MS
              this.#warm.until = now + WARM_MS
              // That it has arrived was not known before its answer.
              if (cold) this.#ended.push(leftAt(cold, now))
              this.#next()
            })
        },
        refuse: (error) => {
          clearTimeout(waiting.timer)
          reject(error)
        },
        timer: undefined,
      }
      if (deadline !== undefined)
        waiting.timer = setTimeout(
          () => {
            const at = queue.indexOf(waiting)
            if (at >= 0) queue.splice(at, 1)[0]!.refuse(this.#late())
          },
          Math.max(0, deadline - BEFORE_DEADLINE_MS - Date.now()),
        )
      queue.push(waiting)
      if (this.#uncovered > 0) this.#ask()
    })
  }

  close(): void {
    for (const timer of [this.#timer, this.#againTimer, this.#heartbeat]) clearTimeout(timer)
  }

  /** Requests for which no moment is leased yet. */
  get #uncovered(): number {
    return Math.max(0, this.#urgent.length + this.#background.length - this.#slots.length)
  }

  /** After a request has ended: its place is free. */
  #next(): void {
    if (this.#uncovered > 0 || this.#ended.length > 0 || this.#last?.yields) this.#ask()
  }

  #ask(): void {
    if (this.#asking) {
      this.#asksAgain = true
      return
    }
    this.#asking = true
    this.#asksAgain = false
    clearTimeout(this.#againTimer)
    this.#againTimer = undefined
    const ask = {
      waiting: this.#uncovered,
      urgent: Math.min(this.#uncovered, Math.max(0, this.#urgent.length - this.#slots.length)),
      taken: this.#busy + this.#slots.length,
      ended: this.#ended,
    }
    this.#ended = []
    this.#allowance
      .lease(ask)
      .then((lease) => this.#leased(lease))
      // The database is away for a moment; whoever cannot wait has a deadline.
      .catch(() => {
        this.#ended.unshift(...ask.ended)
        this.#again(AGAIN_MS.most * 4)
      })
      .finally(() => {
        this.#asking = false
        if (this.#asksAgain && (this.#uncovered > 0 || this.#ended.length > 0 || this.#last?.yields)) this.#ask()
      })
  }

  #leased(lease: Lease): void {
    this.#last = lease
    const now = performance.now()
    for (const { inMs, moment } of lease.slots) this.#slots.push({ at: now + inMs, moment })
    // One that was given back may come before those leased earlier.
    this.#slots.sort((one, other) => one.at - other.at)
    const { open, exhaustedMs, pausedMs = 0 } = lease
    // Moments that were leased before another worker was told to pause.
    if (pausedMs > 0) this.#ended.push(...this.#slots.splice(0).map(({ moment }) => ({ moment })))
    this.#leave()
    if (open && lease.slots.length === 0) {
      this.#openUntil = now + open.probeMs
      this.#refuse(() => this.#down())
    }
    if (exhaustedMs !== undefined) this.#refuse(() => this.#exhausted(exhaustedMs))
    if (pausedMs > WAITED_OUT_MS) this.#refuse(() => this.#paused(pausedMs))
    if (this.#uncovered > 0) {
      const { least, most } = AGAIN_MS
      this.#again(pausedMs > 0 ? pausedMs + Math.random() * most : Math.min(most, Math.max(least, lease.againMs)))
    }
    this.#beat()
  }

  #again(ms: number): void {
    clearTimeout(this.#againTimer)
    this.#againTimer = setTimeout(() => {
      if (this.#uncovered > 0) this.#ask()
    }, ms)
  }

  /** Places stay ours only while we are heard of. */
  #beat(): void {
    if (this.#heartbeat) return
    this.#heartbeat = setTimeout(() => {
      this.#heartbeat = undefined
      if (this.#busy > 0) this.#ask()
    }, HEARTBEAT_MS)
    this.#heartbeat.unref()
  }

  /** Lets go whoever's moment has come. */
  #leave(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const now = performance.now()
    while (this.#slots.length > 0 && this.#slots[0]!.at <= now + 0.5) {
      const slot = this.#slots.shift()!
      const first = now - slot.at > TOLERANCE_MS ? undefined : (this.#urgent.shift() ?? this.#background.shift())
      const isCold = now < this.#warm.from || now > this.#warm.until
      if (!first) this.#ended.push({ moment: slot.moment })
      else if (!isCold && now - slot.at > LATE_MS) this.#ended.push(leftAt(slot, now))
      first?.work(isCold ? slot : undefined)
    }
    if (this.#slots.length > 0) this.#timer = setTimeout(() => this.#leave(), Math.max(0, this.#slots[0]!.at - now))
    if (this.#ended.length > 0 && this.#uncovered > 0) this.#ask()
  }

  #refuse(reason: () => IntegrationError, queues = [this.#urgent, this.#background]): void {
    for (const queue of queues) for (const waiting of queue.splice(0)) waiting.refuse(reason())
  }

  #down(): IntegrationError {
    const forMs = this.#last?.open?.forMs ?? 0
    return this.#unsent('vendor-down', `${this.#vendor} is down; Gantry asks again by itself.`, {
      retryAfterMs: Math.min(30_000, Math.max(1_000, forMs / 2)) * (0.75 + Math.random() / 2),
      detail: `No answer for ${Math.round(forMs / 1000)} s; the breaker is open.`,
    })
  }

  #paused(ms: number): IntegrationError {
    return this.#unsent('rate-limited', `${this.#vendor} asks to slow down.`, {
      retryAfterMs: ms + Math.random() * 1000,
      detail: `It asked to be left alone for another ${Math.round(ms)} ms.`,
    })
  }

  #exhausted(ms: number): IntegrationError {
    return this.#unsent('quota-exhausted', `The daily requests to ${this.#vendor} are used up.`, {
      retryAfterMs: ms,
      detail: `There will be new ones in ${Math.round(ms / 1000)} s.`,
    })
  }

  #late(): IntegrationError {
    return this.#unsent('deadline-passed', `${this.#vendor} takes no more requests just now.`, {
      detail: 'The request could not leave within its deadline.',
    })
  }

  #ending(): IntegrationError {
    return this.#unsent('worker-ends', 'This worker ends, and another one goes on.', {
      detail: `The request to ${this.#vendor} had not left.`,
    })
  }

  #unsent(code: string, sentence: string, more: { detail: string; retryAfterMs?: number }): IntegrationError {
    return new IntegrationError(code, sentence, { kind: 'transient', unsent: true, ...more })
  }
}

const leftAt = ({ at, moment }: Moment, now: number): Ended => ({ moment, left: moment + (now - at) / 1000 })
