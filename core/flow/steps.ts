import type { Logger } from 'pino'
import type { EventType } from '../contract/contract.ts'
import type { Transaction } from '../database/database.ts'
import { isConflict, isDatabaseUnavailable } from '../database/failure.ts'
import { withinTenant } from '../database/tenant.ts'
import { toIntegrationError } from '../errors/integration-error.ts'
import { awaitApproval } from './approvals.ts'
import { callOf, copied, encoded, failureOf, STEP_TIMEOUT_MS, within } from './attempt.ts'
import { mayGoApart } from './blobs.ts'
import { awaitChild, type Child } from './children.ts'
import type { Claimed } from './claims.ts'
import type { Undo } from './compensation.ts'
import { emit } from './emission.ts'
import {
  type ApprovalOptions,
  type ChildOptions,
  type Consent,
  type Flow,
  millisecondsOf,
  type StepCall,
  type StepOptions,
  type WaitOptions,
  type Within,
} from './flow.ts'
import type { Entry, Journal } from './journal.ts'
import { PARKED, type Replay } from './replay.ts'
import { Retries } from './retries.ts'
import { signalEvent } from './signals.ts'
import { awaitEvent } from './waits.ts'
import type { Wakes } from './wakes.ts'

export type StepsOptions = {
  run: Claimed
  flow: Flow
  journal: Journal
  replay: Replay
  wakes: Wakes
  log: () => Logger
}

/** What a flow's function does durably, over one pass of the journal. */
export class Steps {
  readonly #run: Claimed
  readonly #journal: Journal
  readonly #replay: Replay
  readonly #wakes: Wakes
  readonly #retries: Retries
  #undos: Map<string, Undo> | undefined

  constructor({ run, flow, journal, replay, wakes, log }: StepsOptions) {
    this.#run = run
    this.#journal = journal
    this.#replay = replay
    this.#wakes = wakes
    this.#retries = new Retries({ flow, journal, replay, wakes, log })
  }

