import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import { isConflict, isDatabaseUnavailable } from '../database/failure.ts'
import { type IntegrationError, toIntegrationError } from '../errors/integration-error.ts'
import { isUnopened } from '../security/encryption/sealable.ts'
import { copied } from './attempt.ts'
import { type Checkpoints, Fenced } from './checkpoints.ts'
import type { Claimed } from './claims.ts'
import { beginCompensation, type Compensation, compensate } from './compensation.ts'
import { completeOrdered } from './completions.ts'
import { openException } from './exceptions.ts'
import type { Flow } from './flow.ts'
import { fromStored, Journal, unopened } from './journal.ts'
import { throughOutage } from './outage.ts'
import { PARKED, Replay, unexpectedStep } from './replay.ts'
import { leaveRun, parkRun, release } from './runs.ts'
import { Steps } from './steps.ts'
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

/** One claim of a run: replays what the journal holds, goes on from there, and leaves the run ended, parked or held. */
export class Execution {
  readonly #run: Claimed
  readonly #flow: Flow
  readonly #services: ExecutionServices
  #childLog: Logger | undefined
  readonly #journal: Journal
  readonly #replay: Replay
  readonly #steps: Steps
  /** It could not be carried on, with nothing under way any more: whoever has it need not wait for its lease. */
  dropped = false

  constructor(run: Claimed, flow: Flow, services: ExecutionServices) {
    const { db, checkpoints, wakes, draining } = services
    const journal = new Journal(run, db, checkpoints)
    const replay = new Replay({ run, flow, journal, draining })
    this.#run = run
    this.#flow = flow
    this.#services = services
    this.#journal = journal
    this.#replay = replay
    this.#steps = new Steps({ run, flow, journal, replay, wakes, log: () => this.#log })
  }

