import { type RawBuilder, sql } from 'kysely'
import { exactly, type Page, paged } from '../database/cursor.ts'
import type { Database } from '../database/database.ts'
import { type Exception, noSuchException } from './exceptions.ts'
import { isId } from './identity.ts'
import { cursorOf } from './run-reader.ts'

/** What exceptions are chosen by; whatever is absent chooses all. */
export type ExceptionFilter = {
  ids?: readonly string[]
  state?: 'open' | 'resolved'
  code?: string
  kind?: string
  team?: string
  flow?: string
  step?: string
  run?: string
  subject?: string
  correlation?: string
  /** The bulk they were resolved by. */
  bulk?: string
  /** Stands somewhere in the sentence, the detail, the key or the subject. */
  text?: string
  /** ISO 8601 UTC. */
  openedAfter?: string
  openedBefore?: string
  dueBefore?: string
  /** Fields of the run's input, each with its value as text. */
  input?: Record<string, string>
}

/** The condition of a filter, on rows of `gantry.exception`; `bulk` adds what that bulk has resolved already. */
export function chosen(tenant: string, filter: ExceptionFilter, bulk?: string): RawBuilder<boolean> {
  const { ids, state, text, openedAfter, openedBefore, dueBefore, input, run, ...equal } = filter
  const parts = [sql`tenant = ${tenant}`]
  for (const name of ['code', 'kind', 'team', 'flow', 'step', 'subject', 'correlation', 'bulk'] as const)
    if (equal[name] !== undefined) parts.push(sql`${sql.ref(name)} = ${equal[name]}`)
  if (ids !== undefined) parts.push(sql`id = any(${ids.filter(isId)}::uuid[])`)
  // Whatever is no id is the run of none.
  if (run !== undefined) parts.push(isId(run) ? sql`run = ${run}` : sql`false`)
  if (state !== undefined)
    parts.push(bulk === undefined ? sql`state = ${state}` : sql`(state = ${state} or bulk = ${bulk})`)
  if (openedAfter !== undefined) parts.push(sql`opened_at >= ${openedAfter}::timestamptz`)
  if (openedBefore !== undefined) parts.push(sql`opened_at < ${openedBefore}::timestamptz`)
  if (dueBefore !== undefined) parts.push(sql`due_at < ${dueBefore}::timestamptz`)
  if (text !== undefined)
    parts.push(sql`position(lower(${text}) in lower(concat_ws(E'\n', sentence, detail, run_key, subject))) > 0`)
  for (const [name, value] of Object.entries(input ?? {}))
    parts.push(sql`exists (select from gantry.run r where r.id = exception.run and r.input ->> ${name} = ${value})`)
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

/** A page of exceptions, the latest first, and how many there are in all. Throws `invalid-cursor`. */
export async function listExceptions(
  db: Database,
  tenant: string,
  { limit, cursor, ...filter }: ExceptionFilter & { limit: number; cursor?: string },
): Promise<Page<Exception> & { total: number }> {
  const after = cursorOf(cursor)
  const [rows, total] = await Promise.all([
    db
      .selectFrom('gantry.exception')
      .selectAll()
      .select(exactly('opened_at').as('at'))
      .where(chosen(tenant, filter))
      .$if(after !== undefined, (query) =>
        query.where(sql<boolean>`(opened_at, id) < (${after!.at}::timestamptz, ${after!.key}::uuid)`),
      )
      .orderBy('opened_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute(),
    countExceptions(db, tenant, filter),
  ])
  return { ...paged(rows, limit, ({ at: _, ...exception }) => exception), total }
}

/** The next open exceptions of a bulk, the oldest first, after the place where the batch before ended. */
export async function nextExceptions(
  db: Database,
  tenant: string,
  filter: ExceptionFilter,
  { bulk, after, limit }: { bulk: string; after?: string; limit: number },
): Promise<Page<Exception>> {
  const from = cursorOf(after)
  const rows = await db
    .selectFrom('gantry.exception')
    .selectAll()
    .select(exactly('opened_at').as('at'))
    .where(chosen(tenant, { ...filter, state: 'open' }, bulk))
    .$if(from !== undefined, (query) =>
      query.where(sql<boolean>`(opened_at, id) > (${from!.at}::timestamptz, ${from!.key}::uuid)`),
    )
    .orderBy('opened_at')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  return paged(rows, limit, ({ at: _, ...exception }) => exception)
}

export async function countExceptions(db: Database, tenant: string, filter: ExceptionFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from gantry.exception where ${chosen(tenant, filter)}`.execute(db)
  return rows[0]!.count
}

export async function readException(db: Database, tenant: string, id: string): Promise<Exception> {
  if (!isId(id)) throw noSuchException(id)
  const exception = await db
    .selectFrom('gantry.exception')
    .selectAll()
    .where('id', '=', id)
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  if (!exception) throw noSuchException(id)
  return exception
}
