import { type RawBuilder, sql } from 'kysely'
import { type Cursor, exactly, invalidCursor, type Page, paged, readCursor } from '../database/cursor.ts'
import type { Database } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { DeadLetter } from './dead-letters.ts'

/** What dead letters are chosen by; whatever is absent chooses all. */
export type DeadLetterFilter = {
  ids?: readonly string[]
  state?: DeadLetter['state']
  reader?: string
  /** The name of the event. */
  event?: string
  code?: string
  team?: string
  correlation?: string
  /** The bulk they were resolved by. */
  bulk?: string
  /** Stands somewhere in the sentence, the detail, the source or the payload. */
  text?: string
  /** ISO 8601 UTC. */
  openedAfter?: string
  openedBefore?: string
}

/** The condition of a filter, on rows of `gantry.dead_letter`; `bulk` adds what that bulk has resolved already. */
export function chosenLetters(tenant: string, filter: DeadLetterFilter, bulk?: string): RawBuilder<boolean> {
  const { ids, state, event, text, openedAfter, openedBefore, ...equal } = filter
  const parts = [sql`tenant = ${tenant}`]
  for (const name of ['reader', 'code', 'team', 'correlation', 'bulk'] as const)
    if (equal[name] !== undefined) parts.push(sql`${sql.ref(name)} = ${equal[name]}`)
  if (ids !== undefined) parts.push(sql`id = any(${ids.filter(isLetter)}::bigint[])`)
  if (event !== undefined) parts.push(sql`name = ${event}`)
  if (state !== undefined)
    parts.push(bulk === undefined ? sql`state = ${state}` : sql`(state = ${state} or bulk = ${bulk})`)
  if (openedAfter !== undefined) parts.push(sql`opened_at >= ${openedAfter}::timestamptz`)
  if (openedBefore !== undefined) parts.push(sql`opened_at < ${openedBefore}::timestamptz`)
  if (text !== undefined)
    parts.push(sql`position(lower(${text}) in lower(concat_ws(E'\n', sentence, detail, source, data::text))) > 0`)
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

/** A page of dead letters, the latest first, and how many there are in all. Throws `invalid-cursor`. */
export async function listDeadLetters(
  db: Database,
  tenant: string,
  { limit, cursor, ...filter }: DeadLetterFilter & { limit: number; cursor?: string },
): Promise<Page<DeadLetter> & { total: number }> {
  const after = cursorOf(cursor)
  const [rows, total] = await Promise.all([
    db
      .selectFrom('gantry.dead_letter')
      .selectAll()
      .select(exactly('opened_at').as('at'))
      .where(chosenLetters(tenant, filter))
      .$if(after !== undefined, (query) =>
        query.where(sql<boolean>`(opened_at, id) < (${after!.at}::timestamptz, ${after!.key}::bigint)`),
      )
      .orderBy('opened_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute(),
    countDeadLetters(db, tenant, filter),
  ])
  return { ...paged(rows, limit, ({ at: _, ...letter }) => letter), total }
}

/** The next open dead letters of a bulk, the oldest first, after the place where the batch before ended. */
export async function nextDeadLetters(
  db: Database,
  tenant: string,
  filter: DeadLetterFilter,
  { bulk, after, limit }: { bulk: string; after?: string; limit: number },
): Promise<Page<DeadLetter>> {
  const from = cursorOf(after)
  const rows = await db
    .selectFrom('gantry.dead_letter')
    .selectAll()
    .select(exactly('opened_at').as('at'))
    .where(chosenLetters(tenant, { ...filter, state: 'open' }, bulk))
    .$if(from !== undefined, (query) =>
      query.where(sql<boolean>`(opened_at, id) > (${from!.at}::timestamptz, ${from!.key}::bigint)`),
    )
    .orderBy('opened_at')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  return paged(rows, limit, ({ at: _, ...letter }) => letter)
}

function cursorOf(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  const cursor = readCursor(text)
  if (!isLetter(cursor.key)) throw invalidCursor()
  return cursor
}

export async function countDeadLetters(
  db: Database,
  tenant: string,
  filter: DeadLetterFilter,
  bulk?: string,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from gantry.dead_letter where ${chosenLetters(tenant, filter, bulk)}`.execute(db)
  return rows[0]!.count
}

export async function readDeadLetter(db: Database, tenant: string, id: string): Promise<DeadLetter> {
  const letter = isLetter(id)
    ? await db
        .selectFrom('gantry.dead_letter')
        .selectAll()
        .where('id', '=', id)
        .where('tenant', '=', tenant)
        .executeTakeFirst()
    : undefined
  if (!letter) throw noSuchDeadLetter(id)
  return letter
}

/** Whether a text can be the id of a dead letter: a bigint of Postgres. */
export const isLetter = (text: string): boolean => /^[1-9]\d{0,17}$/.test(text)

export const noSuchDeadLetter = (id: string) =>
  new IntegrationError('no-such-dead-letter', 'There is no such dead letter.', {
    kind: 'data',
    status: 404,
    detail: id,
  })
