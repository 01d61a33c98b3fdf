import { type Selectable, sql } from 'kysely'
import type { EventType } from '../contract/contract.ts'
import type { Transaction } from '../database/database.ts'
import { isConflict, isDatabaseUnavailable } from '../database/failure.ts'
import type { Tables } from '../database/tables.ts'
import { toIntegrationError } from '../errors/integration-error.ts'
import { keptLike } from '../security/encryption/sealable.ts'
import { keptData } from './kept-data.ts'
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
  /** Absent where it never became an event; then `type` says what it should have been. */
  event?: string
  type?: EventType
}

/** Keeps what could not be handled, with the reason; counts the attempts where it is kept already. */
export async function bury(tx: Transaction, refused: Refused, thrown: unknown): Promise<void> {
  const error = toIntegrationError(thrown)
  const reason = {
    code: error.code,
    sentence: storable(error.message),
    detail: storable(error.detail ?? error.message),
    team: error.team ?? 'platform',
  }
  await tx
    .insertInto('gantry.dead_letter')
    .values({
      tenant: refused.tenant,
      reader: refused.reader,
      event: refused.event ?? null,
      name: refused.name,
      data: refused.type
        ? keptData(refused.type, refused.tenant, refused.data)
        : keptLike(refused.data, refused.tenant, refused.data ?? null),
      source: refused.source,
      correlation: refused.correlation,
      occurred_at: refused.occurredAt,
      ...reason,
    })
    .onConflict((conflict) =>
      conflict.columns(['reader', 'tenant', 'name', 'source']).doUpdateSet({
        ...reason,
        attempts: sql`dead_letter.attempts + 1`,
        failed_at: sql`clock_timestamp()`,
        // What a person has settled stays settled, though the vendor tells it once more.
        state: sql`case when dead_letter.state = 'due' then 'open' else dead_letter.state end`,
      }),
    )
    .execute()
}

/** Vendors' words may hold NUL bytes, which Postgres has no text for. */
const storable = (text: string) => text.replaceAll('\0', '\uFFFD')

const REPLAYED = 50

/**
 * Hands a subscription the dead letters that people want replayed, oldest first, with the payload as it stands now; what
 * it writes and that it was replayed commit together. Returns how many it looked at; those it refuses again stay open.
 */
export async function replayDue(tx: Transaction, subscription: Subscription): Promise<number> {
  const { rows } = await sql<StoredEvent & { letter: string }>`
    select d.id::text as letter, e.id::text, e.tenant, e.name, e.key, d.data, e.source, e.correlation, e.occurred_at
    from gantry.dead_letter d join gantry.event e on e.id = d.event
    where d.reader = ${subscription.name} and d.state = 'due'
    order by e.xid, e.id limit ${REPLAYED} for update of d skip locked`.execute(tx)
  for (const { letter, ...event } of rows)
    if (await handOver(tx, subscription, [event], (thrown) => buryEvent(tx, subscription, event, thrown)))
      await sql`update gantry.dead_letter set state = 'replayed' where id = ${letter}`.execute(tx)
  return rows.length
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
