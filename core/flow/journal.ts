import { type Selectable, sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { isMarked, isUnopened, Sealable } from '../security/encryption/sealable.ts'
import { load, type Reference, referenceTo } from './blobs.ts'
import { type Checkpoint, type Checkpoints, Fenced, type Write } from './checkpoints.ts'
import { ownRun } from './claims.ts'
import { throughOutage } from './outage.ts'
import type { Run } from './runs.ts'

export type Entry = Selectable<Tables['gantry.journal']>

export type Fact = {
  kind: Entry['kind']
  step: string
  item: string
  state: Entry['state']
  result?: unknown
  error?: unknown
  attempts: number
  startedAt: Date
  dueAt?: Date
}

/** Thrown when somebody has given the run up meanwhile: it begins nothing more, and is undone. */
export class GivenUp extends Error {
  constructor(run: string) {
    super(`Run ${run} was given up.`)
    this.name = 'GivenUp'
  }
}

const keyOf = (step: string, item: string) => `${step}\n${item}`

const json = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value))

/** What open transactions have recorded: true once they commit. */
const uncommitted = new WeakMap<Transaction, Fact[]>()

/** What is recorded of one run, as this worker knows it: it alone writes while it owns the run. */
export class Journal {
  readonly #run: Run
  /** For statements of their own that check the fence. */
  readonly db: Database
  readonly #checkpoints: Checkpoints
  readonly #entries = new Map<string, Entry>()
  readonly #reached = new Set<string>()
  /** What was loaded, by the order in which it had ended; nothing in a run's first claim. */
  #loaded: Map<string, number> | undefined
  /** How many of those were not reached yet. */
  #unreached = 0
  #last: { write: Write; written: Promise<boolean> } | undefined

  constructor(run: Run, db: Database, checkpoints: Checkpoints) {
    this.#run = run
    this.db = db
    this.#checkpoints = checkpoints
  }

  get run(): Run {
    return this.#run
  }

  /** How many steps this replay has come to. */
  get reached(): number {
    return this.#reached.size
  }

