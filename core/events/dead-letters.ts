import { type Selectable, sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { isConflict, isDatabaseUnavailable } from '../database/failure.ts'
import type { Tables } from '../database/tables.ts'
import { toIntegrationError } from '../errors/integration-error.ts'
import type { StoredEvent, Subscription } from './subscription.ts'

export type DeadLetter = Selectable<Tables['gantry.dead_letter']>

export type Refused = {
  /** The subscription that could not handle it, or the connection that told it. */
  reader: string
  tenant: string
  name: string
  data: unknown
  source: string
  correlation: string
  /** ISO 8601 UTC, or a Date. */
  occurredAt: Date | string
  /** Absent where it never became an event. */
  event?: string
}

/** Keeps what could not be handled, with the reason; counts the attempts where it is kept already. */
export async function bury(tx: Transaction, refused: Refused, thrown: unknown): Promise<void> {
  const { code, message, detail } = toIntegrationError(thrown)
  const words = (detail ?? message).replaceAll('\0', '\uFFFD')
  await tx
    .insertInto('gantry.dead_letter')
    .values({
      tenant: refused.tenant,
      reader: refused.reader,
      event: refused.event ?? null,
      name: refused.name,
      data: JSON.stringify(refused.data ?? null),
      source: refused.source,
      correlation: refused.correlation,
      occurred_at: refused.occurredAt,
      code,
      detail: words,
    })
    .onConflict((conflict) =>
      conflict.columns(['reader', 'tenant', 'name', 'source']).doUpdateSet({
        code,
        detail: words,
        attempts: sql`dead_letter.attempts + 1`,
        failed_at: sql`clock_timestamp()`,
      }),
    )
    .execute()
}

/** Oldest first. */
export async function listDeadLetters(db: Database, tenant: string, { limit = 100 } = {}): Promise<DeadLetter[]> {
  return db
    .selectFrom('gantry.dead_letter')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('state', '=', 'open')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Hands a subscription's dead letters to it once more, oldest first. Returns how many it took. */
export async function replayDeadLetters(db: Database, subscription: Subscription, tenant: string): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<StoredEvent & { letter: string }>`
      select d.id::text as letter, e.id::text, e.tenant, e.name, e.key, e.data, e.source, e.correlation, e.occurred_at
      from gantry.dead_letter d join gantry.event e on e.id = d.event
      where d.tenant = ${tenant} and d.reader = ${subscription.name} and d.state = 'open'
      order by e.xid, e.id for update of d skip locked`.execute(tx)
    let taken = 0
    for (const { letter, ...event } of rows)
      if (await handOver(tx, subscription, [event], (thrown) => buryEvent(tx, subscription, event, thrown))) {
        taken++
        await sql`update gantry.dead_letter set state = 'replayed' where id = ${letter}`.execute(tx)
      }
    return taken
  })
}

/**
 * Hands events to a subscription; what it wrote before it failed is taken back, and `refused` says what then. A lost
 * database is nobody's fault and ends the transaction.
 */
export async function handOver(
  tx: Transaction,
  { handle }: Subscription,
  events: readonly StoredEvent[],
  refused: (thrown: unknown) => Promise<void>,
): Promise<boolean> {
  await sql`savepoint handed`.execute(tx)
  try {
    await handle(tx, events)
    await sql`release savepoint handed`.execute(tx)
    return true
  } catch (thrown) {
    if (isDatabaseUnavailable(thrown) || isConflict(thrown)) throw thrown
    await sql`rollback to savepoint handed`.execute(tx)
    await refused(thrown)
    return false
  }
}

export function buryEvent(
  tx: Transaction,
  { name: reader }: Subscription,
  event: StoredEvent,
  thrown: unknown,
): Promise<void> {
  return bury(tx, { ...event, reader, event: event.id, occurredAt: event.occurred_at }, thrown)
}
