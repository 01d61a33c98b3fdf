import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

export type Checkpoint = {
  run: string
  epoch: number
  step: string
  item: string
  kind: 'step' | 'local' | 'wait' | 'sleep' | 'emit'
  state: 'done' | 'failed' | 'retrying' | 'undone'
  result?: unknown
  error?: unknown
  attempts: number
  startedAt: Date
  dueAt?: Date
}

/** Thrown when another worker has taken the run over: nothing this one knows counts any more. */
export class Fenced extends Error {
  constructor(run: string) {
    super(`Run ${run} belongs to another worker now.`)
    this.name = 'Fenced'
  }
}

type Pending = { checkpoint: Checkpoint; resolve: () => void; reject: (error: unknown) => void }

type Place = Pick<Checkpoint, 'run' | 'step' | 'item' | 'epoch'>

const LARGEST_BATCH = 500

/**
 * Writes checkpoints of all runs in flight together: one statement and one commit for as many as gather while the one
 * before is under way. Each is accepted or fenced by itself, under the lock of its run's row.
 */
export class Checkpoints {
  readonly #db: Database
  #queue: Pending[] = []
  #flushing = false

  constructor(db: Database) {
    this.#db = db
  }

  write(checkpoint: Checkpoint): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ checkpoint, resolve, reject })
      if (!this.#flushing) this.#schedule()
    })
  }

  #schedule(): void {
    this.#flushing = true
    setImmediate(() => void this.#flush())
  }

  async #flush(): Promise<void> {
    const batch = this.#queue.splice(0, LARGEST_BATCH)
    try {
      const accepted = await this.#insert(batch.map((pending) => pending.checkpoint))
      for (const { checkpoint, resolve, reject } of batch) {
        if (accepted.has(keyOf(checkpoint))) resolve()
        else reject(new Fenced(checkpoint.run))
      }
    } catch (error) {
      await this.#oneByOne(batch, error)
    }
    if (this.#queue.length > 0) this.#schedule()
    else this.#flushing = false
  }

  /** One bad row (a NUL in a text, say) must not fail its neighbours. */
  async #oneByOne(batch: Pending[], error: unknown): Promise<void> {
    if (batch.length === 1) return batch[0]!.reject(error)
    for (const { checkpoint, resolve, reject } of batch)
      await this.#insert([checkpoint]).then(
        (accepted) => (accepted.size === 1 ? resolve() : reject(new Fenced(checkpoint.run))),
        reject,
      )
  }

  async #insert(rows: readonly Checkpoint[]): Promise<Set<string>> {
    const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
    const { rows: accepted } = await sql<Place>`
      with entry as (
        select * from unnest(
          ${rows.map((r) => r.run)}::uuid[], ${rows.map((r) => r.epoch)}::int[], ${rows.map((r) => r.step)}::text[],
          ${rows.map((r) => r.item)}::text[], ${rows.map((r) => r.kind)}::text[], ${rows.map((r) => r.state)}::text[],
          ${rows.map((r) => json(r.result))}::text[], ${rows.map((r) => json(r.error))}::text[],
          ${rows.map((r) => r.attempts)}::int[], ${rows.map((r) => r.startedAt.toISOString())}::timestamptz[],
          ${rows.map((r) => r.dueAt?.toISOString() ?? null)}::timestamptz[]
        ) with ordinality as e(run, epoch, step, item, kind, state, result, error, attempts, started_at, due_at, place)
      ), owned as (
        select id, epoch, tenant from gantry.run
        where id in (select run from entry) and state = 'running'
        order by id for no key update
      )
      insert into gantry.journal
        (run, step, item, tenant, kind, state, result, error, attempts, epoch, started_at, due_at)
      select e.run, e.step, e.item, o.tenant, e.kind, e.state, e.result::json, e.error::json, e.attempts, e.epoch,
        e.started_at, e.due_at
      from entry e join owned o on o.id = e.run and o.epoch = e.epoch
      order by e.place
      on conflict (run, step, item) do update set
        state = excluded.state, result = coalesce(excluded.result, journal.result), error = excluded.error,
        attempts = excluded.attempts, epoch = excluded.epoch, due_at = excluded.due_at,
        -- Replay answers steps in the order in which they ended: an undo leaves that as it was.
        finished_at = case when journal.state = 'done' then journal.finished_at else clock_timestamp() end
      returning run, step, item, epoch`.execute(this.#db)
    return new Set(accepted.map(keyOf))
  }
}

/** The epoch is part of it: a stale claim of this same process may write the same step in the same batch. */
const keyOf = ({ run, step, item, epoch }: Place) => `${run}\n${epoch}\n${step}\n${item}`