  /** Made when something is told: most runs tell of their end alone. */
  get #log(): Logger {
    const { id, flow, key, correlation } = this.#run
    this.#childLog ??= this.#services.log.child({ run: id, flow, key, correlation })
    return this.#childLog
  }

  /** Stops at the next step: another worker has the run now. */
  abandon(): void {
    void this.#replay.lose(new Fenced(this.#run.id))
  }

  /** Stops at the next step: the run was cancelled, and is claimed again to be undone. */
  stop(): void {
    this.#replay.stop()
  }

  /** Returns the run to be claimed at once: this one again, or the next of its order. */
  async execute(): Promise<string | undefined> {
    try {
      const next = await this.#carryOn().catch((thrown) => {
        if (isPassing(thrown)) throw thrown
        // It would fail so at every claim: a person must hear of it.
        return this.#hold(toIntegrationError(thrown))
      })
      return next === true ? this.#run.id : next || undefined
    } catch (error) {
      if (error instanceof Fenced) this.#log.info('fenced: another worker goes on with the run')
      else {
        this.dropped = true
        this.#log.error({ err: error }, 'the run cannot be carried on here for now')
      }
      return undefined
    }
  }

  /** Whether to claim the run again; or the run to claim in its place. */
  async #carryOn(): Promise<boolean | string> {
    if (isUnopened(this.#run.input)) throw unopened(this.#run.id)
    if (this.#run.epoch > 1) await this.#journal.load()
    const context = { ...this.#services.clientsOf(this.#flow), ...this.#steps.context }
    const outcome = await this.#replay.through(() => this.#flow.run(this.#run.input as never, context as never))
    if (this.#replay.lost) throw this.#replay.lost
    const stopped = this.#replay.stopped || this.#run.stopping
    const ended = outcome !== PARKED && 'output' in outcome && !this.#journal.hasUnreached
    if (ended && !stopped && !this.#run.compensating) return this.#complete(copied(outcome.output))
    // The last call may still be on its way to the journal: put down before that, the run would lose it.
    await this.#replay.settled()
    if (stopped) return this.#goOnSoon()
    if (this.#run.compensating) return this.#compensate(fromStored(this.#run.error))
    if (outcome === PARKED) return this.#park()
    const error =
      'output' in outcome
        ? unexpectedStep(this.#flow, 'its end', this.#journal.unreached())
        : toIntegrationError(outcome.thrown)
    // Nothing is undone on a guess: a person looks first.
    return error.kind === 'bug' ? this.#hold(error) : this.#compensate(error)
  }

  async #park(): Promise<boolean> {
    const { wakes, draining } = this.#services
    const { dueAt, held } = this.#replay
    const far = dueAt === undefined || !wakes.carries(dueAt, this.#replay.now())
    if (far && (await parkRun(this.#services.db, this.#run, { held, dueAt }))) return false
    return this.#journal.transaction(async (tx, run) => {
      const now = this.#replay.now()
      const due = dueAt === undefined ? null : new Date(dueAt)
      if (run.woken || (dueAt !== undefined && dueAt <= now)) {
        await leaveRun(tx, run, { state: 'queued', dueAt: new Date(now) })
        if (draining()) await wakes.send(tx, [{ run: run.id }])
        return !draining()
      }
      await leaveRun(tx, run, { state: due === null && held ? 'held' : 'waiting', dueAt: due })
      if (due && !far) await wakes.send(tx, [{ run: run.id, at: due }])
      return false
    })
  }

  async #complete(output: unknown): Promise<boolean | string> {
    const next = await this.#end(this.#journal.keptOutput(JSON.stringify(output)))
    if (next !== undefined) {
      this.#log.info('run completed')
      return next ?? false
    }
    // Fenced, or a person gave the run up while it was running: then it is undone at once.
    return this.#goOnSoon()
  }

  /** All that was under way is recorded; the next claim sees what has become of the run meanwhile. */
  async #goOnSoon(): Promise<boolean> {
    const { wakes, draining } = this.#services
    return this.#journal.transaction(async (tx, run) => {
      await leaveRun(tx, run, { state: 'queued', dueAt: new Date(this.#replay.now()) })
      if (!draining()) return true
      // A worker that drains has not called again what may have been under way.
      await tx.updateTable('gantry.run').set({ stopping: this.#run.stopping }).where('id', '=', run.id).execute()
      await wakes.send(tx, [{ run: run.id }])
      return false
    })
  }

  /** Gives the next run of its order, null where there is none; undefined where the run was not ended. */
  async #end(output: string): Promise<string | null | undefined> {
    const { id, epoch, ordered_by } = this.#run
    // One last checkpoint takes the end with it; of several each may still be refused by itself.
    if (ordered_by !== null || this.#replay.settling > 1) await this.#replay.settled()
    if (ordered_by === null) return (await this.#journal.complete(output)) ? null : undefined
    return throughOutage(() => completeOrdered(this.#services.db, { run: id, epoch, output }))
  }

  /** The flow itself is at fault: the run is held for those who can mend it. */
  async #hold(error: IntegrationError): Promise<boolean> {
    this.#log.error({ err: error, detail: error.detail }, 'the flow failed: held for the platform team')
    await this.#journal.transaction(async (tx, run) => {
      const phase = run.compensating ? 'undo' : 'do'
      await openException(tx, this.#services.wakes, run, { step: '', item: '', phase, error, team: 'platform' })
      if (this.#flow.onParked === 'pass') await release(tx, this.#services.wakes, run)
      await leaveRun(tx, run, { state: 'held', dueAt: null })
    })
    return false
  }

  async #compensate(error: IntegrationError): Promise<boolean> {
    const compensation: Compensation = {
      run: this.#run,
      flow: this.#flow,
      journal: this.#journal,
      undoOf: (entry) => this.#steps.undoOf(entry),
      wakes: this.#services.wakes,
      log: this.#log,
      now: () => this.#replay.now(),
    }
    let cause = error
    if (!this.#run.compensating) {
      this.#log.warn({ code: error.code, detail: error.detail }, 'the run failed: compensating')
      cause = await beginCompensation(compensation, error)
    }
    const next = await compensate(compensation, cause)
    if (next === 'left') return false
    this.#replay.held = false
    this.#replay.dueAt = next.retryAt
    return this.#park()
  }
}

/** Not the run's fault, and over before long: it is claimed again once its lease has run out. */
const isPassing = (thrown: unknown): boolean =>
  thrown instanceof Fenced || isConflict(thrown) || isDatabaseUnavailable(thrown)
