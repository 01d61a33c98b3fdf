import { sql } from 'kysely'
import { exactly, type Page, paged } from '../database/cursor.ts'
import type { Database } from '../database/database.ts'
import { noSuchApproval, type PendingApproval } from './approvals.ts'
import { isId } from './identity.ts'
import { cursorOf } from './run-reader.ts'

export type ApprovalFilter = {
  state?: PendingApproval['state']
  team?: string
  subject?: string
  run?: string
  limit: number
  cursor?: string
}

/** A page of approvals, the latest asked first. Throws `invalid-cursor`. */
export async function listApprovals(
  db: Database,
  tenant: string,
  { state, team, subject, run, limit, cursor }: ApprovalFilter,
): Promise<Page<PendingApproval>> {
  const after = cursorOf(cursor)
  // Whatever is no id is the run of none.
  if (run !== undefined && !isId(run)) return { items: [] }
  const rows = await db
    .selectFrom('gantry.approval')
    .selectAll()
    .select(exactly('asked_at').as('at'))
    .where('tenant', '=', tenant)
    .$if(state !== undefined, (query) => query.where('state', '=', state!))
    .$if(team !== undefined, (query) => query.where('team', '=', team!))
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject!))
    .$if(run !== undefined, (query) => query.where('run', '=', run!))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(asked_at, id) < (${after!.at}::timestamptz, ${after!.key}::uuid)`),
    )
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return paged(rows, limit, ({ at: _, ...approval }) => approval)
}

/** Throws `no-such-approval`. */
export async function readApproval(db: Database, tenant: string, id: string): Promise<PendingApproval> {
  const approval = isId(id)
    ? await db
        .selectFrom('gantry.approval')
        .selectAll()
        .where('id', '=', id)
        .where('tenant', '=', tenant)
        .executeTakeFirst()
    : undefined
  if (!approval) throw noSuchApproval(id)
  return approval
}
