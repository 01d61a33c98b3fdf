import type { Logger } from 'pino'
import type { EventType } from '../contract/contract.ts'
import type { Database, Transaction } from '../database/database.ts'
import { isDatabaseUnavailable } from '../database/failure.ts'
import { IntegrationError, toIntegrationError } from '../errors/integration-error.ts'
import { lockKeys, publish } from '../events/events.ts'
import { callOf, copied, pause, pauseMs, STEP_TIMEOUT_MS, within } from './attempt.ts'
import { type Checkpoints, Fenced } from './checkpoints.ts'
import { beginCompensation, type Compensation, compensate, type Undo } from './compensation.ts'
import { openException } from './exceptions.ts'
import { type Flow, millisecondsOf, RETRY, type StepCall, type StepOptions, type Within } from './flow.ts'
import { type Entry, type Fact, fromStored, Journal, stored } from './journal.ts'
import { type Claimed, leaveRun, release } from './runs.ts'
import { awaitEvent } from './waits.ts'
import type { Wakes } from './wakes.ts'

export type ExecutionServices = {
  db: Database
  wakes: Wakes
  checkpoints: Checkpoints
  /** The clients a flow uses, by the names it gave them. */
  clientsOf: (flow: Flow) => Record<string, unknown>
  log: Logger
  /** True once the worker drains: what has not begun is left to another one. */
  draining: () => boolean
}

/** A retry due within this time is waited for in place, at most this often: cheaper than parking the run. */
const SHORT_PAUSE_MS = 1_000
const SHORT_PAUSES = 2
/** How many turns of the event loop the author's other branches get to reach their recorded steps. */
const TURNS = 20

const PARKED = Symbol('parked')

/** Never settles: of a parked step the author's code sees nothing, and its `catch` and `finally` do not run. */
const never = () => new Promise<never>(() => {})

type Outcome = { output: unknown } | { thrown: unknown } | typeof PARKED

/** One claim of a run: replays what the journal holds, goes on from there, and leaves the run ended, parked or held. */
export class Execution {
  readonly #run: Claimed
  readonly #flow: Flow
  readonly #services: ExecutionServices
  readonly #log: Logger
  readonly #journal: Journal
  readonly #undos = new Map<string, Undo>()
  readonly #clockOffsetMs: number
  /** Calls and checkpoints under way. */
  #active = 0
  #parked = 0
  #held = 0
  #closed = false
  #lost: unknown
  #dueAt: number | undefined
  #signalIdle: () => void = () => {}

  constructor(run: Claimed, flow: Flow, services: ExecutionServices) {
    this.#run = run
    this.#flow = flow
    this.#services = services
    this.#journal = new Journal(run, services.db, services.checkpoints)
    this.#clockOffsetMs = run.db_now.getTime() - Date.now()
    this.#log = services.log.child({ run: run.id, flow: run.flow, key: run.key, correlation: run.correlation })
  }

  /** Stops at the next step: another worker has the run now. */
  abandon(): void {
    this.#lose(new Fenced(this.#run.id))
  }

