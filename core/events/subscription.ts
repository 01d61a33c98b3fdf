import { sql } from 'kysely'
import type { Logger } from 'pino'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'

export type StoredEvent = {
  id: string
  tenant: string
  name: string
  key: string
  data: unknown
  correlation: string
  occurred_at: Date
}

/** A reader of events with a cursor of its own: every event once, in order, in batches. */
export type Subscription = {
  /** Unique; the cursor is kept under it. */
  readonly name: string
  readonly events: readonly string[]
  /** Applies a batch in the transaction that moves the cursor: both happen, or neither. */
  readonly handle: (tx: Transaction, events: readonly StoredEvent[]) => Promise<void>
}

const BATCH = 200
/** Cursors span tenants, since events of all tenants are read in one order. */
const ALL_TENANTS = '*'

/** Makes the cursor where there is none: a subscription begins with what happens from now on. Call before traffic. */
export async function registerSubscription(db: Database, name: string): Promise<void> {
  await sql`insert into gantry.cursor (tenant, name, xid, event_id)
    values (${ALL_TENANTS}, ${name}, pg_snapshot_xmin(pg_current_snapshot()), 0) on conflict do nothing`.execute(db)
}

/** Reads one batch; returns how many events it held. 0 also while another worker reads. */
export async function readSubscription(db: Database, { name, events, handle }: Subscription): Promise<number> {
  return inTransaction(db, async (tx) => {
    const cursor = await sql<{ xid: string; event_id: string }>`
      select xid::text, event_id::text from gantry.cursor
      where tenant = ${ALL_TENANTS} and name = ${name} for update skip locked`.execute(tx)
    const at = cursor.rows[0]
    if (!at) return 0
    // Events of transactions still open may yet appear behind later ones: none is read before all below it are there.
    const { rows } = await sql<StoredEvent & { xid: string }>`
      select id::text, xid::text, tenant, name, key, data, correlation, occurred_at from gantry.event
      where (xid, id) > (${at.xid}::xid8, ${at.event_id}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
        and name = any(${events}::text[])
      order by xid, id limit ${BATCH}`.execute(tx)
    const last = rows.at(-1)
    if (!last) return 0
    await handle(tx, rows)
    await sql`update gantry.cursor set xid = ${last.xid}::xid8, event_id = ${last.id}::bigint, updated_at = clock_timestamp()
      where tenant = ${ALL_TENANTS} and name = ${name}`.execute(tx)
    return rows.length
  })
}

/** Reads until nothing is left; a batch that fails is logged and read again at the next call. */
export async function drainSubscription(db: Database, subscription: Subscription, log: Logger): Promise<void> {
  try {
    while ((await readSubscription(db, subscription)) > 0);
  } catch (error) {
    log.error({ err: error, subscription: subscription.name }, 'a batch of events could not be handled')
  }
}
