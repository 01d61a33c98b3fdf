import { type RawBuilder, sql } from 'kysely'
import { IntegrationError } from '../errors/integration-error.ts'

/** Where a page of a list ended: the time of its last row, to the microsecond as Postgres keeps it, and the row's key. */
export type Cursor = { at: string; key: string }

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?Z\|(.+)$/s

/** The time of a row as cursors carry it: a `Date` has only milliseconds, and a page would skip rows of the same one. */
export const exactly = (column: string): RawBuilder<string> =>
  sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

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
