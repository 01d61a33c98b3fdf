import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Month } from '../flow/archive.ts'

const BATCH = 1_000

/** The archive is one table there, without a partition for each month: a month is deleted, not dropped. */
export async function monthsOf(db: Database): Promise<Month[]> {
  const { rows } = await sql<Month>`
    select to_char(month, '"run_archive_"YYYY_MM') as name, to_char(month, 'YYYY-MM') as month, gantry.now() as now
    from (select date_trunc('month', min(finished_at) at time zone 'UTC') as first,
      max(finished_at) at time zone 'UTC' as last from gantry.run_archive) as all_of_it,
      generate_series(first, last, interval '1 month') as m(month) order by 1`.execute(db)
  return rows
}

/** `month` as `2026-11`. */
export async function deleteMonth(db: Database, month: string): Promise<void> {
  const first = sql`${`${month}-01T00:00:00Z`}::timestamptz at time zone 'UTC'`
  for (;;) {
    const { rows } = await sql`delete from gantry.run_archive where (id, finished_at) in (
      select id, finished_at from gantry.run_archive
      where finished_at >= ${first} at time zone 'UTC' and finished_at < (${first} + interval '1 month') at time zone 'UTC'
      order by finished_at limit ${BATCH}) returning 1`.execute(db)
    if (rows.length < BATCH) return
  }
}
