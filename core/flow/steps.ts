import type { Logger } from 'pino'
import type { EventType } from '../contract/contract.ts'
import type { Transaction } from '../database/database.ts'
import { isConflict, isDatabaseUnavailable } from '../database/failure.ts'
import { IntegrationError, toIntegrationError } from '../errors/integration-error.ts'
import { callOf, copied, failureOf, pause, pauseMs, STEP_TIMEOUT_MS, within } from './attempt.ts'
import type { Claimed } from './claims.ts'
import type { Undo } from './compensation.ts'
import { emit } from './emission.ts'
import { openException } from './exceptions.ts'
import {
  type Flow,
  millisecondsOf,
  RETRY,
  type StepCall,
  type StepOptions,
  type WaitOptions,
  type Within,
} from './flow.ts'
import { type Entry, type Fact, type Journal, stored } from './journal.ts'
import { PARKED, type Replay } from './replay.ts'
import { release } from './runs.ts'
import { awaitEvent } from './waits.ts'
import type { Wakes } from './wakes.ts'

/** A retry due within this time is waited for in place, at most this often: cheaper than parking the run. */
const SHORT_PAUSE_MS = 1_000
const SHORT_PAUSES = 2

export type StepsOptions = { run: Claimed; flow: Flow; journal: Journal; replay: Replay; wakes: Wakes; log: Logger }

/** What a flow's function does durably: `step`, `local`, `wait`, `sleep` and `emit` over one pass of the journal. */
export class Steps {
  readonly #run: Claimed
  readonly #flow: Flow
  readonly #journal: Journal
  readonly #replay: Replay
  readonly #wakes: Wakes
  readonly #log: Logger
  readonly #undos = new Map<string, Undo>()

  constructor({ run, flow, journal, replay, wakes, log }: StepsOptions) {
    this.#run = run
    this.#flow = flow
    this.#journal = journal
    this.#replay = replay
    this.#wakes = wakes
    this.#log = log
  }

  /** What the author's function is given, beside its clients. */
  get context() {
    const { id, key, tenant, correlation, created_at: startedAt } = this.#run
    return {
      step: heard(this.#step),
      local: heard(this.#local),
      wait: heard(this.#wait),
      sleep: heard(this.#sleep),
      emit: heard(this.#emit),
      run: { id, key, tenant, correlation, startedAt },
    }
  }

  /** The undo of a step that this pass came to. */
  undoOf({ step, item }: Pick<Entry, 'step' | 'item'>): Undo | undefined {
    return this.#undos.get(`${step}\n${item}`)
  }

  readonly #step = async (
    step: string,
    run: (call: StepCall) => Promise<unknown>,
    second?: Undo | StepOptions,
    third?: StepOptions,
  ): Promise<unknown> => {
    const [undo, options = {}] = typeof second === 'function' ? [second, third] : [undefined, second]
    const item = options.item ?? ''
    const recorded = await this.#replay.recorded('step', step, item)
    if (undo) this.#undos.set(`${step}\n${item}`, undo)
    if ('result' in recorded) return recorded.result
    const timeoutMs = options.timeoutMs ?? STEP_TIMEOUT_MS
    return this.#attempt('step', step, options, recorded.entry, async (begun) => {
      const result = await within(timeoutMs, step, () => run(callOf(this.#run, step, item, timeoutMs)))
        .then(copied)
        .catch((thrown) => {
          throw failureOf(thrown)
        })
      this.#replay.settle(this.#journal.checkpoint({ ...begun, state: 'done', result }))
      return result
    })
  }

  readonly #local = async (
    step: string,
    run: (tx: Transaction) => Promise<unknown>,
    options: StepOptions = {},
  ): Promise<unknown> => {
    const recorded = await this.#replay.recorded('local', step, options.item ?? '')
    if ('result' in recorded) return recorded.result
    return this.#attempt('local', step, options, recorded.entry, (begun) =>
      this.#journal.transaction(async (tx) => {
        const result = await Promise.resolve()
          .then(() => run(tx))
          .then(copied)
          .catch((thrown) => {
            // These end the whole transaction, and it is repeated as a whole.
            throw isConflict(thrown) || isDatabaseUnavailable(thrown) ? thrown : toIntegrationError(thrown)
          })
        await this.#journal.record(tx, { ...begun, state: 'done', result })
        return result
      }),
    )
  }

  readonly #emit = async (
    step: string,
    event: EventType,
    data: unknown,
    options: { item?: string; correlation?: string } = {},
  ): Promise<void> => {
    const item = options.item ?? ''
    const recorded = await this.#replay.recorded('emit', step, item)
    if ('result' in recorded) return
    const correlation = options.correlation ?? this.#run.correlation
    await this.#attempt('emit', step, { item }, recorded.entry, (begun) =>
      emit(this.#journal, this.#wakes, begun, { event, data, correlation }),
    )
  }

