import { IntegrationError } from '../errors/integration-error.ts'
import { pause } from './attempt.ts'
import type { Claimed } from './claims.ts'
import type { Flow } from './flow.ts'
import { type Entry, fromStored, GivenUp, type Journal } from './journal.ts'

export const PARKED = Symbol('parked')

export type Outcome = { output: unknown } | { thrown: unknown } | typeof PARKED

/** A run's journal is read at each of its claims. */
const MOST_STEPS = 1_000

/** How many turns of the event loop the author's other branches get to reach their recorded steps. */
const TURNS = 20

/** Never settles: of a parked step the author's code sees nothing, and its `catch` and `finally` do not run. */
const never = () => new Promise<never>(() => {})

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

export type ReplayOptions = {
  run: Claimed
  flow: Flow
  journal: Journal
  /** True once the worker drains: what has not begun is left to another one. */
  draining: () => boolean
}

/** One pass of the author's function over what the journal holds: what it reached, what is under way, what is parked. */
export class Replay {
  readonly #run: Claimed
  readonly #flow: Flow
  readonly #journal: Journal
  readonly #draining: () => boolean
  readonly #clockOffsetMs: number
  /** Recorded steps that were reached and are not answered yet. */
  readonly #answers: { place: number; resolve: () => void }[] = []
  /** Calls and answers under way. */
  #active = 0
  /** Checkpoints under way. */
  #settling = 0
  #settled: Promise<void> | undefined
  #parked = 0
  #closed = false
  /** Nothing new is begun: the run is given up. */
  stopped = false
  #lost: unknown
  #signalIdle: (outcome: Outcome) => void = () => {}
  /** When the earliest parked step is due, by the database's clock; undefined where none is. */
  dueAt: number | undefined
  /** Whether a step waits for a person. */
  held = false

  constructor({ run, flow, journal, draining }: ReplayOptions) {
    this.#run = run
    this.#flow = flow
    this.#journal = journal
    this.#draining = draining
    this.#clockOffsetMs = run.db_now.getTime() - Date.now()
  }

  /** The database's time, epoch milliseconds. */
  now(): number {
    return Date.now() + this.#clockOffsetMs
  }

  /** Why the run cannot be carried on by this pass; undefined where it can. */
  get lost(): unknown {
    return this.#lost
  }

  /** Whether new calls may still be made. */
  get open(): boolean {
    return !this.#closed && !this.stopped && !this.#lost && !this.#draining()
  }

  /** Runs the author's function until it ends, or until nothing is under way and something is parked. */
  async through(author: () => Promise<unknown>): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    // Not a function of its own: V8 puts one that is assigned to a property among the old at once, dead runs behind it.
    this.#signalIdle = resolve
    const run = async () => author()
    run().then(
      (output) => resolve({ output }),
      (thrown) => resolve({ thrown }),
    )
    const outcome = await promise
    this.#closed = true
    // A sibling's call may still be under way: what it did must be in the journal before anything is undone.
    while (this.#active > 0) await pause(2)
    // The end of a run goes with its last checkpoint.
    if (outcome === PARKED || !('output' in outcome)) await this.#settled
    return outcome
  }

  /** How many checkpoints are on their way. */
  get settling(): number {
    return this.#settling
  }

