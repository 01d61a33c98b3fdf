import { sql } from 'kysely'
import { claimInTurns } from '../cockroachdb/claims.ts'
import { isCockroach } from '../cockroachdb/dialect.ts'
import { DATABASE_NOW } from '../database/clock.ts'
import type { Database, Transaction } from '../database/database.ts'
import type { Flow } from './flow.ts'
import type { Run } from './runs.ts'
import { DUE_CHANNEL } from './wakes.ts'

export type Claimed = Run & { db_now: Date }

/** Which flow versions a worker carries: `name@version`. */
export type Carried = readonly string[]

/** A flow version as a worker claims it. */
export type Claimable = Pick<Flow, 'name' | 'version' | 'priority'> & {
  /** How many runs of it may be taken at most. */
  room: number
}

/** What a worker asks for; of what is due `overdueMs` is to have passed. */
export type Claim = {
  owner: string
  leaseMs: number
  limit: number
  flows: readonly Claimable[]
  after: string
  overdueMs?: number
}

/** Shares of a worker's places: of 21, 16 go to what is interactive, 4 to the normal and 1 to bulk. */
const WEIGHT = { interactive: 1, normal: 4, bulk: 16 }

/**
 * The answer took its time: what the database calls now has gone on meanwhile, by as much at the most. Told too late it
 * would be, and a pause that a vendor asked for would end before its time.
 */
export function received<R extends { db_now: Date }>(rows: readonly R[], askedAt: number): R[] {
  const took = performance.now() - askedAt
  return rows.map((row) => ({ ...row, db_now: new Date(row.db_now.getTime() + took) }))
}

/**
 * Takes over runs whose worker's lease ran out, and runs that are due, in turns by tenant, flow and priority. Each claim
 * raises the epoch, which fences the last owner. Ordered by turn: the next claim goes on `after` the last one's tenant.
 */
export async function claimDue(db: Database, claim: Claim): Promise<Claimed[]> {
  const { owner, leaseMs, limit, flows, after, overdueMs = 0 } = claim
  const weights = flows.map(({ priority }) => WEIGHT[priority])
  const askedAt = performance.now()
  if (isCockroach(db)) return received(await claimInTurns(db, { ...claim, weights }), askedAt)
  const { rows } = await sql<Claimed>`
    select c.*, ${sql.raw(DATABASE_NOW)} as db_now from gantry.claim(${owner}, ${leaseMs}::float8 * interval '1 ms', ${limit},
      ${flows.map(({ name }) => name)}::text[], ${flows.map(({ version }) => version)}::int[],
      ${weights}::int[], ${flows.map(({ room }) => room)}::int[],
      ${overdueMs}::float8 * interval '1 ms', ${after}) c`.execute(db)
  return received(rows, askedAt)
}

/** Takes over these runs, where they are due or their worker's lease ran out. */
export async function claimRuns(
  db: Database,
  options: { owner: string; leaseMs: number; limit: number; carried: Carried; runs: readonly string[] },
): Promise<Claimed[]> {
  const { owner, leaseMs, limit, carried, runs } = options
  const askedAt = performance.now()
  const { rows } = await sql<Claimed>`
    with claimable as (
      select id from gantry.run
      where id = any(${runs}::uuid[]) and flow || '@' || version = any(${carried}::text[])
        and ((state in ('queued', 'waiting') and due_at <= gantry.now())
          or (state = 'running' and lease_until < clock_timestamp()))
      order by id limit ${limit} for update skip locked
    )
    update gantry.run r set state = 'running', owner = ${owner}, epoch = r.epoch + 1, woken = false, due_at = null,
      lease_until = clock_timestamp() + ${leaseMs}::float8 * interval '1 ms', updated_at = clock_timestamp()
    where r.id in (select id from claimable)
    returning r.*, ${sql.raw(DATABASE_NOW)} as db_now`.execute(db)
  return received(rows, askedAt)
}

/** Tells the other workers where one of these runs, whose wakes were taken here, is due but not carried here. */
export async function passOn(db: Database, runs: readonly string[], carried: Carried): Promise<void> {
  await sql`select pg_notify(${DUE_CHANNEL}, '') where exists (
    select from gantry.run where id = any(${runs}::uuid[]) and state in ('queued', 'waiting')
      and due_at <= gantry.now() and flow || '@' || version <> all(${carried}::text[]))`.execute(db)
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
    update gantry.run r set lease_until = clock_timestamp() + ${leaseMs}::float8 * interval '1 ms'
    where r.id in (select id from owned)
    returning r.id, r.compensating`.execute(db)
  return new Map(rows.map((row) => [row.id, row.compensating]))
}

/** Puts down runs of this worker that have nothing under way, to be claimed at once; those taken over meanwhile stay. */
export async function putDown(db: Database, held: readonly { run: string; epoch: number }[]): Promise<void> {
  await sql`
    with owned as (
      select r.id from gantry.run r
      join unnest(${held.map((h) => h.run)}::uuid[], ${held.map((h) => h.epoch)}::int[]) as h(run, epoch)
        on r.id = h.run and r.epoch = h.epoch
      where r.state = 'running' order by r.id for no key update of r
    )
    update gantry.run r set state = 'queued', due_at = clock_timestamp(), owner = null, lease_until = null
    where r.id in (select id from owned)`.execute(db)
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
