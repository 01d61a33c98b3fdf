import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Transaction } from '../database/database.ts'
import { isReference } from '../flow/blobs.ts'
import { keptLike } from '../security/encryption/sealable.ts'
import type { Class } from './classification.ts'
import { type Erasures, eraseRow, type Going, type Kept, refuseUnreadable, without } from './payload.ts'

/** What was erased, by table and class; `columns` is how many columns and large results it stood in. */
export type Erasure = { columns: number; tables: Map<string, Map<Class, { rows: number; fields: number }>> }

/**
 * Masks fields in what was kept, and in the large results it refers to. A masked result lies under a digest of its own: the
 * content before is another run's too where both were answered the same, and stays while a journal refers to it.
 */
export async function eraseKept(
  tx: Transaction,
  tenant: string,
  kept: readonly Kept[],
  going: Going,
): Promise<Erasure> {
  const erasure: Erasure = { columns: 0, tables: new Map() }
  const add = (table: string, { columns, fields }: Erasures) => {
    erasure.columns += columns
    if (fields.size === 0) return
    const all = erasure.tables.get(table) ?? new Map<Class, { rows: number; fields: number }>()
    for (const [of, count] of fields) {
      const { rows, fields: before } = all.get(of) ?? { rows: 0, fields: 0 }
      all.set(of, { rows: rows + 1, fields: before + count })
    }
    erasure.tables.set(table, all)
  }
  const moved = new Map<string, string>()
  for (const sha256 of resultsOf(kept)) {
    const blob = await tx
      .selectFrom('gantry.blob')
      .select('content')
      .where('tenant', '=', tenant)
      .where('sha256', '=', sha256)
      .executeTakeFirst()
    if (!blob) continue
    refuseUnreadable(blob.content)
    const fields = new Map<Class, number>()
    const after = without(blob.content, going, fields)
    if (fields.size === 0) continue
    add('blob', { columns: 1, fields })
    if (!going.preview) moved.set(sha256, await store(tx, tenant, blob.content, after))
  }
  for (const one of kept) add(one.place.table, await eraseRow(tx, one, { ...going, moved }))
  await drop(tx, tenant, [...moved.keys()])
  return erasure
}

/** Removes the large results of a run that goes, but for those that another journal refers to. */
export const dropResults = (tx: Transaction, tenant: string, kept: readonly Kept[]): Promise<void> =>
  drop(tx, tenant, [...resultsOf(kept)])

async function drop(tx: Transaction, tenant: string, digests: readonly string[]): Promise<void> {
  if (digests.length === 0) return
  await sql`delete from gantry.blob b where tenant = ${tenant} and sha256 = any(${digests}::text[])
    and not exists (select from gantry.journal j where j.tenant = b.tenant and j.result ->> '$blob' = b.sha256
      and ${isReference(tx)})`.execute(tx)
}

const resultsOf = (kept: readonly Kept[]): Set<string> =>
  new Set(kept.flatMap(({ place, row }) => place.columns.flatMap((name) => references(row[name]))))

async function store(tx: Transaction, tenant: string, before: unknown, after: unknown): Promise<string> {
  const sha256 = createHash('sha256').update(JSON.stringify(after)).digest('hex')
  await tx
    .insertInto('gantry.blob')
    .values({ tenant, sha256, content: keptLike(before, tenant, after) })
    .onConflict((conflict) => conflict.columns(['tenant', 'sha256']).doUpdateSet({ stored_at: sql`clock_timestamp()` }))
    .execute()
  return sha256
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, entry]) =>
    name === '$blob' && typeof entry === 'string' ? [entry] : references(entry),
  )
}
