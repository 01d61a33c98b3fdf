import { createHash } from 'node:crypto'
import type { Database, Transaction } from '../database/database.ts'

/** Results up to this many characters of JSON stay in the journal. */
export const MOST_IN_JOURNAL = 64 * 1024

/** What the journal holds in place of a large result. `event` stays readable: a wait takes each event once. */
type Reference = { $blob: string; event?: unknown }

const referenceOf = (result: unknown): Reference | undefined =>
  typeof result === 'object' && result !== null && typeof (result as Partial<Reference>).$blob === 'string'
    ? (result as Reference)
    : undefined

/** The result itself where it is small, or else a reference to the blob that holds it. */
export async function kept(db: Database | Transaction, tenant: string, result: unknown): Promise<unknown> {
  if (typeof result !== 'object' && typeof result !== 'string') return result
  const content = JSON.stringify(result)
  // A result that looks like a reference must not be taken for one.
  if (content === undefined || (content.length <= MOST_IN_JOURNAL && !referenceOf(result))) return result
  const sha256 = createHash('sha256').update(content).digest('hex')
  await db
    .insertInto('gantry.blob')
    .values({ tenant, sha256, content })
    .onConflict((conflict) => conflict.columns(['tenant', 'sha256']).doNothing())
    .execute()
  const { event } = (result ?? {}) as { event?: unknown }
  return { $blob: sha256, ...(event !== undefined && { event }) } satisfies Reference
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
