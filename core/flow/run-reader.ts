import { sql } from 'kysely'
import { type Cursor, exactly, invalidCursor, readCursor, writeCursor } from '../database/cursor.ts'
import type { Database } from '../database/database.ts'
import type { RunState } from '../database/tables.ts'
import { readArchived } from './archive.ts'
import { type Exception, noSuchException } from './exceptions.ts'
import { isId } from './identity.ts'
import { noSuchRun, type RunSummary, summaryOf } from './runs.ts'

export type StepRecord = {
  step: string
  item: string
  kind: string
  state: string
  attempts: number
  startedAt: string
  finishedAt: string
  result?: unknown
  error?: unknown
}

export type RunDetail = RunSummary & { input: unknown; steps: StepRecord[]; exceptions: Exception[] }

export type RunFilter = {
  state?: RunState
  flow?: string
  key?: string
  subject?: string
  correlation?: string
  limit: number
  cursor?: string
}
export type ExceptionFilter = {
  state: 'open' | 'resolved'
  code?: string
  team?: string
  subject?: string
  limit: number
  cursor?: string
}

/** `next` is the cursor of the page after it, absent on the last. */
export type Page<T> = { items: T[]; next?: string }

/** A page of runs, the latest change first. Throws `invalid-cursor`. */
export async function listRuns(db: Database, tenant: string, filter: RunFilter): Promise<Page<RunSummary>> {
  const after = cursorOf(filter.cursor)
  const runs = await db
    .selectFrom('gantry.run')
    .selectAll()
    .select(exactly('updated_at').as('at'))
    .where('tenant', '=', tenant)
    // Those of the archive are found by their names.
    .$if(![filter.key, filter.subject, filter.correlation].some(Boolean), (query) =>
      query.where('archived_at', 'is', null),
    )
    .$if(filter.state !== undefined, (query) => query.where('state', '=', filter.state!))
    .$if(filter.flow !== undefined, (query) => query.where('flow', '=', filter.flow!))
    .$if(filter.key !== undefined, (query) => query.where('key', '=', filter.key!))
    .$if(filter.subject !== undefined, (query) => query.where('subject', '=', filter.subject!))
    .$if(filter.correlation !== undefined, (query) => query.where('correlation', '=', filter.correlation!))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(updated_at, id) < (${after!.at}::timestamptz, ${after!.key}::uuid)`),
    )
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute()
  return paged(runs, filter.limit, (run) => summaryOf(run, false))
}

function cursorOf(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  const cursor = readCursor(text)
  if (!isId(cursor.key)) throw invalidCursor()
  return cursor
}

/** Of one row more than the page holds: whether there is a next page is then known, not guessed. */
function paged<R extends { at: string; id: string }, T>(rows: R[], limit: number, read: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(read),
    ...(rows.length > limit && last && { next: writeCursor({ at: last.at, key: last.id }) }),
  }
}

export async function readRun(db: Database, tenant: string, id: string): Promise<RunDetail> {
  if (!isId(id)) throw noSuchRun(id)
  const run = await db
    .selectFrom('gantry.run')
    .selectAll()
    .where('id', '=', id)
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  if (!run) throw noSuchRun(id)
  const archived = await readArchived(db, run)
  const [steps, exceptions] = await Promise.all([
    archived?.journal ?? db.selectFrom('gantry.journal').selectAll().where('run', '=', id).orderBy('seq').execute(),
    db.selectFrom('gantry.exception').selectAll().where('run', '=', id).orderBy('opened_at').execute(),
  ])
  return {
    ...summaryOf({ ...run, ...archived }, false),
    input: archived ? archived.input : run.input,
    exceptions,
    steps: steps.map((entry) => ({
      step: entry.step,
      item: entry.item,
      kind: entry.kind,
      state: entry.state,
      attempts: entry.attempts,
      startedAt: new Date(entry.started_at).toISOString(),
      finishedAt: new Date(entry.finished_at).toISOString(),
      ...(entry.result !== null && { result: entry.result }),
      ...(entry.error !== null && { error: entry.error }),
    })),
  }
}

/** A page of exceptions, the latest first. Throws `invalid-cursor`. */
export async function listExceptions(db: Database, tenant: string, filter: ExceptionFilter): Promise<Page<Exception>> {
  const after = cursorOf(filter.cursor)
  const exceptions = await db
    .selectFrom('gantry.exception')
    .selectAll()
    .select(exactly('opened_at').as('at'))
    .where('tenant', '=', tenant)
    .where('state', '=', filter.state)
    .$if(filter.code !== undefined, (query) => query.where('code', '=', filter.code!))
    .$if(filter.team !== undefined, (query) => query.where('team', '=', filter.team!))
    .$if(filter.subject !== undefined, (query) => query.where('subject', '=', filter.subject!))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(opened_at, id) < (${after!.at}::timestamptz, ${after!.key}::uuid)`),
    )
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute()
  return paged(exceptions, filter.limit, ({ at: _, ...exception }) => exception)
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

/** How many runs of each flow are in each state, and how many exceptions wait, by team. */
export async function countRuns(
  db: Database,
  tenant: string,
): Promise<{
  runs: { flow: string; state: RunState; count: number }[]
  exceptions: { team: string; count: number }[]
}> {
  const [runs, exceptions] = await Promise.all([
    sql<{ flow: string; state: RunState; count: number }>`select flow, state, count(*)::int as count from gantry.run
      where tenant = ${tenant} group by flow, state order by flow, state`.execute(db),
    sql<{ team: string; count: number }>`select team, count(*)::int as count from gantry.exception
      where tenant = ${tenant} and state = 'open' group by team order by team`.execute(db),
  ])
  return { runs: runs.rows, exceptions: exceptions.rows }
}
