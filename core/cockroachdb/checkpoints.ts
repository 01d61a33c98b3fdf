import { sql } from 'kysely'
import type { BinaryArray } from '../database/binary-array.ts'
import { type Database, inTransaction } from '../database/database.ts'
import type { Recorded } from '../flow/checkpoints.ts'
import { tellEnds } from './ends.ts'

/**
 * What `gantry.record` does, in a transaction of a few statements for the whole batch. `columns` are its parameters:
 * runs, epochs, steps, items, kinds, states, results, errors, attempts, started, due, again, outputs.
 */
export function recordInSteps(db: Database, columns: readonly BinaryArray[]): Promise<Recorded> {
  const [runs, epochs, steps, items, kinds, states, results, errors, tries, begun, due, again, outputs] = columns
  const written = sql`unnest(${runs}::uuid[], ${epochs}::int[], ${steps}::text[], ${items}::text[], ${kinds}::text[],
    ${states}::text[], ${results}::text[], ${errors}::text[], ${tries}::int[], ${begun}::timestamptz[],
    ${due}::timestamptz[], ${again}::boolean[]) with ordinality as e(
      run, epoch, step, item, kind, state, result, error, attempts, started_at, due_at, again, place)`
  const inserting = sql`
    insert into gantry.journal
      (run, run_seq, step, item, tenant, kind, state, result, error, attempts, epoch, started_at, due_at)
    select e.run, r.seq, e.step, e.item, r.tenant, e.kind, e.state, e.result::json, e.error::json, e.attempts, e.epoch,
      e.started_at, e.due_at
    from ${written} join gantry.run r on r.id = e.run`
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ place: string }>`
      select e.place from gantry.run r
      join unnest(${runs}::uuid[], ${epochs}::int[]) with ordinality as e(run, epoch, place)
        on r.id = e.run and r.epoch = e.epoch
      where r.state = 'running' order by r.id, e.place for no key update of r`.execute(tx)
    const accepted = rows.map(({ place }) => Number(place))
    if (accepted.length === 0) return { accepted, ended: [] }
    // The locks of the statement above hold: what was accepted stays so.
    await sql`${inserting} where e.step is not null and not e.again and e.place = any(${accepted}::bigint[])`.execute(
      tx,
    )
    if (again!.some((each) => each === true))
      await sql`${inserting} where e.again and e.place = any(${accepted}::bigint[])
        on conflict (run_seq, step, item) do update set
          state = excluded.state, result = coalesce(excluded.result, journal.result), error = excluded.error,
          attempts = excluded.attempts, epoch = excluded.epoch, due_at = excluded.due_at,
          -- Replay answers steps in the order in which they ended: an undo leaves that as it was.
          finished_at = case when journal.state = 'done' then journal.finished_at else clock_timestamp() end`.execute(
        tx,
      )
    if (!outputs!.some((each) => each !== null)) return { accepted, ended: [] }
    const { rows: ended } = await sql<{ id: string; place: string }>`
      update gantry.run r set state = 'completed', output = e.output::json, released = true, due_at = null,
        owner = null, lease_until = null, updated_at = clock_timestamp(), finished_at = clock_timestamp()
      from unnest(${runs}::uuid[], ${outputs}::text[]) with ordinality as e(run, output, place)
      where r.id = e.run and e.output is not null and e.place = any(${accepted}::bigint[]) and not r.compensating
      returning r.id, e.place`.execute(tx)
    const ids = ended.map(({ id }) => id)
    await sql`delete from gantry.waiter where run = any(${ids}::uuid[])`.execute(tx)
    await tellEnds(tx, ids)
    return { accepted, ended: ended.map(({ place }) => Number(place)) }
  })
}
