import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { isCockroach } from '../cockroachdb/dialect.ts'
import type { Database, Transaction } from '../database/database.ts'
import { isMarked, keptLike, markSealed } from '../security/encryption/sealable.ts'
import type { Run } from './runs.ts'

/** Results up to this many characters of JSON stay in the journal. */
export const MOST_IN_JOURNAL = 64 * 1024

/** What the journal holds in place of a large result. `event` stays readable: a wait takes each event once. */
export type Reference = { $blob: string; event?: unknown }

const referenceOf = (result: unknown): Reference | undefined =>
  typeof result === 'object' && result !== null && typeof (result as Partial<Reference>).$blob === 'string'
    ? (result as Reference)
    : undefined

/** Whether a result (as JSON) may be too large for the journal, or look like a reference. */
export const mayGoApart = (json: string): boolean => json.length > MOST_IN_JOURNAL || json.includes('"$blob":')

/** Stores a large result, and gives what the journal holds in its place; undefined where it is small. */
export async function referenceTo(
  db: Database | Transaction,
  { tenant, input }: Pick<Run, 'tenant' | 'input'>,
  result: unknown,
): Promise<Reference | undefined> {
  if (result === null || (typeof result !== 'object' && typeof result !== 'string')) return undefined
  const content = JSON.stringify(result)
  // A result that looks like a reference must not be taken for one.
  if (content.length <= MOST_IN_JOURNAL && !referenceOf(result)) return undefined
  const sha256 = createHash('sha256').update(content).digest('hex')
  await db
    .insertInto('gantry.blob')
    .values({ tenant, sha256, content: keptLike(isMarked(input) ? markSealed({}) : null, tenant, result) })
    .onConflict((conflict) => conflict.columns(['tenant', 'sha256']).doUpdateSet({ stored_at: sql`clock_timestamp()` }))
    .execute()
  const { event } = result as { event?: unknown }
  return { $blob: sha256, ...(event !== undefined && { event }) }
}

/** Whether a journal's row `j` refers to a large result, in the words of the index of those: `->>` fails on some others. */
export const isReference = (db: Database) =>
  isCockroach(db) ? sql`j.result::text like '{"$blob"%'` : sql`starts_with(j.result::text, '{"$blob"')`

/**
 * Deletes contents that were last stored more than `days` ago and that no journal refers to, at most `limit`. Returns how
 * many. Journals in the archive refer to them too: `days` is longer than those are kept.
 */
export async function deleteBlobs(db: Database, days: number, limit: number): Promise<number> {
  const { rows } = await sql`
    with old as materialized (
      select tenant, sha256 from gantry.blob b where stored_at < gantry.now() - ${days}::float8 * interval '1 day'
        and not exists (select from gantry.journal j where j.tenant = b.tenant and j.result ->> '$blob' = b.sha256
          and ${isReference(db)})
      order by stored_at limit ${limit}
    )
    delete from gantry.blob b using old where b.tenant = old.tenant and b.sha256 = old.sha256 returning 1`.execute(db)
  return rows.length
}

/** Puts the results in the place of the references to them. */
export async function load(db: Database, tenant: string, entries: readonly { result: unknown }[]): Promise<void> {
  const referring = entries.flatMap((entry) => {
    const reference = referenceOf(entry.result)
    return reference ? [{ entry, sha256: reference.$blob }] : []
  })
  if (referring.length === 0) return
  const digests = referring.map(({ sha256 }) => sha256)
  const blobs = await db
    .selectFrom('gantry.blob')
    .select(['sha256', 'content'])
    .where('tenant', '=', tenant)
    .where('sha256', 'in', digests)
    .execute()
  const contents = new Map(blobs.map(({ sha256, content }): [string, unknown] => [sha256, content]))
  for (const { entry, sha256 } of referring) entry.result = contents.get(sha256)
}
