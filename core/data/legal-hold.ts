import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { audit } from '../security/audit/act.ts'

export type Hold = Selectable<Tables['gantry.legal_hold']>

/** `subject` is what runs are about, as people call it, or a run's business key. */
export type Holding = { tenant: string; subject: string; by: string; onBehalfOf?: string | undefined; reason: string }

/** Keeps everything about a subject until the hold is lifted. A hold that stands already stays as it is. */
export function placeHold(db: Database, holding: Holding): Promise<Hold> {
  const { tenant, subject, by, reason } = holding
  return inTransaction(db, async (tx) => {
    const placed = await tx
      .insertInto('gantry.legal_hold')
      .values({ id: randomUUID(), tenant, subject, reason, placed_by: by })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!placed) return (await latestHold(tx, tenant, subject))!
    await tell(tx, 'legal-hold.placed', holding)
    return placed
  })
}

/** Lifts the hold; one that is lifted already stays so. Throws `no-such-hold`. */
export function liftHold(db: Database, holding: Holding): Promise<Hold> {
  const { tenant, subject, by } = holding
  return inTransaction(db, async (tx) => {
    const lifted = await tx
      .updateTable('gantry.legal_hold')
      .set({ lifted_by: by, lifted_at: sql`clock_timestamp()` })
      .where('tenant', '=', tenant)
      .where('subject', '=', subject)
      .where('lifted_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (lifted) await tell(tx, 'legal-hold.lifted', holding)
    const hold = lifted ?? (await latestHold(tx, tenant, subject))
    if (hold) return hold
    throw new IntegrationError('no-such-hold', 'There was never a legal hold over this.', {
      kind: 'data',
      status: 404,
      detail: subject,
    })
  })
}

/** Those that stand, the latest first. */
export function standingHolds(db: Database, tenant: string): Promise<Hold[]> {
  return db
    .selectFrom('gantry.legal_hold')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('lifted_at', 'is', null)
    .orderBy('placed_at', 'desc')
    .execute()
}

/** Months of the archive (`2026-11`) in which a run lies that is held: none of them goes as a whole. */
export async function heldMonths(db: Database): Promise<Set<string>> {
  const holds = await db
    .selectFrom('gantry.legal_hold')
    .select(['tenant', 'subject'])
    .where('lifted_at', 'is', null)
    .execute()
  const months = new Set<string>()
  for (const [tenant, own] of Map.groupBy(holds, (hold) => hold.tenant)) {
    const subjects = own.map(({ subject }) => subject)
    const { rows } = await sql<{ month: string }>`
      select distinct to_char(finished_at at time zone 'UTC', 'YYYY-MM') as month from gantry.run
      where tenant = ${tenant} and archived_at is not null
        and (subject = any(${subjects}::text[]) or key = any(${subjects}::text[]))`.execute(db)
    for (const { month } of rows) months.add(month)
  }
  return months
}

function latestHold(tx: Transaction, tenant: string, subject: string): Promise<Hold | undefined> {
  return tx
    .selectFrom('gantry.legal_hold')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('subject', '=', subject)
    .orderBy('placed_at', 'desc')
    .executeTakeFirst()
}

/** Throws `legal-hold` where a hold stands over the subject. */
export async function refuseHeld(tx: Transaction, tenant: string, subject: string): Promise<void> {
  const { rows } = await sql<{ reason: string; placed_by: string }>`select reason, placed_by from gantry.legal_hold
    where tenant = ${tenant} and subject = ${subject} and lifted_at is null for share`.execute(tx)
  const [hold] = rows
  if (!hold) return
  throw new IntegrationError('legal-hold', 'A legal hold keeps what is stored about this.', {
    kind: 'policy',
    status: 409,
    detail: `Placed by ${hold.placed_by}: ${hold.reason}`,
  })
}

const tell = (tx: Transaction, action: string, { tenant, subject, by, onBehalfOf, reason }: Holding) =>
  audit(tx, [{ tenant, action, object: `subject:${subject}`, by, onBehalfOf, reason }])
