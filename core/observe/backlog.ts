import { sql } from 'kysely'
import type { Database } from '../database/database.ts'

/** What one tenant has before it of one flow version. */
export type Queue = {
  tenant: string
  flow: string
  version: number
  /** Runs that are due. */
  due: number
  /** How long the oldest of them has been due, in seconds; 0 where none is. */
  oldestSeconds: number
  /** Runs that wait for a time, or for an event with a deadline. */
  later: number
}

export type ConnectionLoad = {
  connection: string
  /** Requests that wait for their turn, in all workers. */
  waiting: number
  /** Requests at once that all workers together may have now. */
  places: number
  /** The breaker is open: the vendor does not answer. */
  open: boolean
}

export type Backlog = {
  queues: Queue[]
  /** Runs that have not ended. */
  runs: { flow: string; state: string; count: number }[]
  exceptions: { team: string; count: number; oldestSeconds: number }[]
  deadLetters: { reader: string; count: number }[]
  /** What a rule of retention wanted gone and something still keeps. */
  retention: { place: string; count: number }[]
  connections: ConnectionLoad[]
}

/** What is still to do, over all tenants, by the database's clock. Its cost goes with what lives, not with what has ended. */
export async function readBacklog(db: Database): Promise<Backlog> {
  const [queues, runs, exceptions, deadLetters, retention, connections] = await Promise.all([
    sql<Queue>`select tenant, flow, version, count(*) filter (where due_at <= gantry.now())::int as due,
        greatest(0, coalesce(extract(epoch from gantry.now() - min(due_at)), 0))::float8 as "oldestSeconds",
        count(*) filter (where due_at > gantry.now())::int as later
      from gantry.run where due_at is not null and state in ('queued', 'waiting')
      group by flow, version, tenant order by flow, version, tenant`.execute(db),
    sql<Backlog['runs'][number]>`
      with live as (
        select flow, state from gantry.run where due_at is not null and state in ('queued', 'waiting')
        union all select flow, state from gantry.run where lease_until is not null and state = 'running'
        union all select flow, state from gantry.run where due_at is null and state in ('blocked', 'held', 'waiting')
      ) select flow, state, count(*)::int as count from live group by flow, state order by flow, state`.execute(db),
    sql<Backlog['exceptions'][number]>`select team, count(*)::int as count,
        extract(epoch from gantry.now() - min(opened_at))::float8 as "oldestSeconds"
      from gantry.exception where state = 'open' group by team order by team`.execute(db),
    sql<Backlog['deadLetters'][number]>`select reader, count(*)::int as count from gantry.dead_letter
      where state = 'open' group by reader order by reader`.execute(db),
    sql<Backlog['retention'][number]>`select place, count(*)::int as count from gantry.retention_left
      group by place order by place`.execute(db),
    readConnections(db),
  ])
  return {
    queues: queues.rows,
    runs: runs.rows,
    exceptions: exceptions.rows,
    deadLetters: deadLetters.rows,
    retention: retention.rows,
    connections,
  }
}

/** How busy each connection is. */
export async function readConnections(db: Database): Promise<ConnectionLoad[]> {
  const { rows } = await sql<ConnectionLoad>`
    select c.name as connection, coalesce(sum(w.waiting), 0)::int as waiting, coalesce(sum(w.places), 0)::int as places,
      c.opened_at is not null as open
    from gantry.connection c left join gantry.connection_worker w
      on w.tenant = c.tenant and w.name = c.name and w.seen_at > clock_timestamp() - interval '10 s'
    group by c.tenant, c.name order by c.name`
    .execute(db)
    .catch((error: { code?: string }) => {
      // A landscape whose connections share nothing has no such tables.
      if (error.code === '42P01') return { rows: [] }
      throw error
    })
  return rows
}
