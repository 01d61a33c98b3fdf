import type pg from 'pg'
import type { Database } from './database.ts'

/** A statement of the hot path: a connection parses it once, and keeps its plan. Of one name there is one text. */
export type Prepared = { readonly name: string; readonly text: string }

const pools = new WeakMap<Database, { pool: pg.Pool; keeps: boolean }>()

/** `keeps` is false where a connection's session is not its own: a pooler in between may not know the names. */
export function preparesOn(db: Database, pool: pg.Pool, keeps: boolean): void {
  pools.set(db, { pool, keeps })
}

/** Runs it in a transaction of its own, as what `openDatabase` gave does with any statement. */
export async function runPrepared<Row extends pg.QueryResultRow>(
  db: Database,
  { name, text }: Prepared,
  values: unknown[],
): Promise<Row[]> {
  const { pool, keeps } = pools.get(db)!
  const { rows } = await pool.query<Row>({ ...(keeps && { name }), text, values })
  return rows
}
