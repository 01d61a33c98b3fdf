import { sql } from 'kysely'
import { isCockroach } from '../cockroachdb/dialect.ts'
import type { Transaction } from './database.ts'

/** What is locked by a name, and the seed that keeps the names of one apart from those of another. */
const SEEDS = { event: 0, count: 0, order: 1, single: 3 }

/**
 * Locks names until the transaction ends, in their order: whoever locks several waits for nobody who waits for it. On
 * CockroachDB a name is a row that nobody ever sees: whoever inserts the same one waits until this transaction is over.
 */
export async function lockNames(tx: Transaction, kind: keyof typeof SEEDS, names: readonly string[]): Promise<void> {
  const sorted = [...new Set(names)].sort()
  if (sorted.length === 0) return
  if (isCockroach(tx)) {
    const rows = sorted.map((name) => `${kind}\n${name}`)
    await sql`insert into gantry.lock (name) select name from unnest(${rows}::text[]) with ordinality as n(name, place)
      order by place`.execute(tx)
    await sql`delete from gantry.lock where name = any(${rows}::text[])`.execute(tx)
    return
  }
  await sql`select pg_advisory_xact_lock(hashtextextended(name, ${SEEDS[kind]}))
    from unnest(${sorted}::text[]) with ordinality as n(name, place) order by place`.execute(tx)
}

/** The same for one name; false, at once, while another transaction has it. */
export async function tryLock(tx: Transaction, name: 'gantry.audit'): Promise<boolean> {
  if (isCockroach(tx)) {
    const { rows } = await sql`select name from gantry.lock where name = ${name} for update skip locked`.execute(tx)
    return rows.length > 0
  }
  const { rows } = await sql<{ got: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${name}, ${SEEDS.single})) as got`.execute(tx)
  return rows[0]!.got
}
