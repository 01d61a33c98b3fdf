import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import { GroupCommit } from './group-commit.ts'

/** A run's end; `output` as JSON. */
export type Completion = { run: string; epoch: number; output: string }

/** Ends runs that nobody waits behind, together: each by itself, under its row's lock. */
export class Completions {
  readonly #db: Database
  readonly #group = new GroupCommit<Completion, boolean>('completions', async (batch) => {
    const completed = await this.#complete(batch)
    return batch.map(({ run, epoch }) => completed.get(run) === epoch)
  })

  constructor(db: Database) {
    this.#db = db
  }

  /** False where another worker has the run, or a person gave it up meanwhile. */
  write(completion: Completion): Promise<boolean> {
    return this.#group.add(completion)
  }

  async #complete(batch: readonly Completion[]): Promise<Map<string, number>> {
    const { rows } = await sql<{ id: string; epoch: number }>`
      with entry as (
        select * from unnest(${batch.map(({ run }) => run)}::uuid[], ${batch.map(({ epoch }) => epoch)}::int[],
          ${batch.map(({ output }) => output)}::text[]) as e(run, epoch, output)
      ), owned as (
        select id, epoch from gantry.run
        where id in (select run from entry) and state = 'running' and not compensating
        order by id for no key update
      ), ending as (
        select o.id, e.output::json as output from owned o join entry e on e.run = o.id and e.epoch = o.epoch
      ), unwaited as (
        delete from gantry.waiter where run in (select id from ending)
      )
      update gantry.run r set state = 'completed', output = e.output, released = true, due_at = null, owner = null,
        lease_until = null, updated_at = clock_timestamp(), finished_at = clock_timestamp()
      from ending e where r.id = e.id
      returning r.id, r.epoch`.execute(this.#db)
    return new Map(rows.map(({ id, epoch }) => [id, epoch]))
  }
}

/**
 * Ends a run of an order and lets the next one go, in one statement. Gives the next, to be claimed at once; null where
 * there is none; undefined where the run was not ended, as in `write`.
 */
export async function completeOrdered(
  db: Database,
  { run, epoch, output }: Completion,
): Promise<string | null | undefined> {
  const { rows } = await sql<{ next: string | null }>`
    select following as next from gantry.complete_ordered(${run}, ${epoch}, ${output}::json)`.execute(db)
  return rows[0]?.next
}
