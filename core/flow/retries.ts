import type { Logger } from 'pino'
import { IntegrationError } from '../errors/integration-error.ts'
import { pause, pauseMs } from './attempt.ts'
import { openException } from './exceptions.ts'
import { type Flow, RETRY, type StepOptions } from './flow.ts'
import { type Entry, type Fact, type Journal, type StoredError, stored } from './journal.ts'
import { PARKED, type Replay } from './replay.ts'
import { release } from './runs.ts'
import type { Wakes } from './wakes.ts'

/** A retry due within this time is waited for in place, at most this often: cheaper than parking the run. */
const SHORT_PAUSE_MS = 1_000
const SHORT_PAUSES = 2

export type RetriesOptions = { flow: Flow; journal: Journal; replay: Replay; wakes: Wakes; log: () => Logger }

/** How often a step is tried, and what becomes of it where that is of no use. */
export class Retries {
  readonly #flow: Flow
  readonly #journal: Journal
  readonly #replay: Replay
  readonly #wakes: Wakes
  readonly #log: () => Logger

  constructor({ flow, journal, replay, wakes, log }: RetriesOptions) {
    this.#flow = flow
    this.#journal = journal
    this.#replay = replay
    this.#wakes = wakes
    this.#log = log
  }

  /** Tries a step once, or more often where the repeat is near; journals what failed. */
  async attempt<T>(
    kind: Entry['kind'],
    step: string,
    options: StepOptions,
    entry: Entry | undefined,
    perform: (begun: Omit<Fact, 'state'>, uncertainSince: number | undefined) => Promise<T>,
  ): Promise<T> {
    const item = options.item ?? ''
    // Looking what came of a child is no further attempt to start it.
    let attempts = entry?.state === 'waiting' ? 0 : (entry?.attempts ?? 0)
    let uncertainSince = uncertainSinceOf(entry)
    let dueAt: number | undefined
    const result = await this.#replay.underway(async () => {
      for (let pauses = 0; ; pauses++) {
        const begun = { kind, step, item, attempts: ++attempts, startedAt: new Date() }
        try {
          return await perform(begun, uncertainSince)
        } catch (thrown) {
          if (!(thrown instanceof IntegrationError)) throw thrown
          // A 429 after a lost answer says nothing about the first call; a refusal does, for it has the same key.
          if (thrown.outcomeUnknown) uncertainSince ??= begun.startedAt.getTime()
          else if (!thrown.retryable) uncertainSince = undefined
          const error = { ...stored(thrown), ...(uncertainSince && { outcomeUnknown: true, uncertainSince }) }
          // Nothing left for the vendor: an outage that is known of uses no attempt up.
          if (thrown.unsent) attempts--
          const again = await this.#failed({ ...begun, attempts, error }, thrown, options, pauses < SHORT_PAUSES)
          if (again === 'now') continue
          dueAt = again.dueAt
          return PARKED
        }
      }
    })
    return result === PARKED ? this.#replay.park(dueAt) : result
  }

  /** Journals a failed attempt. Says whether to repeat it now, later, or not before a person has looked. */
  async #failed(
    fact: Omit<Fact, 'state'>,
    error: IntegrationError,
    options: StepOptions,
    mayPause: boolean,
  ): Promise<'now' | { dueAt?: number }> {
    const { step, item, attempts } = fact
    this.#log().info({ step, item, attempts, code: error.code, detail: error.detail }, 'step failed')
    const retry = { ...RETRY, ...options.retry }
    if (error.retryable && attempts < retry.attempts) {
      const ms = pauseMs(error, attempts, retry)
      const dueAt = this.#replay.now() + ms
      if (mayPause && this.#replay.open && ms <= SHORT_PAUSE_MS) {
        await pause(ms)
        // Meanwhile a sibling may have failed for good, or the run been lost: then nothing new is called.
        if (this.#replay.open) return 'now'
      }
      await this.#journal.checkpoint({ ...fact, state: 'retrying', dueAt: new Date(dueAt) })
      return { dueAt }
    }
    if (options.refused === 'throw') {
      await this.#journal.checkpoint({ ...fact, state: 'failed' })
      throw error
    }
    await this.#journal.transaction(async (tx, run) => {
      // Cancelled meanwhile: nobody need mend it.
      if (run.compensating) return this.#journal.record(tx, { ...fact, state: 'failed' })
      await this.#journal.record(tx, { ...fact, state: 'held' })
      await openException(tx, this.#wakes, run, { step, item, phase: 'do', error, team: this.#flow.team })
      if (this.#flow.onParked === 'pass') await release(tx, this.#wakes, run)
    })
    this.#replay.held = true
    return {}
  }
}

/** Since when nobody knows whether the step took effect; undefined where an answer told. */
function uncertainSinceOf(entry: Entry | undefined): number | undefined {
  const error = entry?.error as StoredError | null | undefined
  return error?.outcomeUnknown ? (error.uncertainSince ?? entry!.started_at.getTime()) : undefined
}
