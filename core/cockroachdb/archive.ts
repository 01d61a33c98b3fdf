import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

const BATCH = 1_000

/** The archive is one table there, without a partition for each month: a month is deleted, not dropped. Names as `2026-11`. */
export async function monthsOf(db: Database): Promise<{ name: string; month: string; now: Date }[]> {
  const { rows } = await sql<{ first: string | null; last: string | null; now: Date }>`
    select to_char(min(finished_at) at time zone 'UTC', 'YYYY-MM') as first,
      to_char(max(finished_at) at time zone 'UTC', 'YYYY-MM') as last, gantry.now() as now
    from gantry.run_archive`.execute(db)
  const { first, last, now } = rows[0]!
  if (first === null || last === null) return []
  const months: string[] = []
  for (let month = first; month <= last; month = following(month)) months.push(month)
  return months.map((month) => ({ name: `run_archive_${month.replace('-', '_')}`, month, now }))
}

/** The month after one: `2026-12` after `2026-11`. */
export const following = (month: string): string => {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7)
}

export async function deleteMonth(db: Database, month: string): Promise<void> {
  const [from, to] = [month, following(month)].map((each) => `${each}-01T00:00:00Z`)
  for (;;) {
    const { rows } = await sql`delete from gantry.run_archive where (id, finished_at) in (
      select id, finished_at from gantry.run_archive
      where finished_at >= ${from}::timestamptz and finished_at < ${to}::timestamptz
      order by finished_at limit ${BATCH}) returning 1`.execute(db)
    if (rows.length < BATCH) return
  }
}
