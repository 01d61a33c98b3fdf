import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { GroupCommit } from './group-commit.ts'

export type Checkpoint = {
  run: string
  epoch: number
  step: string
  item: string
  kind: Tables['gantry.journal']['kind']
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

type Place = Pick<Checkpoint, 'run' | 'step' | 'item' | 'epoch'>

/**
 * Writes checkpoints of all runs in flight together. Each is accepted or fenced by itself, under the lock of its run's row.
 */
export class Checkpoints {
  readonly #db: Database
  readonly #group = new GroupCommit<Checkpoint, boolean>('checkpoints', async (batch) => {
    const accepted = await this.#insert(batch)
    return batch.map((checkpoint) => accepted.has(keyOf(checkpoint)))
  })

  constructor(db: Database) {
    this.#db = db
  }

  /** Throws `Fenced` where another worker has the run now. */
  async write(checkpoint: Checkpoint): Promise<void> {
    if (!(await this.#group.add(checkpoint))) throw new Fenced(checkpoint.run)
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
