import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../../database/database.ts'
import { noteRecorded } from './asked.ts'
import { canonical } from './canonical.ts'

/** What somebody did, as the audit log keeps it. */
export type Act = {
  tenant: string
  /** `noun.verb`, e.g. `exception.resolved`. */
  action: string
  /** What it was done to, e.g. `run:<id>`. */
  object: string
  /** The person or client. */
  by: string
  /** Of a machine: who began what it carries on. */
  onBehalfOf?: string | undefined
  reason?: string | undefined
  correlation?: string | undefined
  /** Never a secret, and no more of people's data than it takes to tell what was done. */
  detail?: Record<string, unknown> | undefined
}

/** What of an act can be erased; the chain keeps its digest. */
export type Content = {
  object: string | null
  by: string | null
  on_behalf_of: string | null
  reason: string | null
  correlation: string | null
  detail: unknown
}

/** SHA-256 over the salt and the content as JSON with sorted keys. */
export const digestOfContent = (salt: Buffer, content: Content): Buffer => {
  const { object, by, on_behalf_of, reason, correlation, detail } = content
  const text = canonical({ object, by, on_behalf_of, reason, correlation, detail: detail ?? null })
  return createHash('sha256').update(salt).update(text).digest()
}

/**
 * Records acts in the transaction that performs them: both are there, or neither. The sequencer takes them into the chain
 * within a second. Returns their ids.
 */
export function audit(tx: Transaction | Database, acts: readonly Act[]): Promise<string[]> {
  noteRecorded(acts)
  return insertActs(tx, acts)
}

/** The same for what is gathered from many callers: nobody's own. */
export async function insertActs(tx: Transaction | Database, acts: readonly Act[]): Promise<string[]> {
  const rows = acts.map((act) => {
    const content: Content = {
      object: text(act.object),
      by: text(act.by),
      on_behalf_of: text(act.onBehalfOf),
      reason: text(act.reason),
      correlation: text(act.correlation),
      detail: act.detail === undefined ? null : JSON.parse(JSON.stringify(act.detail)),
    }
    const salt = randomBytes(16)
    return { id: randomUUID(), act, content, salt, digest: digestOfContent(salt, content) }
  })
  const each = <T>(of: (row: (typeof rows)[number]) => T) => rows.map(of)
  const write = async (tx: Database) => {
    await sql`
      insert into gantry.audit_content
        (id, tenant, action, object, by, on_behalf_of, reason, correlation, detail, digest, salt)
      select id, tenant, action, object, by, on_behalf_of, reason, correlation, detail::json, digest, salt
      from unnest(${each(({ id }) => id)}::uuid[], ${each(({ act }) => act.tenant)}::text[],
        ${each(({ act }) => act.action)}::text[], ${each(({ content }) => content.object)}::text[],
        ${each(({ content }) => content.by)}::text[], ${each(({ content }) => content.on_behalf_of)}::text[],
        ${each(({ content }) => content.reason)}::text[], ${each(({ content }) => content.correlation)}::text[],
        ${each(({ content }) => (content.detail === null ? null : JSON.stringify(content.detail)))}::text[],
        ${each(({ digest }) => digest)}::bytea[], ${each(({ salt }) => salt)}::bytea[])
        as a(id, tenant, action, object, by, on_behalf_of, reason, correlation, detail, digest, salt)`.execute(tx)
    await sql`insert into gantry.audit_pending (tenant, id)
      select * from unnest(${each(({ act }) => act.tenant)}::text[], ${each(({ id }) => id)}::uuid[])`.execute(tx)
  }
  await (tx.isTransaction ? write(tx) : inTransaction(tx, write))
  return rows.map(({ id }) => id)
}

/** Postgres has no text with a NUL byte. */
const text = (given: string | undefined): string | null => given?.replaceAll('\0', '\uFFFD') ?? null
