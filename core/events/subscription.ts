import { sql } from 'kysely'
import type { Logger } from 'pino'
import { orderEvents } from '../cockroachdb/event-order.ts'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { buryEvent, handOver, replayDue } from './dead-letters.ts'

export type StoredEvent = {
  id: string
  tenant: string
  name: string
  key: string
  data: unknown
  /** The id its source gave it. */
  source: string
  correlation: string
  occurred_at: Date
}

/** A reader of events with a cursor of its own: every event once, in order, in batches. */
export type Subscription = {
  /** Unique; the cursor is kept under it. */
  readonly name: string
  readonly events: readonly string[]
  /**
   * Applies a batch in the transaction that moves the cursor: both happen, or neither. Where it throws, it is
   * handed halves of them, down to single ones; those it cannot handle become dead letters, and the others go on.
   */
  readonly handle: (tx: Transaction, events: readonly StoredEvent[]) => Promise<void>
}

const BATCH = 200
const PASSED = 1000
/** Cursors span tenants, since events of all tenants are read in one order. */
const ALL_TENANTS = '*'

/** Makes the cursor where there is none: a subscription begins with what happens from now on. Call before traffic. */
export async function registerSubscription(db: Database, name: string): Promise<void> {
  await orderEvents(db)
  await sql`insert into gantry.cursor (tenant, name, xid, event_id)
    values (${ALL_TENANTS}, ${name}, gantry.frontier(), 0) on conflict do nothing`.execute(db)
}

/** Reads one batch, dead letters to be replayed first; returns how many events it held. 0 also while another worker reads. */
export async function readSubscription(db: Database, subscription: Subscription, log: Logger): Promise<number> {
  const { name, events } = subscription
  await orderEvents(db)
  return inTransaction(db, async (tx) => {
    const cursor = await sql<{ xid: string; event_id: string; frontier: string; due: boolean }>`
      select xid::text, event_id::text, gantry.frontier()::text as frontier,
        exists (select from gantry.dead_letter where reader = ${name} and state = 'due') as due
      from gantry.cursor where tenant = ${ALL_TENANTS} and name = ${name} for update skip locked`.execute(tx)
    const at = cursor.rows[0]
    if (!at) return 0
    const replayed = at.due ? await replayDue(tx, subscription) : 0
    if (replayed > 0) return replayed
    const { rows } = await sql<StoredEvent & { xid: string }>`
      select id::text, xid::text, tenant, name, key, data, source, correlation, occurred_at from gantry.event
      where (xid, id) > (${at.xid}, ${at.event_id}) and xid < ${at.frontier}
        and name = any(${events}::text[])
      -- Qualified: by the bare names Postgres would order the texts selected above, 10 before 9, and skip events.
      order by event.xid, event.id limit ${BATCH}`.execute(tx)
    const last = rows.at(-1)
    if (!last) {
      // Moved past what others read, though seldom: or each look would pass over all of it again.
      await sql`update gantry.cursor set xid = ${at.frontier}, event_id = 0, updated_at = clock_timestamp()
        where tenant = ${ALL_TENANTS} and name = ${name} and exists (
          select from gantry.event where (xid, id) > (${at.xid}, ${at.event_id})
            and xid < ${at.frontier} offset ${PASSED})`.execute(tx)
      return 0
    }
    // In halves, down to the one that cannot be handled: the others cost little more than without it.
    const handle = async (events: readonly StoredEvent[]): Promise<void> => {
      await handOver(tx, subscription, events, async (thrown) => {
        const [first] = events
        const half = events.length >> 1
        if (half > 0) {
          await handle(events.slice(0, half))
          await handle(events.slice(half))
        } else if (first) {
          log.error({ err: thrown, subscription: name, event: first.id }, 'an event became a dead letter')
          await buryEvent(tx, subscription, first, thrown)
        }
      })
    }
    await handle(rows)
    await sql`update gantry.cursor set xid = ${last.xid}, event_id = ${last.id}, updated_at = clock_timestamp()
      where tenant = ${ALL_TENANTS} and name = ${name}`.execute(tx)
    return rows.length
  })
}

/** Reads until nothing is left; without a database it is read again at the next call. */
export async function drainSubscription(db: Database, subscription: Subscription, log: Logger): Promise<void> {
  try {
    while ((await readSubscription(db, subscription, log)) > 0);
  } catch (error) {
    log.error({ err: error, subscription: subscription.name }, 'a batch of events could not be handled')
  }
}
