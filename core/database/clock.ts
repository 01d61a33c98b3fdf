import { sql } from 'kysely'
import { IntegrationError } from '../errors/integration-error.ts'
import { DUE_CHANNEL, WAKE_CHANNEL } from '../flow/wakes.ts'
import type { Database } from './database.ts'
import { notify } from './notice.ts'

/*
 * A simulation's clock: one row in the database, read by whatever asks for business time (`gantry.now()`, and so timers,
 * sleeps and deadlines of waits; pg-boss's `job_now()`). It is ahead of real time and goes on at its pace. Leases and
 * tolerances keep to real time: no worker dies because a month was skipped.
 */

/** What the database calls now, by its clock as it moves within a statement; a simulation's is ahead of it. */
export const DATABASE_NOW = 'clock_timestamp() + (gantry.now() - statement_timestamp())'

const AHEAD = `select statement_timestamp() + (select ahead_ms from gantry.clock) * interval '1 ms'`

/** Makes this database a simulation's, for good. Call once its queue exists (`Wakes.open`); again, it changes nothing. */
export async function simulateTime(db: Database): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`create table if not exists gantry.clock (
      one boolean primary key default true check (one), ahead_ms bigint not null default 0)`.execute(tx)
    await sql`insert into gantry.clock default values on conflict do nothing`.execute(tx)
    // Whatever role asks what time it is.
    await sql`grant select, update on gantry.clock to public`.execute(tx)
    await sql
      .raw(`create or replace function gantry.now() returns timestamptz language sql stable as $$${AHEAD}$$`)
      .execute(tx)
    // The seam that pg-boss made for its own TestClock, which lives in one process: this row is seen by all of them.
    await sql
      .raw(
        `create or replace function pgboss.job_now() returns timestamptz language sql stable as 'select gantry.now()'`,
      )
      .execute(tx)
  })
}

/** Whether this database is a simulation's. */
export async function isSimulated(db: Database): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select to_regclass('gantry.clock') is not null as is`.execute(db)
  return rows[0]!.is
}

/** How far business time is ahead of real time, in milliseconds; 0 unless simulated. */
export async function aheadMs(db: Database): Promise<number> {
  if (!(await isSimulated(db))) return 0
  const { rows } = await sql<{ ahead: number }>`select ahead_ms::float8 as ahead from gantry.clock`.execute(db)
  return rows[0]!.ahead
}

/**
 * Moves business time on by `ms`, in the sandboxes at these addresses too, and tells the workers to look what is due.
 * Returns the new time. Time goes forwards only: what is due stays due.
 */
export async function advance(db: Database, ms: number, sandboxes: readonly string[] = []): Promise<Date> {
  if (!(ms >= 0)) throw new IntegrationError('time-goes-on', 'Business time goes forwards only.', { kind: 'data' })
  // The vendors first: a run that wakes must not meet one that still lives in the past.
  await Promise.all(sandboxes.map((sandbox) => advanceSandbox(sandbox, ms)))
  const { rows } = await sql<{ now: Date }>`
    with moved as (update gantry.clock set ahead_ms = ahead_ms + ${Math.round(ms)}::bigint returning ahead_ms)
    select statement_timestamp() + ahead_ms * interval '1 ms' as now from moved`.execute(db)
  await notify(db, DUE_CHANNEL, WAKE_CHANNEL)
  return rows[0]!.now
}

async function advanceSandbox(sandbox: string, ms: number): Promise<void> {
  const response = await fetch(`${sandbox}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceMs: ms }),
  })
  if (!response.ok)
    throw new IntegrationError('sandbox-clock', `A sandbox did not take the new time.`, {
      kind: 'bug',
      detail: `${sandbox} answered ${response.status}`,
    })
}

/** Whether no run is under way or due: everything up to now has happened. */
export async function isSettled(db: Database): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select not exists (select from gantry.run where state = 'running')
    and not exists (select from gantry.run where state in ('queued', 'waiting') and due_at is not null
      and due_at <= gantry.now()) as is`.execute(db)
  return rows[0]!.is
}
