import { sql } from 'kysely'
import type { Database, Transaction } from '../database/database.ts'
import type { Run } from './runs.ts'
import { DUE_CHANNEL } from './wakes.ts'

export type Claimed = Run & { db_now: Date }

/** Which flow versions a worker carries: `name@version`. */
export type Carried = readonly string[]

/** Takes over runs that are due, or whose worker's lease ran out. Each claim raises the epoch, which fences the last owner. */
export async function claimRuns(
  db: Database,
  options: {
    owner: string
    leaseMs: number
    limit: number
    carried: Carried
    runs?: readonly string[]
    overdueMs?: number
  },
): Promise<Claimed[]> {
  const { owner, leaseMs, limit, carried, runs, overdueMs = 0 } = options
  const named = runs ? sql`and id = any(${runs}::uuid[])` : sql``
  const { rows } = await sql<Claimed>`
    with due as (
      select id from gantry.run
      where state in ('queued', 'waiting') and due_at <= clock_timestamp() - ${overdueMs} * interval '1 ms'
        and flow || '@' || version = any(${carried}::text[]) ${named}
      order by due_at limit ${limit} for update skip locked
    ), lapsed as (
      select id from gantry.run
      where state = 'running' and lease_until < clock_timestamp()
        and flow || '@' || version = any(${carried}::text[]) ${named}
      order by lease_until limit ${limit} for update skip locked
    ), taken as (select id from lapsed union all select id from due limit ${limit})
    update gantry.run r set state = 'running', owner = ${owner}, epoch = r.epoch + 1, woken = false, due_at = null,
      lease_until = clock_timestamp() + ${leaseMs} * interval '1 ms', updated_at = clock_timestamp()
    where r.id in (select id from taken)
    returning r.*, clock_timestamp() as db_now`.execute(db)
  return rows
}

/** Tells the other workers where one of these runs, whose wakes were taken here, is due but not carried here. */
export async function passOn(db: Database, runs: readonly string[], carried: Carried): Promise<void> {
  await sql`select pg_notify(${DUE_CHANNEL}, '') where exists (
    select from gantry.run where id = any(${runs}::uuid[]) and state in ('queued', 'waiting')
      and due_at <= clock_timestamp() and flow || '@' || version <> all(${carried}::text[]))`.execute(db)
}

/** Renews the leases of runs in flight; returns those still owned, and of each whether it is being given up. */
export async function renewLeases(
  db: Database,
  held: readonly { run: string; epoch: number }[],
  leaseMs: number,
): Promise<Map<string, boolean>> {
  const { rows } = await sql<{ id: string; compensating: boolean }>`
    with owned as (
      -- Locked in one order with everybody else, or two workers wait for each other.
      select r.id from gantry.run r
      join unnest(${held.map((h) => h.run)}::uuid[], ${held.map((h) => h.epoch)}::int[]) as h(run, epoch)
        on r.id = h.run and r.epoch = h.epoch
      where r.state = 'running' order by r.id for no key update of r
    )
    update gantry.run r set lease_until = clock_timestamp() + ${leaseMs} * interval '1 ms'
    where r.id in (select id from owned)
    returning r.id, r.compensating`.execute(db)
  return new Map(rows.map((row) => [row.id, row.compensating]))
}

/** The run under a lock that lasts until the transaction ends; undefined where another worker has it now. */
export async function ownRun(tx: Transaction, run: { id: string; epoch: number }): Promise<Run | undefined> {
  return tx
    .selectFrom('gantry.run')
    .selectAll()
    .where('id', '=', run.id)
    .where('epoch', '=', run.epoch)
    .where('state', '=', 'running')
    .forUpdate()
    .executeTakeFirst()
}
