import { type Selectable, sql } from 'kysely'
import { isCockroach } from '../cockroachdb/dialect.ts'
import { tellEnds } from '../cockroachdb/ends.ts'
import { releaseOrder, releasePlace } from '../cockroachdb/order.ts'
import type { Database, Transaction } from '../database/database.ts'
import type { RunState, Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Identity } from '../security/identity.ts'
import { whole } from './archive.ts'
import { isId, runIdOf } from './identity.ts'
import type { Wakes } from './wakes.ts'

export type Run = Selectable<Tables['gantry.run']>

/** A run as callers see it. */
export type RunSummary = {
  id: string
  flow: string
  version: number
  key: string
  subject?: string
  state: RunState
  correlation: string
  createdAt: string
  updatedAt: string
  output?: unknown
  error?: { code: string; message: string }
  /** False where the same start was made before. */
  started: boolean
}

const TERMINAL: readonly RunState[] = ['completed', 'failed', 'compensated', 'cancelled', 'discarded']

export const isEnded = (state: RunState): boolean => TERMINAL.includes(state)

/** Lets the next run of the same order go. Call once the run waits, is parked, or has ended. */
export async function release(tx: Transaction, wakes: Wakes, run: Run): Promise<void> {
  if (run.released || (run.ordered_by === null && run.place === null)) return
  const next = await following(tx, run)
  run.released = true
  if (next) await wakes.send(tx, [{ run: next }])
}

/** The run that may go now that this one was released; null where there is none. */
async function following(tx: Transaction, { id, place }: Run): Promise<string | null> {
  if (isCockroach(tx)) return place === null ? releaseOrder(tx, id) : releasePlace(tx, id)
  const released = place === null ? sql`gantry.release_order(${id})` : sql`gantry.release_place(${id})`
  const { rows } = await sql<{ next: string | null }>`select ${released} as next`.execute(tx)
  return rows[0]!.next
}

/** Has a run looked at again, soon. Its row is locked by this transaction. */
export async function wakeRun(tx: Transaction, wakes: Wakes, run: Run): Promise<void> {
  const running = run.state === 'running'
  await tx
    .updateTable('gantry.run')
    .set(running ? { woken: true } : { state: 'queued', due_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', run.id)
    .execute()
  if (!running) await wakes.send(tx, [{ run: run.id }])
}

/** A run under a lock that lasts until the transaction ends. Throws `no-such-run`. */
export async function lockRun(tx: Transaction, tenant: string, id: string): Promise<Run> {
  const run = isId(id)
    ? await tx
        .selectFrom('gantry.run')
        .selectAll()
        .where('id', '=', id)
        .where('tenant', '=', tenant)
        .forUpdate()
        .executeTakeFirst()
    : undefined
  if (!run) throw noSuchRun(id)
  return run
}

export const noSuchRun = (id: string) =>
  new IntegrationError('no-such-run', 'There is no such run.', { kind: 'data', status: 404, detail: id })

/** Parks a run that needs no wake, in one statement; false where it was woken meanwhile, or is another worker's now. */
export async function parkRun(
  db: Database,
  { id, epoch }: Pick<Run, 'id' | 'epoch'>,
  { held, dueAt }: { held: boolean; dueAt: number | undefined },
): Promise<boolean> {
  const due = dueAt === undefined ? null : new Date(dueAt)
  const { rows } = await sql`
    update gantry.run set state = ${due === null && held ? 'held' : 'waiting'}, due_at = ${due}, owner = null,
      lease_until = null, updated_at = clock_timestamp()
    where id = ${id} and epoch = ${epoch} and state = 'running' and not woken returning id`.execute(db)
  return rows.length === 1
}

/** Puts a run down that this transaction owns: parked until `dueAt`, held, or ended. */
export async function leaveRun(
  tx: Transaction,
  run: Pick<Run, 'id'>,
  { state, dueAt, output }: { state: RunState; dueAt: Date | null; output?: unknown },
): Promise<void> {
  const ended = isEnded(state)
  if (ended) await tx.deleteFrom('gantry.waiter').where('run', '=', run.id).execute()
  await sql`
    update gantry.run set state = ${state}, due_at = ${dueAt}, owner = null, lease_until = null, stopping = false,
      updated_at = clock_timestamp(), output = coalesce(${output === undefined ? null : JSON.stringify(output)}::json, output),
      released = released or ${ended}, finished_at = case when ${ended} then clock_timestamp() end
    where id = ${run.id}`.execute(tx)
  if (ended && isCockroach(tx)) await tellEnds(tx, [run.id])
}

export async function findRun(
  db: Database,
  tenant: string,
  flow: string,
  key: string,
): Promise<RunSummary | undefined> {
  const run = await db
    .selectFrom('gantry.run')
    .selectAll()
    .where('id', '=', runIdOf(tenant, flow, key))
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  return run && summaryOf(await whole(db, run), false)
}

export function summaryOf(run: Run, started: boolean): RunSummary {
  const error = run.error as { code: string; message: string } | null
  return {
    id: run.id,
    flow: run.flow,
    version: run.version,
    key: run.key,
    ...(run.subject !== null && { subject: run.subject }),
    state: run.state,
    correlation: run.correlation,
    createdAt: run.created_at.toISOString(),
    updatedAt: run.updated_at.toISOString(),
    ...(run.output !== null && { output: run.output }),
    ...(error && { error }),
    started,
  }
}

/** The identity a run acts with: its flow's service principal, on behalf of whoever started it; never a stored token. */
export const identityOf = (run: Run): Identity => ({
  tenant: run.tenant,
  principal: `flow:${run.flow}`,
  scopes: ['system.*', 'process.*'],
  onBehalfOf: run.principal,
})
