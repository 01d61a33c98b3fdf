import type { Selectable } from 'kysely'
import type { Database, Transaction } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { audit } from '../security/audit/act.ts'
import type { Run } from './runs.ts'

/** What a person did to a run: who, when and why. */
export type Intervention = Selectable<Tables['gantry.intervention']>

type Intervening = Pick<Intervention, 'action' | 'by' | 'reason'> & { step?: string; item?: string }

/** Gives the id it is kept under. */
export async function recordIntervention(tx: Transaction, run: Run, intervening: Intervening): Promise<string> {
  const { action, by, reason, step } = intervening
  await audit(tx, [
    {
      tenant: run.tenant,
      action: action === 'cancel' ? 'run.cancelled' : 'run.restarted',
      object: `run:${run.id}`,
      by,
      reason,
      correlation: run.correlation,
      detail: { flow: run.flow, ...(step !== undefined && { step }) },
    },
  ])
  const { id } = await tx
    .insertInto('gantry.intervention')
    .values({ run: run.id, tenant: run.tenant, step: null, item: null, ...intervening })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export const listInterventions = (db: Database, tenant: string, run: string): Promise<Intervention[]> =>
  db
    .selectFrom('gantry.intervention')
    .selectAll()
    .where('run', '=', run)
    .where('tenant', '=', tenant)
    .orderBy('id')
    .execute()
