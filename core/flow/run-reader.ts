import { sql } from 'kysely'
import { type Cursor, exactly, invalidCursor, type Page, paged, readCursor } from '../database/cursor.ts'
import type { Database } from '../database/database.ts'
import type { RunState } from '../database/tables.ts'
import type { PendingApproval } from './approvals.ts'
import { readArchived } from './archive.ts'
import type { Exception } from './exceptions.ts'
import { isId } from './identity.ts'
import { type Intervention, listInterventions } from './interventions.ts'
import { noSuchRun, type Run, type RunSummary, summaryOf } from './runs.ts'

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
  /** Who gave leave to go on, and why. */
  approval?: unknown
}

/** The run that another one of its order waits for. */
export type Blocker = { id: string; key: string; state: RunState }

/** A run in a list: what it is ordered by, and which run it waits for where it is blocked. */
export type RunRow = RunSummary & { orderedBy?: string; blockedBy?: Blocker }

/** What a run waits for: an event with a key, or the passing of time. Times are ISO 8601 UTC. */
export type Waiting = { step: string; item: string; event?: string; key?: string; deadline?: string }

export type RunDetail = RunRow & {
  input: unknown
  principal: string
  revision: number
  /** When it is looked at next. */
  dueAt?: string
  finishedAt?: string
  /** How many runs of its order go before it. */
  ahead: number
  /** Runs of its order that wait for it, the next one first. */
  behind: Blocker[]
  waits: Waiting[]
  steps: StepRecord[]
  exceptions: Exception[]
  approvals: PendingApproval[]
  interventions: Intervention[]
}

export type RunFilter = {
  state?: RunState
  flow?: string
  key?: string
  subject?: string
  correlation?: string
  /** The run that those asked for wait for. */
  blockedBy?: string
  /** Stands somewhere in the key, the subject or the error. */
  text?: string
  /** ISO 8601 UTC. */
  createdAfter?: string
  createdBefore?: string
  limit: number
  cursor?: string
}

const BLOCKER = sql`(select json_build_object('id', e.id, 'key', e.key, 'state', e.state) from gantry.run e
  where run.state = 'blocked' and e.tenant = run.tenant and e.flow = run.flow and e.ordered_by = run.ordered_by
    and not e.released and e.seq < run.seq order by e.seq limit 1)`