  async load(): Promise<void> {
    const entries = await this.db
      .selectFrom('gantry.journal')
      .selectAll()
      .where('run_seq', '=', this.#run.seq)
      .orderBy('finished_at')
      .orderBy('seq')
      .execute()
    await load(this.db, this.#run.tenant, entries)
    if (entries.some(({ result }) => isUnopened(result))) throw unopened(this.#run.id)
    this.#loaded = new Map(entries.map(({ step, item }, place) => [keyOf(step, item), place]))
    this.#unreached = entries.length
    for (const entry of entries) this.#entries.set(keyOf(entry.step, entry.item), entry)
  }

  /** The place of a loaded step in the order in which they ended. */
  placeOf(step: string, item: string): number {
    return this.#loaded?.get(keyOf(step, item)) ?? this.#entries.size
  }

  /** Marks the step as reached by this replay; false where it was reached before. */
  reach(step: string, item: string): boolean {
    const key = keyOf(step, item)
    if (this.#reached.has(key)) return false
    this.#reached.add(key)
    if (this.#loaded?.has(key)) this.#unreached--
    return true
  }

  get(step: string, item: string): Entry | undefined {
    return this.#entries.get(keyOf(step, item))
  }

  all(): Entry[] {
    return [...this.#entries.values()]
  }

  /** Recorded steps that this replay has not come to. */
  unreached(): Entry[] {
    const keys = [...(this.#loaded?.keys() ?? [])]
    return keys.filter((key) => !this.#reached.has(key)).map((key) => this.#entries.get(key)!)
  }

  get hasUnreached(): boolean {
    return this.#unreached > 0
  }

  /** Durable and fenced, together with the checkpoints of other runs; `result` is the fact's as JSON, or a reference. */
  async checkpoint(fact: Fact & { state: Checkpoint['state'] }, result?: string): Promise<void> {
    const { id: run, epoch } = this.#run
    const { step, item, kind, state, error, attempts, startedAt, dueAt } = fact
    const again = this.#entries.has(keyOf(step, item))
    const checkpoint = {
      step,
      item,
      kind,
      state,
      result: this.#keptText(result),
      error: json(error),
      attempts,
      startedAt,
      dueAt,
      again,
    }
    const write: Write = { run, epoch, checkpoint, output: undefined, sent: false }
    const written = this.#checkpoints.write(write)
    this.#last = { write, written }
    await written
    this.#remember(fact)
  }

  /** Stores a result that is too large for the journal, before its checkpoint; undefined where it is not. */
  referenceTo(result: unknown): Promise<Reference | undefined> {
    return throughOutage(() => referenceTo(this.db, this.#run, result))
  }

  /** The output, as JSON, as it goes to the database. */
  keptOutput(output: string): string {
    return isMarked(this.#run.input) ? (new Sealable(this.#run.tenant, output) as unknown as string) : output
  }

  /** Ends the run (`output` as JSON), with its last checkpoint where that is not under way yet. As `Checkpoints.write`. */
  async complete(output: string): Promise<boolean> {
    const { id: run, epoch } = this.#run
    const last = this.#last
    if (last && !last.write.sent) {
      last.write.output = output
      return last.written
    }
    await last?.written
    return this.#checkpoints.write({ run, epoch, output })
  }

  /** The same in a transaction of this journal; it counts once that commits. */
  async record(tx: Transaction, fact: Fact): Promise<void> {
    const { id, seq, epoch, tenant } = this.#run
    const result = this.#kept(fact.kind, (await referenceTo(tx, this.#run, fact.result)) ?? fact.result)
    await sql`
      insert into gantry.journal (run, run_seq, step, item, tenant, kind, state, result, error, attempts, epoch, started_at)
      values (${id}, ${seq}, ${fact.step}, ${fact.item}, ${tenant}, ${fact.kind}, ${fact.state},
        ${result instanceof Sealable ? result : (json(result) ?? null)}::json,
        ${json(fact.error) ?? null}::json, ${fact.attempts}, ${epoch}, ${fact.startedAt})
      on conflict (run_seq, step, item) do update set state = excluded.state, result = excluded.result,
        error = excluded.error, attempts = excluded.attempts, epoch = excluded.epoch, due_at = null,
        finished_at = clock_timestamp()`.execute(tx)
    uncommitted.get(tx)!.push(fact)
  }

  /** Of a run whose input is sealed no result lies readable, but for what the engine looks at in the database. */
  #kept(kind: Fact['kind'], result: unknown): unknown {
    if (!isMarked(this.#run.input) || result === undefined || result === null) return result
    const { event, run, $blob } = result as { event?: unknown; run?: unknown; $blob?: unknown }
    if ($blob !== undefined) return result
    const beside = { ...(kind === 'wait' && { event }), ...(kind === 'child' && { run }) }
    return new Sealable(this.#run.tenant, JSON.stringify(result), beside)
  }

  /** The same for a result as JSON; what lies apart is sealed there. */
  #keptText(result: string | undefined): string | undefined {
    if (result === undefined || !isMarked(this.#run.input) || result.startsWith('{"$blob":')) return result
    return new Sealable(this.#run.tenant, result) as unknown as string
  }

  /** The same by a statement of its own that checks the fence; it says whether it recorded the fact. */
  async recordBy(fact: Fact, write: (db: Database, run: Run) => Promise<boolean>): Promise<boolean> {
    const written = await write(this.db, this.#run)
    if (written) this.#remember(fact)
    return written
  }

  /**
   * A transaction that holds the run's row: it commits only while this worker owns the run. Locks that writers of
   * events take before they touch runs are taken by `first`, so that the two never wait for each other.
   */
  async transaction<T>(
    work: (tx: Transaction, run: Run) => Promise<T>,
    first?: (tx: Transaction) => Promise<void>,
  ): Promise<T> {
    // A transaction may run more than once: only what the last one recorded is true.
    let facts: Fact[] = []
    const result = await inTransaction(this.db, async (tx) => {
      facts = []
      uncommitted.set(tx, facts)
      await first?.(tx)
      const run = await ownRun(tx, this.#run)
      if (!run) throw new Fenced(this.#run.id)
      return work(tx, run)
    })
    for (const fact of facts) this.#remember(fact)
    return result
  }

  /** As `transaction`, for what makes the run wait. Throws `GivenUp` where it was given up since this worker claimed it. */
  async waiting<T>(
    work: (tx: Transaction, run: Run) => Promise<T>,
    first?: (tx: Transaction) => Promise<void>,
  ): Promise<T> {
    return this.transaction((tx, run) => {
      if (run.compensating && !this.#run.compensating) throw new GivenUp(run.id)
      return work(tx, run)
    }, first)
  }

  #remember({ dueAt, ...fact }: Fact): void {
    const key = keyOf(fact.step, fact.item)
    const before = this.#entries.get(key)
    // Rows of this claim come after all that were loaded; the database gives the true number.
    const seq = before?.seq ?? `1${String(this.#entries.size).padStart(17, '0')}`
    this.#entries.set(key, { ...before, ...fact, due_at: dueAt ?? null, seq } as Entry)
  }
}

export const unopened = (run: string) =>
  new IntegrationError('encryption-key-unknown', 'What this run has kept cannot be read: its key is not known here.', {
    kind: 'policy',
    team: 'platform',
    detail: `Run ${run}: give every process the key that sealed it.`,
  })

export type StoredError = {
  code: string
  message: string
  kind: IntegrationError['kind']
  detail?: string
  team?: string
  outcomeUnknown?: boolean
  /** Epoch milliseconds of the first attempt that may have taken effect. */
  uncertainSince?: number
}

/** A failure as the journal keeps it. */
export const stored = (error: IntegrationError): StoredError => ({
  code: error.code,
  message: error.message,
  kind: error.kind,
  ...(error.detail && { detail: error.detail }),
  ...(error.team && { team: error.team }),
  ...(error.outcomeUnknown && { outcomeUnknown: true }),
})

export function fromStored(value: unknown): IntegrationError {
  const { code, message, ...options } = value as StoredError
  return new IntegrationError(code, message, options)
}