  /** What the author's function is given, beside its clients. */
  get context() {
    const { id, key, tenant, correlation, created_at: startedAt } = this.#run
    return {
      step: heard(this, this.#step),
      local: heard(this, this.#local),
      wait: heard(this, this.#wait),
      sleep: heard(this, this.#sleep),
      emit: heard(this, this.#emit),
      signal: heard(this, this.#signal),
      approval: heard(this, this.#approval),
      child: heard(this, this.#child),
      run: { id, key, tenant, correlation, startedAt },
    }
  }

  /** The undo of a step that this pass came to. */
  undoOf({ step, item }: Pick<Entry, 'step' | 'item'>): Undo | undefined {
    return this.#undos?.get(`${step}\n${item}`)
  }

  #undoBy(step: string, item: string, undo: Undo): void {
    this.#undos ??= new Map()
    this.#undos.set(`${step}\n${item}`, undo)
  }

  async #step(
    step: string,
    run: (call: StepCall) => Promise<unknown>,
    second?: Undo | StepOptions,
    third?: StepOptions,
  ): Promise<unknown> {
    const [undo, options = {}] = typeof second === 'function' ? [second, third] : [undefined, second]
    const item = options.item ?? ''
    const recorded = await this.#replay.recorded('step', step, item)
    if (undo) this.#undoBy(step, item, undo)
    if ('result' in recorded) return recorded.result
    const timeoutMs = options.timeoutMs ?? STEP_TIMEOUT_MS
    return this.#retries.attempt('step', step, options, recorded.entry, async (begun, uncertainSince) => {
      const call = {
        ...callOf(this.#run, step, item, timeoutMs),
        ...approvalOf(recorded.entry),
        ...uncertaintyOf(recorded.entry, uncertainSince),
      }
      let json: string
      let result: unknown
      try {
        json = encoded(await within(timeoutMs, step, () => run(call)))
        result = JSON.parse(json)
      } catch (thrown) {
        throw failureOf(thrown)
      }
      const reference = mayGoApart(json) ? await this.#journal.referenceTo(result) : undefined
      const kept = reference ? encoded(reference) : json
      this.#replay.settle(this.#journal.checkpoint({ ...begun, state: 'done', result }, kept))
      return result
    })
  }

  async #local(step: string, run: (tx: Transaction) => Promise<unknown>, options: StepOptions = {}): Promise<unknown> {
    const recorded = await this.#replay.recorded('local', step, options.item ?? '')
    if ('result' in recorded) return recorded.result
    return this.#retries.attempt('local', step, options, recorded.entry, (begun) =>
      this.#journal.transaction(async (tx) => {
        const result = await Promise.resolve()
          .then(() => withinTenant(tx, this.#run.tenant, () => run(tx)))
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

  async #emit(
    step: string,
    event: EventType,
    data: unknown,
    options: { item?: string; correlation?: string } = {},
  ): Promise<void> {
    const item = options.item ?? ''
    const recorded = await this.#replay.recorded('emit', step, item)
    if ('result' in recorded) return
    const correlation = options.correlation ?? this.#run.correlation
    await this.#retries.attempt('emit', step, { item }, recorded.entry, (begun) =>
      emit(this.#journal, this.#wakes, begun, { event, data, correlation }),
    )
  }

  async #sleep(step: string, options: Within): Promise<void> {
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

  async #wait(step: string, event: Pick<EventType, 'name'>, key: string, options: WaitOptions): Promise<unknown> {
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

  #signal(name: string, options: WaitOptions): Promise<unknown> {
    return this.#wait(name, { name: signalEvent(name) }, this.#run.id, { ...options, ofAnyAge: true })
  }

  async #approval(step: string, options: ApprovalOptions): Promise<unknown> {
    const item = options.item ?? ''
    const recorded = await this.#replay.recorded('approval', step, item)
    if ('result' in recorded) return recorded.result
    const { entry } = recorded
    const begun = { kind: 'approval', step, item, attempts: 1, startedAt: entry?.started_at ?? new Date() } as const
    const now = this.#replay.now()
    const next = await this.#replay.underway(() =>
      awaitApproval(this.#journal, this.#wakes, begun, { ...options, entry, now }),
    )
    if (next === PARKED) return this.#replay.park()
    return 'dueAt' in next ? this.#replay.park(next.dueAt) : next.approved
  }

  async #child(step: string, flow: Flow, input: unknown, options: ChildOptions<never> = {}) {
    const { item = '', undo } = options
    // Before the replay may park here: what the child did is undone also where the parent has not heard of its end.
    if (undo) this.#undoBy(step, item, ({ output }: Child, call) => undo(output as never, call))
    const recorded = await this.#replay.recorded('child', step, item)
    if ('result' in recorded) return (recorded.result as Child).output
    const { entry } = recorded
    const next = await this.#retries.attempt('child', step, { item }, entry, (begun) =>
      awaitChild(this.#journal, this.#wakes, begun, { entry, flow, input }),
    )
    if (next === undefined) return this.#replay.park()
    if ('failure' in next) throw next.failure
    return next.output
  }
}

const approvalOf = (entry: Entry | undefined) => (entry?.approval ? { approval: entry.approval as Consent } : {})

/** Who has approved of a repeat that the vendor no longer recognises has looked it up. */
const uncertaintyOf = (entry: Entry | undefined, uncertainSince: number | undefined) => {
  const looked = (entry?.approval as Consent | null | undefined)?.code === 'key-expired'
  return uncertainSince !== undefined && !looked ? { uncertainSince } : {}
}

/** A promise that the author's code drops, or awaits too late, must not end the process when it fails. */
const heard =
  <A extends unknown[], T>(steps: Steps, work: (this: Steps, ...given: A) => Promise<T>) =>
  (...given: A): Promise<T> => {
    const promise = work.call(steps, ...given)
    promise.catch(() => {})
    return promise
  }