  /** Returns whether the run should be claimed again at once. */
  async execute(): Promise<boolean> {
    try {
      if (this.#run.epoch > 1) await this.#journal.load()
      const outcome = await this.#replay()
      if (this.#lost) throw this.#lost
      if (this.#run.compensating) return await this.#fail(fromStored(this.#run.error))
      if (outcome === PARKED) return await this.#park()
      if ('output' in outcome) return await this.#complete(outcome.output)
      return await this.#fail(toIntegrationError(outcome.thrown))
    } catch (error) {
      // Either way the lease runs out, and the run is claimed again.
      if (error instanceof Fenced) this.#log.info('fenced: another worker goes on with the run')
      else this.#log.error({ err: error }, 'the run cannot be carried on here for now')
      return false
    }
  }

  /** Runs the author's function until it ends, or until nothing is under way and something is parked. */
  async #replay(): Promise<Outcome> {
    const idle = new Promise<typeof PARKED>((resolve) => {
      this.#signalIdle = () => resolve(PARKED)
    })
    const context = { ...this.#services.clientsOf(this.#flow), ...this.#context() }
    const ended = (async (): Promise<Outcome> => {
      try {
        return { output: await this.#flow.run(this.#run.input as never, context as never) }
      } catch (thrown) {
        return { thrown }
      }
    })()
    const outcome = await Promise.race([ended, idle])
    this.#closed = true
    // A sibling's call may still be under way: what it did must be in the journal before anything is undone.
    while (this.#active > 0) await pause(2)
    return outcome
  }

  #context() {
    const { id, key, tenant, correlation, created_at: startedAt } = this.#run
    return {
      step: this.#step,
      local: this.#local,
      wait: this.#wait,
      sleep: this.#sleep,
      emit: this.#emit,
      run: { id, key, tenant, correlation, startedAt },
    }
  }

  #now(): number {
    return Date.now() + this.#clockOffsetMs
  }

  #lose(reason: unknown): void {
    this.#lost ??= reason
    this.#parked++
    this.#lookIdle()
  }

  /** What the journal says of a step: its result, or that it is to be done now. Parks where it is neither. */
  async #recorded(kind: Entry['kind'], step: string, item: string): Promise<{ result: unknown } | { entry?: Entry }> {
    if (this.#closed || this.#lost) return never()
    if (!this.#journal.reach(step, item)) throw duplicateStep(this.#flow, step)
    const entry = this.#journal.get(step, item)
    if (entry && entry.kind !== kind) throw unexpectedStep(this.#flow, `the ${kind} "${step}"`, [entry])
    if (entry?.state === 'done' || entry?.state === 'undone') return { result: entry.result }
    if (entry?.state === 'failed') throw fromStored(entry.error)
    if (this.#run.compensating) return this.#parkStep()
    if (this.#services.draining()) return this.#parkStep(this.#now())
    if (entry?.state === 'held') {
      this.#held++
      return this.#parkStep()
    }
    if (entry?.due_at && entry.due_at.getTime() > this.#now()) return this.#parkStep(entry.due_at.getTime())
    if (entry) return { entry }
    await this.#checkUnreached(step)
    return {}
  }

  /** A new step while recorded ones were not reached: the code changed under the run. */
  async #checkUnreached(step: string): Promise<void> {
    if (this.#journal.unreached().length === 0) return
    this.#active++
    for (let turn = 0; turn < TURNS && this.#journal.unreached().length > 0; turn++)
      await new Promise((resolve) => setImmediate(resolve))
    this.#end()
    const missing = this.#journal.unreached()
    if (missing.length > 0) throw unexpectedStep(this.#flow, `"${step}"`, missing)
  }

  #parkStep(dueAt?: number): Promise<never> {
    if (dueAt !== undefined) this.#dueAt = Math.min(this.#dueAt ?? dueAt, dueAt)
    this.#parked++
    this.#lookIdle()
    return never()
  }

  #end(): void {
    this.#active--
    this.#lookIdle()
  }

  /** Once the author's code has had its turn and nothing is under way, the run can be put down. */
  #lookIdle(): void {
    if (this.#parked === 0) return
    setImmediate(() => {
      if (this.#active === 0) this.#signalIdle()
    })
  }

  /** Work that counts as under way. Where the run is lost to this worker, the author's code never hears of it. */
  async #underway<T>(work: () => Promise<T>): Promise<T | typeof PARKED> {
    this.#active++
    try {
      return await work()
    } catch (thrown) {
      if (!(thrown instanceof Fenced) && !isDatabaseUnavailable(thrown)) throw thrown
      this.#lose(thrown)
      return PARKED
    } finally {
      this.#end()
    }
  }

  readonly #step = async (
    step: string,
    run: (call: StepCall) => Promise<unknown>,
    second?: Undo | StepOptions,
    third?: StepOptions,
  ): Promise<unknown> => {
    const [undo, options = {}] = typeof second === 'function' ? [second, third] : [undefined, second]
    const item = options.item ?? ''
    const recorded = await this.#recorded('step', step, item)
    if (undo) this.#undos.set(`${step}\n${item}`, undo)
    if ('result' in recorded) return recorded.result
    const timeoutMs = options.timeoutMs ?? STEP_TIMEOUT_MS
    return this.#attempt('step', step, options, recorded.entry, async (begun) => {
      const result = copied(await within(timeoutMs, step, () => run(callOf(this.#run, step, item, timeoutMs))))
      await this.#journal.checkpoint({ ...begun, state: 'done', result })
      return result
    })
  }

  readonly #local = async (
    step: string,
    run: (tx: Transaction) => Promise<unknown>,
    options: StepOptions = {},
  ): Promise<unknown> => {
    const recorded = await this.#recorded('local', step, options.item ?? '')
    if ('result' in recorded) return recorded.result
    return this.#attempt('local', step, options, recorded.entry, (begun) =>
      this.#journal.transaction(async (tx) => {
        const result = copied(await run(tx))
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
    const recorded = await this.#recorded('emit', step, item)
    if ('result' in recorded) return
    const { tenant, id } = this.#run
    const correlation = options.correlation ?? this.#run.correlation
    await this.#attempt('emit', step, { item }, recorded.entry, (begun) =>
      this.#journal.transaction(
        async (tx) => {
          await publish(tx, this.#services.wakes, [
            { event, data, tenant, correlation, source: `${id}:${step}:${item}` },
          ])
          await this.#journal.record(tx, { ...begun, state: 'done', result: null })
        },
        (tx) => lockKeys(tx, [{ tenant, name: event.name, key: event.key(data as never) }]),
      ),
    )
  }

  readonly #sleep = async (step: string, options: Within): Promise<void> => {
    const recorded = await this.#recorded('sleep', step, '')
    if ('result' in recorded) return
    const next = await this.#underway(() =>
      awaitEvent(this.#journal, this.#services.wakes, {
        kind: 'sleep',
        step,
        item: '',
        forMs: millisecondsOf(options),
        now: this.#now(),
      }),
    )
    if (next === PARKED) return this.#parkStep()
    if ('dueAt' in next) return this.#parkStep(next.dueAt)
  }

  readonly #wait = async (
    step: string,
    event: EventType,
    key: string,
    options: Within & { item?: string },
  ): Promise<unknown> => {
    const item = options.item ?? ''
    const recorded = await this.#recorded('wait', step, item)
    if ('result' in recorded) return (recorded.result as { data: unknown }).data
    const next = await this.#underway(() =>
      awaitEvent(this.#journal, this.#services.wakes, {
        kind: 'wait',
        step,
        item,
        forMs: millisecondsOf(options),
        now: this.#now(),
        awaited: { event: event.name, key },
      }),
    )
    if (next === PARKED) return this.#parkStep()
    if ('dueAt' in next) return this.#parkStep(next.dueAt)
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
    let dueAt: number | undefined
    const result = await this.#underway(async () => {
      for (let pauses = 0; ; pauses++) {
        const begun = { kind, step, item, attempts: ++attempts, startedAt: new Date() }
        try {
          return await perform(begun)
        } catch (thrown) {
          if (thrown instanceof Fenced || isDatabaseUnavailable(thrown)) throw thrown
          const again = await this.#failed(begun, toIntegrationError(thrown), options, pauses < SHORT_PAUSES)
          if (again === 'now') continue
          dueAt = again.dueAt
          return PARKED
        }
      }
    })
    return result === PARKED ? this.#parkStep(dueAt) : result
  }

  /** Journals a failed attempt. Says whether to repeat it now, later, or not before a person has looked. */
  async #failed(
    begun: Omit<Fact, 'state'>,
    error: IntegrationError,
    options: StepOptions,
    mayPause: boolean,
  ): Promise<'now' | { dueAt?: number }> {
    const { step, item, attempts } = begun
    this.#log.info({ step, item, attempts, code: error.code, detail: error.detail }, 'step failed')
    const fact = { ...begun, error: stored(error) }
    const retry = { ...RETRY, ...options.retry }
    if (error.retryable && attempts < retry.attempts) {
      const ms = pauseMs(error, attempts, retry)
      if (mayPause && ms <= SHORT_PAUSE_MS) {
        await pause(ms)
        // Meanwhile a sibling may have failed for good, or the run been lost: then nothing new is called.
        if (!this.#closed && !this.#lost) return 'now'
      }
      const dueAt = this.#now() + ms
      await this.#journal.checkpoint({ ...fact, state: 'retrying', dueAt: new Date(dueAt) })
      return { dueAt }
    }
    if (options.refused === 'throw') {
      await this.#journal.checkpoint({ ...fact, state: 'failed' })
      throw error
    }
    await this.#journal.transaction(async (tx, run) => {
      await this.#journal.record(tx, { ...fact, state: 'held' })
      await openException(tx, this.#services.wakes, run, { step, item, phase: 'do', error, team: this.#flow.team })
      if (this.#flow.onParked === 'pass') await release(tx, this.#services.wakes, run)
    })
    this.#held++
    return {}
  }

  async #park(): Promise<boolean> {
    const { wakes, draining } = this.#services
    return this.#journal.transaction(async (tx, run) => {
      const due = this.#dueAt === undefined ? null : new Date(this.#dueAt)
      if (run.woken || (due !== null && due.getTime() <= this.#now())) {
        await leaveRun(tx, run, { state: 'queued', dueAt: new Date(this.#now()) })
        if (draining()) await wakes.send(tx, [{ run: run.id }])
        return !draining()
      }
      await leaveRun(tx, run, { state: due === null && this.#held > 0 ? 'held' : 'waiting', dueAt: due })
      if (due) await wakes.send(tx, [{ run: run.id, at: due }])
      return false
    })
  }

  async #complete(output: unknown): Promise<boolean> {
    await this.#journal.transaction(async (tx, run) => {
      await release(tx, this.#services.wakes, run)
      await leaveRun(tx, run, { state: 'completed', dueAt: null, output: output ?? null })
    })
    this.#log.info('run completed')
    return false
  }

  async #fail(error: IntegrationError): Promise<boolean> {
    const { wakes } = this.#services
    if (error.kind === 'bug' && !this.#run.compensating) {
      // Nothing is undone on a guess: a person looks first.
      this.#log.error({ err: error, detail: error.detail }, 'the flow failed: held for the platform team')
      await this.#journal.transaction(async (tx, run) => {
        await openException(tx, wakes, run, { step: '', item: '', phase: 'do', error, team: 'platform' })
        await leaveRun(tx, run, { state: 'held', dueAt: null })
      })
      return false
    }
    const compensation: Compensation = {
      run: this.#run,
      flow: this.#flow,
      journal: this.#journal,
      undoOf: (entry) => this.#undos.get(`${entry.step}\n${entry.item}`),
      wakes,
      log: this.#log,
      now: () => this.#now(),
    }
    if (!this.#run.compensating) {
      this.#log.warn({ code: error.code, detail: error.detail }, 'the run failed: compensating')
      await beginCompensation(compensation, error)
    }
    const next = await compensate(compensation, error)
    if (next === 'left') return false
    this.#dueAt = next.retryAt
    return this.#park()
  }
}

const duplicateStep = (flow: Flow, step: string) =>
  new IntegrationError('duplicate-step', `The flow ${flow.name} uses the step "${step}" twice.`, {
    kind: 'bug',
    detail: 'Give each step its own name, and each item of a loop its business id.',
  })

function unexpectedStep(flow: Flow, reached: string, missing: readonly Entry[]): IntegrationError {
  const recorded = missing.map((entry) => `"${entry.step}"${entry.item ? ` (${entry.item})` : ''}`).join(', ')
  return new IntegrationError('unexpected-step', `The flow ${flow.name} no longer fits a run begun before.`, {
    kind: 'bug',
    detail: `It reached ${reached}, but the journal holds ${recorded}. Give the changed flow a new version.`,
  })
}