/** A page of runs, the latest change first. Throws `invalid-cursor`. */
export async function listRuns(db: Database, tenant: string, filter: RunFilter): Promise<Page<RunRow>> {
  const after = cursorOf(filter.cursor)
  const { blockedBy, text, createdAfter, createdBefore } = filter
  const runs = await db
    .selectFrom('gantry.run')
    .selectAll()
    .select([exactly('updated_at').as('at'), sql<Blocker | null>`${BLOCKER}`.as('blocker')])
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
    .$if(createdAfter !== undefined, (query) => query.where(sql<boolean>`created_at >= ${createdAfter}::timestamptz`))
    .$if(createdBefore !== undefined, (query) => query.where(sql<boolean>`created_at < ${createdBefore}::timestamptz`))
    .$if(blockedBy !== undefined, (query) =>
      query.where(sql<boolean>`state = 'blocked' and ${BLOCKER} ->> 'id' = ${blockedBy!.toLowerCase()}`),
    )
    .$if(text !== undefined, (query) =>
      query.where(
        sql<boolean>`position(lower(${text}) in lower(concat_ws(E'\n', key, subject, error->>'message'))) > 0`,
      ),
    )
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(updated_at, id) < (${after!.at}::timestamptz, ${after!.key}::uuid)`),
    )
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
    .execute()
  return paged(runs, filter.limit, rowOf)
}

const rowOf = (run: Run & { blocker: Blocker | null }): RunRow => ({
  ...summaryOf(run, false),
  ...(run.ordered_by !== null && { orderedBy: run.ordered_by }),
  ...(run.blocker && { blockedBy: run.blocker }),
})

export function cursorOf(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  const cursor = readCursor(text)
  if (!isId(cursor.key)) throw invalidCursor()
  return cursor
}

/** A run with all that is known of it. Throws `no-such-run`. */
export async function readRun(db: Database, tenant: string, id: string): Promise<RunDetail> {
  if (!isId(id)) throw noSuchRun(id)
  const run = await db
    .selectFrom('gantry.run')
    .selectAll()
    .select(sql<Blocker | null>`${BLOCKER}`.as('blocker'))
    .where('id', '=', id)
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  if (!run) throw noSuchRun(id)
  const archived = await readArchived(db, run)
  const [steps, exceptions, waits, order, approvals, interventions] = await Promise.all([
    archived?.journal ??
      db.selectFrom('gantry.journal').selectAll().where('run_seq', '=', run.seq).orderBy('seq').execute(),
    db.selectFrom('gantry.exception').selectAll().where('run', '=', id).orderBy('opened_at').execute(),
    db.selectFrom('gantry.waiter').selectAll().where('run', '=', id).orderBy('deadline').execute(),
    orderOf(db, run),
    db.selectFrom('gantry.approval').selectAll().where('run', '=', id).orderBy('asked_at').execute(),
    listInterventions(db, tenant, id),
  ])
  return {
    ...rowOf({ ...run, ...archived }),
    input: archived ? archived.input : run.input,
    principal: run.principal,
    revision: run.revision,
    ...(run.due_at && { dueAt: run.due_at.toISOString() }),
    ...(run.finished_at && { finishedAt: run.finished_at.toISOString() }),
    ...order,
    waits: waits.map(({ step, item, event, key, deadline }) => ({
      step,
      item,
      ...(event !== null && { event }),
      ...(key !== null && { key }),
      ...(deadline && { deadline: deadline.toISOString() }),
    })),
    exceptions,
    approvals,
    interventions,
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
      ...(entry.approval !== null && { approval: entry.approval }),
    })),
  }
}

const BEHIND = 20

/** Its place among the runs of its order that have not let the next one go. */
async function orderOf(db: Database, run: Run): Promise<{ ahead: number; behind: Blocker[] }> {
  if (run.ordered_by === null || run.released) return { ahead: 0, behind: [] }
  const same = sql`tenant = ${run.tenant} and flow = ${run.flow} and ordered_by = ${run.ordered_by} and not released`
  const [ahead, behind] = await Promise.all([
    sql<{ count: number }>`select count(*)::int as count from gantry.run where ${same} and seq < ${run.seq}`.execute(
      db,
    ),
    sql<Blocker>`select id, key, state from gantry.run where ${same} and seq > ${run.seq} order by seq limit ${BEHIND}`.execute(
      db,
    ),
  ])
  return { ahead: ahead.rows[0]!.count, behind: behind.rows }
}

/** How many runs of each flow are in each state, and how many exceptions and dead letters wait, by team. */
export async function countRuns(
  db: Database,
  tenant: string,
): Promise<{
  runs: { flow: string; state: RunState; count: number }[]
  exceptions: { team: string; count: number }[]
  deadLetters: { team: string; count: number }[]
}> {
  const byTeam = (table: string) =>
    sql<{ team: string; count: number }>`
    select team, count(*)::int as count from ${sql.table(table)}
    where tenant = ${tenant} and state = 'open' group by team order by team`.execute(db)
  const [runs, exceptions, deadLetters] = await Promise.all([
    sql<{ flow: string; state: RunState; count: number }>`select flow, state, count(*)::int as count from gantry.run
      where tenant = ${tenant} group by flow, state order by flow, state`.execute(db),
    byTeam('gantry.exception'),
    byTeam('gantry.dead_letter'),
  ])
  return { runs: runs.rows, exceptions: exceptions.rows, deadLetters: deadLetters.rows }
}