  readonly #sleep = async (step: string, options: Within): Promise<void> => {
    const recorded = await this.#replay.recorded('sleep', step, '')
    if ('result' in recorded) return
    const next = await this.#replay.underway(() =>
      awaitEvent(this.#journal, this.#wakes, {
        kind: 'sleep',
        step,
        item: '',
        forMs: millisecondsOf(options),
        now: this.#replay.now(),
      }),
    )
    if (next === PARKED) return this.#replay.park()
    if ('dueAt' in next) return this.#replay.park(next.dueAt)
  }

  readonly #wait = async (step: string, event: EventType, key: string, options: WaitOptions): Promise<unknown> => {
    const item = options.item ?? ''
    const recorded = await this.#replay.recorded('wait', step, item)
    if ('result' in recorded) return (recorded.result as { data: unknown }).data
    const next = await this.#replay.underway(() =>
      awaitEvent(this.#journal, this.#wakes, {
        kind: 'wait',
        step,
        item,
        forMs: millisecondsOf(options),
        now: this.#replay.now(),
        awaited: { event: event.name, key, ofAnyAge: options.ofAnyAge ?? false },
      }),
    )
    if (next === PARKED) return this.#replay.park()
    if ('dueAt' in next) return this.#replay.park(next.dueAt)
    if ('late' in next) throw next.late
    return next.data
  }

  /** Tries a step once, or more often where the repeat is near; journals what failed. */
  async #attempt<T>(
    kind: Entry['kind'],
    step: string,
    options: StepOptions,
    entry: Entry | undefined,
    perform: (begun: Omit<Fact, 'state'>) => Promise<T>,
  ): Promise<T> {
    const item = options.item ?? ''
    let attempts = entry?.attempts ?? 0
    let uncertain = (entry?.error as { outcomeUnknown?: boolean } | null | undefined)?.outcomeUnknown ?? false
    let dueAt: number | undefined
    const result = await this.#replay.underway(async () => {
      for (let pauses = 0; ; pauses++) {
        const begun = { kind, step, item, attempts: ++attempts, startedAt: new Date() }
        try {
          return await perform(begun)
        } catch (thrown) {
          if (!(thrown instanceof IntegrationError)) throw thrown
          // A 429 after a lost answer says nothing about the first call; a refusal does, for it has the same key.
          uncertain = thrown.outcomeUnknown === true || (thrown.retryable && uncertain)
          const error = { ...stored(thrown), ...(uncertain && { outcomeUnknown: true }) }
          const again = await this.#failed({ ...begun, error }, thrown, options, pauses < SHORT_PAUSES)
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
    this.#log.info({ step, item, attempts, code: error.code, detail: error.detail }, 'step failed')
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
      await this.#journal.record(tx, { ...fact, state: 'held' })
      await openException(tx, this.#wakes, run, { step, item, phase: 'do', error, team: this.#flow.team })
      if (this.#flow.onParked === 'pass') await release(tx, this.#wakes, run)
    })
    this.#replay.held = true
    return {}
  }
}

/** A promise that the author's code drops, or awaits too late, must not end the process when it fails. */
const heard =
  <A extends unknown[], T>(work: (...given: A) => Promise<T>) =>
  (...given: A): Promise<T> => {
    const promise = work(...given)
    promise.catch(() => {})
    return promise
  }
