import { sql } from 'kysely'
import { isCockroach } from '../cockroachdb/dialect.ts'
import { completeInSteps } from '../cockroachdb/ends.ts'
import type { Database } from '../database/database.ts'

/** A run's end; `output` as JSON. */
export type Completion = { run: string; epoch: number; output: string }

/**
 * Ends a run of an order and lets the next one go, in one statement. Gives the next, to be claimed at once; null where
 * there is none; undefined where another worker has the run, or a person gave it up meanwhile.
 */
export async function completeOrdered(db: Database, completion: Completion): Promise<string | null | undefined> {
  if (isCockroach(db)) return completeInSteps(db, completion)
  const { run, epoch, output } = completion
  const { rows } = await sql<{ next: string | null }>`
    select following as next from gantry.complete_ordered(${run}, ${epoch}, ${output}::json)`.execute(db)
  return rows[0]?.next
}
