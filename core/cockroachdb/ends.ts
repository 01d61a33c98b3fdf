import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import type { Completion } from '../flow/completions.ts'
import { releaseOrder } from './order.ts'

/** What the trigger `tell_end` does: parents that wait for these runs look again, and nobody is asked to approve any more. */
export async function tellEnds(tx: Transaction, ended: readonly string[]): Promise<void> {
  const { rows: awaited } = await sql<{ id: string }>`
    select id from gantry.run where id = any(${ended}::uuid[]) and awaited`.execute(tx)
  if (awaited.length === 0) return
  const ids = awaited.map(({ id }) => id)
  await sql`update gantry.approval set state = 'withdrawn', decided_at = clock_timestamp()
    where run = any(${ids}::uuid[]) and state = 'pending'`.execute(tx)
  const { rows: parents } = await sql<{ id: string }>`
    select r.id from gantry.run r where r.state in ('running', 'waiting', 'held') and r.id in (
      select w.run from gantry.waiter w join gantry.run e
        on w.tenant = e.tenant and w.event = 'run-ended' and w.key = e.id::text
      where e.id = any(${ids}::uuid[]))
    order by r.id for no key update of r`.execute(tx)
  if (parents.length === 0) return
  await sql`update gantry.run set
      woken = (state = 'running'),
      due_at = case when state = 'running' then due_at else clock_timestamp() end,
      state = case when state = 'running' then state else 'queued' end
    where id = any(${parents.map(({ id }) => id)}::uuid[])`.execute(tx)
}

/** What `gantry.complete_ordered` does: see `completeOrdered`. */
export function completeInSteps(db: Database, { run, epoch, output }: Completion): Promise<string | null | undefined> {
  return inTransaction(db, async (tx) => {
    const owned = await tx
      .selectFrom('gantry.run')
      .select('released')
      .where('id', '=', run)
      .where('epoch', '=', epoch)
      .where('state', '=', 'running')
      .where('compensating', '=', false)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!owned) return undefined
    const following = owned.released ? null : await releaseOrder(tx, run)
    await tx.deleteFrom('gantry.waiter').where('run', '=', run).execute()
    await sql`update gantry.run set state = 'completed', output = ${output}::json, released = true, due_at = null,
      owner = null, lease_until = null, updated_at = clock_timestamp(), finished_at = clock_timestamp()
      where id = ${run}`.execute(tx)
    await tellEnds(tx, [run])
    return following
  })
}
