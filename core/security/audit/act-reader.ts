import { sql } from 'kysely'
import { type Page, paged, readCursor } from '../../database/cursor.ts'
import type { Database } from '../../database/database.ts'
import type { Content } from './act.ts'

/** An act as people read it. Times are ISO 8601 UTC. */
export type RecordedAct = {
  id: string
  at: string
  action: string
  object?: string
  by?: string
  onBehalfOf?: string
  reason?: string
  correlation?: string
  detail?: unknown
  /** Its place in the chain; absent until the sequencer has taken it, which takes a second. */
  seq?: number
  /** When its content was erased: who did what is no longer known. */
  erasedAt?: string
}

export type ActFilter = {
  action?: string | undefined
  object?: string | undefined
  by?: string | undefined
  limit: number
  cursor?: string | undefined
}

type Row = Content & {
  id: string
  at: string
  action: string
  seq: string | null
  erased_at: Date | null
}

/** A page of a tenant's acts, the latest first. Throws `invalid-cursor`. */
export async function listActs(
  db: Database,
  tenant: string,
  { action, object, by, limit, cursor }: ActFilter,
): Promise<Page<RecordedAct>> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const { rows } = await sql<Row>`
    select c.id::text, to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, c.action, c.object, c.by,
      c.on_behalf_of, c.reason, c.correlation, c.detail, l.seq, c.erased_at
    from gantry.audit_content c left join gantry.audit_chain l on l.id = c.id
    where c.tenant = ${tenant}
      ${action === undefined ? sql`` : sql`and c.action = ${action}`}
      ${object === undefined ? sql`` : sql`and c.object = ${object}`}
      ${by === undefined ? sql`` : sql`and c.by = ${by}`}
      ${after === undefined ? sql`` : sql`and (c.at, c.id) < (${after.at}::timestamptz, ${after.key}::uuid)`}
    order by c.at desc, c.id desc limit ${limit + 1}`.execute(db)
  return paged(rows, limit, recorded)
}

const recorded = ({ on_behalf_of, erased_at, seq, ...row }: Row): RecordedAct => ({
  ...(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Pick<
    RecordedAct,
    'id' | 'at' | 'action'
  >),
  ...(on_behalf_of !== null && { onBehalfOf: on_behalf_of }),
  ...(seq !== null && { seq: Number(seq) }),
  ...(erased_at && { erasedAt: erased_at.toISOString() }),
})
