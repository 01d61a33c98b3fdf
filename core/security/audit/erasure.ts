import { sql } from 'kysely'
import type { Transaction } from '../../database/database.ts'
import { audit } from './act.ts'

export type Erasing = { tenant: string; objects: readonly string[]; by: string; reason: string }

/**
 * Erases what the log says was done to these objects, and records that it was erased, by whom and why. The chain keeps
 * that something was done, when, and its digest. Returns how many acts.
 */
export async function eraseActs(tx: Transaction, { tenant, objects, by, reason }: Erasing): Promise<number> {
  const { rows } = await sql<{ id: string }>`select id from gantry.audit_content
    where tenant = ${tenant} and object = any(${objects}::text[]) and erased_at is null`.execute(tx)
  if (rows.length === 0) return 0
  const entries = rows.map(({ id }) => id)
  await sql`select gantry.erase_audit_content(${tenant}, ${entries}::uuid[])`.execute(tx)
  await audit(tx, [{ tenant, action: 'audit.erased', object: 'audit', by, reason, detail: { entries } }])
  return entries.length
}
