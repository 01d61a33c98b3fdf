import { sql } from 'kysely'
import type { Transaction } from '../database/database.ts'
import { lockNames } from '../database/named-locks.ts'
import { nameOfOrder } from '../flow/identity.ts'

/** What `gantry.release_order` does: lets the next run of an order go, and gives its id; null where none waits. */
export async function releaseOrder(tx: Transaction, releasing: string): Promise<string | null> {
  const run = await tx
    .selectFrom('gantry.run')
    .select(['tenant', 'flow', 'ordered_by'])
    .where('id', '=', releasing)
    .executeTakeFirstOrThrow()
  // The same lock as whoever starts a run of this order takes before it looks whether the run must wait.
  await lockNames(tx, 'order', [nameOfOrder(run)])
  await tx.updateTable('gantry.run').set({ released: true }).where('id', '=', releasing).execute()
  const { rows } = await sql<{ id: string }>`
    update gantry.run set state = 'queued', due_at = clock_timestamp() where state = 'blocked' and id = (
      select id from gantry.run where tenant = ${run.tenant} and flow = ${run.flow} and ordered_by = ${run.ordered_by}
        and not released order by seq limit 1)
    returning id`.execute(tx)
  return rows[0]?.id ?? null
}

/** What `gantry.release_place` does: gives back a child's place in the order of its parent. */
export async function releasePlace(tx: Transaction, releasing: string): Promise<string | null> {
  const root = await tx
    .selectFrom('gantry.run as r')
    .innerJoin('gantry.run as p', 'p.id', 'r.place')
    .select(['p.id', 'p.released', 'p.ordered_by'])
    .where('r.id', '=', releasing)
    .executeTakeFirst()
  await tx.updateTable('gantry.run').set({ released: true }).where('id', '=', releasing).execute()
  return root && !root.released && root.ordered_by !== null ? releaseOrder(tx, root.id) : null
}
