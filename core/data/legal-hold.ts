import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { audit } from '../security/audit/act.ts'

/** `subject` is what runs are about, as people call it, or a run's business key. */
export type Holding = { tenant: string; subject: string; by: string; reason: string }

/** Keeps everything about a subject until the hold is lifted. A hold that stands already stays as it is. */
export function placeHold(db: Database, { tenant, subject, by, reason }: Holding): Promise<void> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql`insert into gantry.legal_hold (id, tenant, subject, reason, placed_by)
      values (${randomUUID()}, ${tenant}, ${subject}, ${reason}, ${by}) on conflict do nothing returning 1`.execute(tx)
    if (rows.length > 0) await tell(tx, 'legal-hold.placed', { tenant, subject, by, reason })
  })
}

/** Lifts the hold; nothing where none stands. */
export function liftHold(db: Database, { tenant, subject, by, reason }: Holding): Promise<void> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql`update gantry.legal_hold set lifted_by = ${by}, lifted_at = clock_timestamp()
      where tenant = ${tenant} and subject = ${subject} and lifted_at is null returning 1`.execute(tx)
    if (rows.length > 0) await tell(tx, 'legal-hold.lifted', { tenant, subject, by, reason })
  })
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

const tell = (tx: Transaction, action: string, { tenant, subject, by, reason }: Holding) =>
  audit(tx, [{ tenant, action, object: `subject:${subject}`, by, reason }])