  /** Once all checkpoints are durable. Throws why the pass is lost, where it is. */
  async settled(): Promise<void> {
    await this.#settled
    if (this.#lost) throw this.#lost
  }

  /**
   * A step's checkpoint is on its way. The author's code hears the result at once; what it does next begins once all
   * checkpoints before it are durable.
   */
  settle(checkpoint: Promise<void>): void {
    this.#settling++
    const before = this.#settled
    this.#settled = checkpoint
      .catch((thrown) => void this.lose(thrown))
      .then(() => before)
      .then(() => {
        this.#settling--
        this.#lookIdle()
      })
  }

  /** What the journal says of a step: its result, or that it is to be done now. Parks where it is neither. */
  async recorded(kind: Entry['kind'], step: string, item: string): Promise<{ result: unknown } | { entry?: Entry }> {
    if (this.#closed || this.#lost) return never()
    if (!this.#journal.reach(step, item)) return this.lose(duplicateStep(this.#flow, step, item))
    const entry = this.#journal.get(step, item)
    if (entry && entry.kind !== kind) return this.lose(unexpectedStep(this.#flow, `the ${kind} "${step}"`, [entry]))
    if (entry && ['done', 'undone', 'failed'].includes(entry.state)) {
      await this.#inTurn(this.#journal.placeOf(step, item))
      if (entry.state === 'failed') throw fromStored(entry.error)
      return { result: entry.result }
    }
    if (this.#settling > 0) await this.#settled
    if (this.#closed || this.#lost) return never()
    if (this.stopped) return this.park()
    // Of a run given up whose worker was lost, what may have been under way is called again: its outcome must be known.
    if (this.#run.compensating && !(this.#run.stopping && kind === 'step')) return this.park()
    if (this.#journal.reached > MOST_STEPS) return this.lose(tooManySteps(this.#flow))
    if (entry?.state === 'held') {
      this.held = true
      return this.park()
    }
    if (this.#draining()) return this.park(this.now())
    if (entry?.due_at && entry.due_at.getTime() > this.now()) return this.park(entry.due_at.getTime())
    const missing = await this.#missing()
    if (missing.length > 0) return this.lose(unexpectedStep(this.#flow, `"${step}"`, missing))
    return entry ? { entry } : {}
  }

  /** Parks a step, until `dueAt` where it is given: its promise never settles in this pass. */
  park(dueAt?: number): Promise<never> {
    if (dueAt !== undefined) this.dueAt = Math.min(this.dueAt ?? dueAt, dueAt)
    this.#parked++
    this.#lookIdle()
    return never()
  }

  /** Begins nothing new; what is under way reaches its checkpoint. */
  stop(): void {
    this.stopped = true
  }

  /** Gives the pass up: the author's code never hears why. */
  lose(reason: unknown): Promise<never> {
    this.#lost ??= reason
    return this.park()
  }

  /**
   * Work that counts as under way. What it throws as an `IntegrationError` is for the author; anything else (fenced, no
   * database, a row Postgres does not take) is the engine's own, and the pass is given up.
   */
  async underway<T>(work: () => Promise<T>): Promise<T | typeof PARKED> {
    this.#active++
    try {
      return await work()
    } catch (thrown) {
      if (thrown instanceof IntegrationError) throw thrown
      if (thrown instanceof GivenUp) this.stop()
      else void this.lose(thrown)
      return PARKED
    } finally {
      if (this.#run.stopping) this.stop()
      this.#end()
    }
  }

  /**
   * Recorded steps are answered in the order in which they ended, one in a turn of the event loop: of two that raced,
   * the same one wins at every replay, whichever the author's code names first.
   */
  #inTurn(place: number): Promise<void> {
    this.#active++
    return new Promise((resolve) => {
      this.#answers.push({ place, resolve })
      if (this.#answers.length === 1) setImmediate(() => this.#answer())
    })
  }

  #answer(): void {
    let first = 0
    for (let at = 1; at < this.#answers.length; at++)
      if (this.#answers[at]!.place < this.#answers[first]!.place) first = at
    const [answer] = this.#answers.splice(first, 1)
    if (this.#answers.length > 0) setImmediate(() => this.#answer())
    answer!.resolve()
    this.#end()
  }

  /** Recorded steps that the code does not come to, though it came to one not done: it, or the input, has changed. */
  async #missing(): Promise<Entry[]> {
    if (!this.#journal.hasUnreached) return []
    this.#active++
    for (let turns = 0; this.#journal.hasUnreached && (turns < TURNS || this.#answers.length > 0); turns++) await turn()
    this.#end()
    return this.#journal.unreached()
  }

  #end(): void {
    this.#active--
    this.#lookIdle()
  }

  /** Once the author's code has had its turn and nothing is under way, the run can be put down. */
  #lookIdle(): void {
    if (this.#parked === 0) return
    setImmediate(() => {
      if (this.#active === 0 && this.#settling === 0) this.#signalIdle(PARKED)
    })
  }
}

const duplicateStep = (flow: Flow, step: string, item: string) =>
  new IntegrationError('duplicate-step', `The flow ${flow.name} uses the step "${step}" twice.`, {
    kind: 'bug',
    detail: `"${step}"${item ? ` (${item})` : ''}: give each step its own name, each item of a loop its business id.`,
  })

const tooManySteps = (flow: Flow) =>
  new IntegrationError('too-many-steps', `A run of ${flow.name} has more than ${MOST_STEPS} steps.`, {
    kind: 'bug',
    detail: 'Give each part of the work to a child flow: a child has a journal of its own.',
  })

export function unexpectedStep(flow: Flow, reached: string, missing: readonly Entry[]): IntegrationError {
  const recorded = missing.map((entry) => `"${entry.step}"${entry.item ? ` (${entry.item})` : ''}`).join(', ')
  return new IntegrationError('unexpected-step', `The flow ${flow.name} no longer fits a run begun before.`, {
    kind: 'bug',
    detail: `It reached ${reached}, but the journal holds ${recorded}. Give a changed flow a new version; after an edit, compensate.`,
  })
}
