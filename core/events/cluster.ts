import { sql } from 'kysely'
import type { Logger } from 'pino'
import { isCockroach } from '../cockroachdb/dialect.ts'
import { type Database, inTransaction } from '../database/database.ts'

/**
 * Puts cursors of events right where this database came from another server (dump and restore, an upgrade): a cursor
 * counts that server's transactions, and would stand still here, or pass events by. Each keeps exactly what it had not
 * read yet. Call before traffic. Returns whether there was anything to do.
 */
export async function settleCursors(db: Database, log: Logger): Promise<boolean> {
  // There events have numbers of their own, which go with them.
  if (isCockroach(db)) return false
  const foreign = sql<boolean>`coalesce((select system_identifier <> (pg_control_system()).system_identifier
    from gantry.cluster), false)
    or exists (select from gantry.cursor where xid > pg_snapshot_xmax(pg_current_snapshot()))`
  const note = sql`insert into gantry.cluster (system_identifier) values ((pg_control_system()).system_identifier)
    on conflict (one) do update set system_identifier = excluded.system_identifier, noted_at = clock_timestamp()
    where cluster.system_identifier <> excluded.system_identifier`
  const { rows } = await sql<{ is: boolean }>`select ${foreign} as is`.execute(db)
  if (!rows[0]!.is) {
    await note.execute(db)
    return false
  }
  return inTransaction(db, async (tx) => {
    // One host of several that start at once does it.
    await sql`lock table gantry.cursor, gantry.event in exclusive mode`.execute(tx)
    const again = await sql<{ is: boolean }>`select ${foreign} as is`.execute(tx)
    if (!again.rows[0]!.is) return false
    // Small numbers no transaction of any server has: events between the n-th cursor and the next get n + 1, and the n-th
    // cursor stands behind all of n. Below them every transaction of this server is yet to come.
    await sql`
      with place as (
        select xid, event_id, row_number() over (order by xid, event_id) as nth
        from (select distinct xid, event_id from gantry.cursor where xid is not null) as p
      ), moved as (
        select e.id, 1 + (select count(*) from place p where (p.xid, p.event_id) < (e.xid, e.id)) as nth from gantry.event e
      ), events as (
        update gantry.event e set xid = m.nth::text::xid8 from moved m where m.id = e.id and e.xid <> m.nth::text::xid8)
      update gantry.cursor c set xid = p.nth::text::xid8, event_id = 9223372036854775807
      from place p where p.xid = c.xid and p.event_id = c.event_id`.execute(tx)
    await note.execute(tx)
    log.warn('the database came from another server: cursors of events were put right')
    return true
  })
}
