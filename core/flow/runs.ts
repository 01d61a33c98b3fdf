import { type Selectable, sql } from 'kysely'
import type { Database, Transaction } from '../database/database.ts'
import type { RunState, Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Identity } from '../security/identity.ts'
import type { Flow } from './flow.ts'
import { digestOf, runIdOf } from './identity.ts'
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

export type Start = { flow: Flow; input: unknown; tenant: string; principal: string; correlation: string }

const TERMINAL: readonly RunState[] = ['completed', 'failed', 'compensated', 'cancelled', 'discarded']

export const isEnded = (state: RunState): boolean => TERMINAL.includes(state)

/**
 * Starts runs in the caller's transaction; a key already taken gives the run that has it. Several starts of one order
 * (`orderedBy`) queue up behind each other. With `wake` false the caller claims them itself.
 */
export async function startRuns(
  tx: Transaction,
  wakes: Wakes,
  starts: readonly Start[],
  { wake = true } = {},
): Promise<RunSummary[]> {
  const rows = starts.map(({ flow, input, tenant, principal, correlation }) => {
    const parsed = flow.input.parse(input) as never
    const key = flow.key(parsed)
    const texts = { key, ordered_by: flow.orderedBy?.(parsed) ?? null, subject: flow.about?.(parsed) ?? null }
    if (Object.values(texts).some((text) => text?.includes('\0')))
      throw new IntegrationError('unfit-key', 'A business key may not hold a NUL byte.', { kind: 'data' })
    return {
      id: runIdOf(tenant, flow.name, key),
      tenant,
      flow: flow.name,
      version: flow.version,
      ...texts,
      digest: digestOf(flow.digest(parsed)),
      input: JSON.stringify(parsed),
      correlation,
      principal,
    }
  })
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()]
  await lockOrders(tx, unique)
  const inserted = await sql<{ id: string; state: RunState }>`
    insert into gantry.run
      (id, tenant, flow, version, key, digest, ordered_by, subject, input, correlation, principal, state, due_at)
    select n.*, 'queued', clock_timestamp() from unnest(
      ${unique.map((r) => r.id)}::uuid[], ${unique.map((r) => r.tenant)}::text[], ${unique.map((r) => r.flow)}::text[],
      ${unique.map((r) => r.version)}::int[], ${unique.map((r) => r.key)}::text[],
      ${unique.map((r) => r.digest)}::text[], ${unique.map((r) => r.ordered_by)}::text[], ${unique.map((r) => r.subject)}::text[],
      ${unique.map((r) => r.input)}::json[], ${unique.map((r) => r.correlation)}::text[],
      ${unique.map((r) => r.principal)}::text[]) as n
    on conflict (id) do nothing
    returning id, state`.execute(tx)
  const started = new Set(inserted.rows.map((row) => row.id))
  const ordered = unique.filter((row) => row.ordered_by !== null && started.has(row.id)).map((row) => row.id)
  const blocked = new Set(await block(tx, ordered))
  const ready = [...started].filter((id) => !blocked.has(id))
  if (wake)
    await wakes.send(
      tx,
      ready.map((run) => ({ run })),
    )
  const stored = await tx
    .selectFrom('gantry.run')
    .selectAll()
    .where(
      'id',
      'in',
      unique.map((row) => row.id),
    )
    .execute()
  const byId = new Map(stored.map((run) => [run.id, run]))
  return rows.map((row) => {
    const run = byId.get(row.id)!
    if (run.digest !== row.digest)
      throw new IntegrationError('different-body', `${row.flow} was already started for ${row.key} with other data.`, {
        kind: 'data',
        status: 422,
        detail: 'Send what was sent before, or a new business key.',
      })
    return summaryOf(run, started.has(run.id))
  })
}

/** Of runs just inserted, those that must wait for an earlier one of the same order. */
async function block(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    update gantry.run r set state = 'blocked', due_at = null
    where r.id = any(${ids}::uuid[]) and exists (
      select from gantry.run e where e.tenant = r.tenant and e.flow = r.flow and e.ordered_by = r.ordered_by
        and not e.released and e.seq < r.seq)
    returning r.id`.execute(tx)
  return rows.map((row) => row.id)
}

type Ordered = { tenant: string; flow: string; ordered_by: string | null }

async function lockOrders(tx: Transaction, rows: readonly Ordered[]): Promise<void> {
  const names = [
    ...new Set(
      rows.filter((row) => row.ordered_by !== null).map((row) => `${row.tenant}\n${row.flow}\n${row.ordered_by}`),
    ),
  ].sort()
  if (names.length === 0) return
  await sql`select pg_advisory_xact_lock(hashtextextended(name, 1)) from unnest(${names}::text[]) with ordinality
    as n(name, place) order by place`.execute(tx)
}

/** Lets the next run of the same order go. Call once the run waits, is parked, or has ended. */
export async function release(tx: Transaction, wakes: Wakes, run: Run): Promise<void> {
  if (run.released || run.ordered_by === null) return
  const { rows } = await sql<{ next: string | null }>`select gantry.release_order(${run.id}) as next`.execute(tx)
  run.released = true
  const next = rows[0]?.next
  if (next) await wakes.send(tx, [{ run: next }])
}

/** Puts a run down that this transaction owns: parked until `dueAt`, held, or ended. */
export async function leaveRun(
  tx: Transaction,
  run: Pick<Run, 'id'>,
  { state, dueAt, output }: { state: RunState; dueAt: Date | null; output?: unknown },
): Promise<void> {
  const ended = isEnded(state)
  await sql`
    with unwaited as (delete from gantry.waiter where ${ended} and run = ${run.id})
    update gantry.run set state = ${state}, due_at = ${dueAt}, owner = null, lease_until = null,
      updated_at = clock_timestamp(), output = coalesce(${output === undefined ? null : JSON.stringify(output)}::json, output),
      released = released or ${ended}, finished_at = case when ${ended} then clock_timestamp() end
    where id = ${run.id}`.execute(tx)
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
  return run && summaryOf(run, false)
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
