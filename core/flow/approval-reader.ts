import type { Database } from '../database/database.ts'
import { noSuchApproval, type PendingApproval } from './approvals.ts'
import { isId } from './identity.ts'

export type ApprovalFilter = {
  state?: PendingApproval['state']
  team?: string
  subject?: string
  run?: string
  limit: number
}

/** The approvals of a tenant, the latest asked first. */
export const listApprovals = (db: Database, tenant: string, filter: ApprovalFilter): Promise<PendingApproval[]> =>
  db
    .selectFrom('gantry.approval')
    .selectAll()
    .where('tenant', '=', tenant)
    .$if(filter.state !== undefined, (query) => query.where('state', '=', filter.state!))
    .$if(filter.team !== undefined, (query) => query.where('team', '=', filter.team!))
    .$if(filter.subject !== undefined, (query) => query.where('subject', '=', filter.subject!))
    .$if(filter.run !== undefined, (query) => query.where('run', '=', filter.run!))
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()

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
