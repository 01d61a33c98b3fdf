import { type RawBuilder, sql } from 'kysely'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Database } from './database.ts'

/** Where a page of a list ended: the time of its last row, to the microsecond as Postgres keeps it, and the row's key. */
export type Cursor = { at: string; key: string }

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?Z\|(.+)$/s

/** The time of a row as cursors carry it: a `Date` has only milliseconds, and a page would skip rows of the same one. */
export const exactly = (column: string): RawBuilder<string> =>
  sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** The database's time as cursors carry it: what comes later is after it on every host. */
export async function nowExactly(db: Database): Promise<string> {
  const { rows } = await sql<{ at: string }>`
    select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`.execute(db)
  return rows[0]!.at
}

export const writeCursor = ({ at, key }: Cursor): string => `${at}|${key}`

/** Throws `invalid-cursor` where the text is no cursor of ours; the database would fail on it. */
export function readCursor(text: string): Cursor {
  const [, seconds, fraction = '', key] = CURSOR.exec(text) ?? []
  const parsed = new Date(`${seconds}Z`)
  const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(seconds!)
  // Postgres has no year 0, and its texts no NUL.
  if (!key || !exists || seconds!.startsWith('0000') || key.includes('\0')) throw invalidCursor()
  return { at: `${seconds}${fraction}Z`, key }
}

export const invalidCursor = () =>
  new IntegrationError('invalid-cursor', 'This page of the list does not exist.', { kind: 'data', status: 400 })

/** `next` is the cursor of the page after it, absent on the last. */
export type Page<T> = { items: T[]; next?: string }

/** Of one row more than the page holds: whether there is a next page is then known, not guessed. */
export function paged<R extends { at: string; id: string }, T>(rows: R[], limit: number, read: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(read),
    ...(rows.length > limit && last && { next: writeCursor({ at: last.at, key: last.id }) }),
  }
}
