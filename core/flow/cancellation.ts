import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { notify } from '../database/notice.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Identity } from '../security/identity.ts'
import { withdrawApprovals } from './approvals.ts'
import { closeExceptions } from './exceptions.ts'
import { recordIntervention } from './interventions.ts'
import { stored } from './journal.ts'
import { isEnded, lockRun, type Run, type RunSummary, summaryOf, wakeRun } from './runs.ts'
import { CANCEL_CHANNEL, type Wakes } from './wakes.ts'

/**
 * Cancels a run, whether it is queued, blocked, waiting, held or running: it stops at its next step, its unfinished
 * children are cancelled, what it did is undone last first, and it ends as `cancelled`. A second call changes nothing.
 * Throws `no-such-run`, `run-ended`, and `already-compensating` where it failed and is being undone anyway.
 */
export async function cancelRun(
  db: Database,
  wakes: Wakes,
  { id, identity, reason }: { id: string; identity: Identity; reason: string },
): Promise<RunSummary> {
  return inTransaction(db, async (tx) => {
    const run = await lockRun(tx, identity.tenant, id)
    const cancelled = (run.error as { code?: string } | null)?.code === 'cancelled'
    if (cancelled && (run.compensating || run.state === 'cancelled')) return summaryOf(run, false)
    if (isEnded(run.state))
      throw new IntegrationError('run-ended', 'The run has ended and can no longer be cancelled.', {
        kind: 'policy',
        detail: `It is ${run.state}.`,
      })
    if (run.compensating)
      throw new IntegrationError('already-compensating', 'The run failed, and is being undone already.', {
        kind: 'policy',
        detail: 'Resolve its exception, if an undo was refused.',
      })
    await recordIntervention(tx, run, { action: 'cancel', by: identity.principal, reason })
    await giveUp(tx, wakes, run, { by: identity.principal, reason })
    return summaryOf(await lockRun(tx, identity.tenant, id), false)
  })
}

/** Has a run stopped at its next step and undone. Its row is locked by this transaction, and it has not ended. */
export async function giveUp(
  tx: Transaction,
  wakes: Wakes,
  run: Run,
  { by, reason }: { by: string; reason: string },
): Promise<void> {
  const error = new IntegrationError('cancelled', `Cancelled by ${by}: ${reason}`, { kind: 'policy' })
  await tx
    .updateTable('gantry.run')
    .set({ compensating: true, stopping: run.state === 'running', error: JSON.stringify(stored(error)) })
    .where('id', '=', run.id)
    .execute()
  await tx.deleteFrom('gantry.waiter').where('run', '=', run.id).execute()
  await withdrawApprovals(tx, run.id)
  await closeExceptions(tx, wakes, run, { resolution: 'cancel', by, reason })
  await wakeRun(tx, wakes, run)
  if (run.state === 'running') await notify(tx, CANCEL_CHANNEL)
}
