import { sql } from 'kysely'
import { type Database, inTransaction } from '../database/database.ts'
import { isCockroach } from './dialect.ts'

const BATCH = 1_000

/**
 * Gives the events that were committed since the last time their places in the order that readers go by. On Postgres an
 * event has its place from its transaction, and readers stop before the oldest that is open. CockroachDB tells nobody what
 * is open: there an event has none until it is seen committed, and one at a time hands them out. So an event that commits
 * late comes late, and none comes to stand behind a reader. Does nothing on Postgres.
 */
export async function orderEvents(db: Database): Promise<void> {
  if (!isCockroach(db)) return
  while ((await inTransaction(db, orderBatch)) === BATCH);
}

async function orderBatch(tx: Database): Promise<number> {
  // While another one is at it there is nothing to do: what it does not see, the next look does.
  const { rows } = await sql<{ last: string }>`
    select last::text as last from gantry.event_sequence for update skip locked`.execute(tx)
  const at = rows[0]
  if (!at) return 0
  // In a statement of its own: it sees all that whoever had the lock before has numbered.
  const { rows: placed } = await sql`
    update gantry.event e set xid = n.nth + ${at.last}::bigint
    from (select id, row_number() over (order by id) as nth from (
      select id from gantry.event where xid is null order by id limit ${BATCH}) as next) as n
    where e.id = n.id returning e.id`.execute(tx)
  if (placed.length > 0) await sql`update gantry.event_sequence set last = last + ${placed.length}::int`.execute(tx)
  return placed.length
}
