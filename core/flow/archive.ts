import { sql } from 'kysely'
import { deleteMonth, monthsOf } from '../cockroachdb/archive.ts'
import { isCockroach } from '../cockroachdb/dialect.ts'
import { type Database, inTransaction } from '../database/database.ts'
import type { Entry } from './journal.ts'
import type { Run } from './runs.ts'

/*
 * Ended runs leave the engine's tables for `gantry.run_archive`, a partition a month. Their rows in `gantry.run` stay
 * without input, output, error and journal: about 250 bytes that keep the business key taken.
 */

const ENDED = sql`('completed', 'failed', 'compensated', 'cancelled', 'discarded')`
/** Live work never waits longer than this for a lock that a change of partitions takes. */
const LOCK_MS = 500

/**
 * Archives runs of a tenant that ended more than `days` ago, the oldest first, at most `limit` in one short transaction.
 * Returns how many. A run whose exception is still open stays, and so does one under a legal hold.
 */
export async function archiveRuns(db: Database, tenant: string, days: number, limit: number): Promise<number> {
  const old = sql`tenant = ${tenant} and archived_at is null and state in ${ENDED}
    and updated_at < gantry.now() - ${days}::float8 * interval '1 day'
    and not exists (select from gantry.exception e where e.run = r.id and e.state = 'open')
    and not gantry.is_held(tenant, subject, key)`
  const month = sql`to_char(finished_at at time zone 'UTC', 'YYYY-MM')`
  // In transactions of their own: making a partition locks the archive.
  const { rows: found } = await sql<{ month: string }>`
    select distinct ${month} as month from (
      select finished_at from gantry.run r where ${old} order by updated_at limit ${limit}) as oldest`.execute(db)
  const months = found.map(({ month }) => month)
  if (!isCockroach(db)) for (const month of months) await makePartition(db, month)
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ id: string; seq: string }>`
      select id, seq from gantry.run r where ${old} and ${month} = any(${months}::text[])
      order by updated_at limit ${limit} for update skip locked`.execute(tx)
    if (rows.length === 0) return 0
    const ids = rows.map(({ id }) => id)
    await sql`
      insert into gantry.run_archive (id, tenant, finished_at, input, output, error, journal, superseded, lineage)
      select id, tenant, finished_at, input, output, error, coalesce(
        (select json_agg(j order by j.seq) from gantry.journal j where j.run_seq = r.seq), '[]'),
        (select json_agg(s order by s.seq) from gantry.superseded s where s.run = r.id),
        (select json_agg(l order by l.answered_at) from gantry.lineage l where l.run = r.id)
      from gantry.run r where id = any(${ids}::uuid[])`.execute(tx)
    await sql`delete from gantry.journal where run_seq = any(${rows.map(({ seq }) => seq)}::bigint[])`.execute(tx)
    await sql`delete from gantry.superseded where run = any(${ids}::uuid[])`.execute(tx)
    await sql`delete from gantry.lineage where run = any(${ids}::uuid[])`.execute(tx)
    await sql`update gantry.run set input = 'null', output = null, error = null, archived_at = clock_timestamp()
      where id = any(${ids}::uuid[])`.execute(tx)
    return ids.length
  })
}

/** `month` as `2026-11`. */
async function makePartition(db: Database, month: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // "If not exists" does not wait for somebody who is just making it.
    await sql`select pg_advisory_xact_lock(hashtextextended('gantry.run_archive', 3))`.execute(tx)
    await sql.raw(`set local lock_timeout = ${LOCK_MS}`).execute(tx)
    await sql`select gantry.make_archive_month(${month})`.execute(tx)
  })
}

/** A part of the archive: `month` as `2026-11`, and the database's time. */
export type Month = { name: string; month: string; now: Date }

const following = (month: string): string => {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7)
}

async function partitions(db: Database): Promise<Month[]> {
  const { rows } = await sql<Month>`
    select c.relname as name, replace(right(c.relname, 7), '_', '-') as month, gantry.now() as now
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'gantry.run_archive'::regclass order by 1`.execute(db)
  return rows
}

/**
 * Drops the months of the archive that ended more than `days` ago, but for those that are `kept` (`2026-11`). The runs'
 * stripped rows stay. Returns their names.
 */
export async function dropArchive(
  db: Database,
  days: number,
  kept: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const months = isCockroach(db) ? await monthsOf(db) : await partitions(db)
  const dropped = months.filter(
    ({ month, now }) =>
      !kept.has(month) && Date.parse(`${following(month)}-01T00:00:00Z`) < now.getTime() - days * 24 * 3600 * 1000,
  )
  for (const { name, month } of dropped)
    if (isCockroach(db)) await deleteMonth(db, month)
    else
      await db.transaction().execute(async (tx) => {
        await sql.raw(`set local lock_timeout = ${LOCK_MS}`).execute(tx)
        await sql`select gantry.drop_archive_month(${name})`.execute(tx)
      })
  return dropped.map(({ name }) => name)
}

/** Of the archive's journal the times are texts. */
type Archived = Pick<Run, 'input' | 'output' | 'error'> & { journal: Entry[] }

/** What the archive has of a run; undefined where it is not archived, or its month was dropped. */
export async function readArchived(
  db: Database,
  { id, archived_at }: Pick<Run, 'id' | 'archived_at'>,
): Promise<Archived | undefined> {
  if (archived_at === null) return undefined
  // The time of its end names the partition; from a `Date` it would lack the microseconds.
  const { rows } = await sql<Archived>`
    select input, output, error, journal from gantry.run_archive
    where id = ${id} and finished_at = (select finished_at from gantry.run where id = ${id})`.execute(db)
  return rows[0]
}

/** A run with what the archive has of it. */
export async function whole(db: Database, run: Run): Promise<Run> {
  const { journal: _, ...kept } = (await readArchived(db, run)) ?? { journal: [] }
  return { ...run, ...kept }
}
