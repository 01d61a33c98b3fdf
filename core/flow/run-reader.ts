import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { RunState } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { type Exception, noSuchException } from './exceptions.ts'
import { isId } from './identity.ts'
import { type RunSummary, summaryOf } from './runs.ts'

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

export type RunFilter = { state?: RunState; flow?: string; subject?: string; limit: number; before?: string }
export type ExceptionFilter = {
  state: 'open' | 'resolved'
  code?: string
  team?: string
  subject?: string
  limit: number
  before?: string
}

/** Newest first; `before` is the `updatedAt` of the last one seen. */
export async function listRuns(db: Database, tenant: string, filter: RunFilter): Promise<RunSummary[]> {
  const runs = await db
    .selectFrom('gantry.run')
    .selectAll()
    .where('tenant', '=', tenant)
    .$if(filter.state !== undefined, (query) => query.where('state', '=', filter.state!))
    .$if(filter.flow !== undefined, (query) => query.where('flow', '=', filter.flow!))
    .$if(filter.subject !== undefined, (query) => query.where('subject', '=', filter.subject!))
    .$if(filter.before !== undefined, (query) => query.where('updated_at', '<', new Date(filter.before!)))
    .orderBy('updated_at', 'desc')
    .limit(filter.limit)
    .execute()
  return runs.map((run) => summaryOf(run, false))
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
  const [steps, exceptions] = await Promise.all([
    db.selectFrom('gantry.journal').selectAll().where('run', '=', id).orderBy('seq').execute(),
    db.selectFrom('gantry.exception').selectAll().where('run', '=', id).orderBy('opened_at').execute(),
  ])
  return {
    ...summaryOf(run, false),
    input: run.input,
    exceptions,
    steps: steps.map((entry) => ({
      step: entry.step,
      item: entry.item,
      kind: entry.kind,
      state: entry.state,
      attempts: entry.attempts,
      startedAt: entry.started_at.toISOString(),
      finishedAt: entry.finished_at.toISOString(),
      ...(entry.result !== null && { result: entry.result }),
      ...(entry.error !== null && { error: entry.error }),
    })),
  }
}

/** Newest first; `before` is the `opened_at` of the last one seen. */
export async function listExceptions(db: Database, tenant: string, filter: ExceptionFilter): Promise<Exception[]> {
  return db
    .selectFrom('gantry.exception')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('state', '=', filter.state)
    .$if(filter.code !== undefined, (query) => query.where('code', '=', filter.code!))
    .$if(filter.team !== undefined, (query) => query.where('team', '=', filter.team!))
    .$if(filter.subject !== undefined, (query) => query.where('subject', '=', filter.subject!))
    .$if(filter.before !== undefined, (query) => query.where('opened_at', '<', new Date(filter.before!)))
    .orderBy('opened_at', 'desc')
    .limit(filter.limit)
    .execute()
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

const noSuchRun = (id: string) =>
  new IntegrationError('no-such-run', 'There is no such run.', { kind: 'data', status: 404, detail: id })

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
