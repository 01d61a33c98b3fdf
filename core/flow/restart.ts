import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Identity } from '../security/identity.ts'
import { withdrawApprovals } from './approvals.ts'
import { closeExceptions } from './exceptions.ts'
import { recordIntervention } from './interventions.ts'
import type { Entry } from './journal.ts'
import { isEnded, lockRun, type Run, type RunSummary, summaryOf, wakeRun } from './runs.ts'
import type { Wakes } from './wakes.ts'

export type Restart = { id: string; identity: Identity; from: string; item?: string; reason: string }

/**
 * Has a run that is held or has ended done again from a step on: that step and those recorded after it, under new request
 * keys. Earlier results stay; what is set aside is kept in `gantry.superseded`, and its effects are not undone.
 * Throws `no-such-run`, `run-underway`, `run-archived`, `already-compensating`, `no-such-step`, and `step-undone` where an earlier
 * result no longer stands.
 */
export async function restartRun(
  db: Database,
  wakes: Wakes,
  { id, identity, from, item = '', reason }: Restart,
): Promise<RunSummary> {
  return inTransaction(db, async (tx) => {
    const run = await lockRun(tx, identity.tenant, id)
    if (run.archived_at)
      throw new IntegrationError('run-archived', 'The run is in the archive: it can be read, and not be restarted.', {
        kind: 'policy',
        detail: `It was archived on ${run.archived_at.toISOString().slice(0, 10)}. Start a new one under another key.`,
      })
    if (!isEnded(run.state) && !(await isHeld(tx, run)))
      throw new IntegrationError('run-underway', 'Only a run that is held or has ended can be restarted.', {
        kind: 'policy',
        detail: `It is ${run.state}: cancel it first, or wait for its end.`,
      })
    if (run.compensating && !isEnded(run.state))
      throw new IntegrationError('already-compensating', 'The run is being undone.', {
        kind: 'policy',
        detail: 'Resolve its exception first; once it has ended it can be restarted.',
      })
    const entries = await tx
      .selectFrom('gantry.journal')
      .selectAll()
      .where('run_seq', '=', run.seq)
      .orderBy('seq')
      .execute()
    const first = entries.findIndex((entry) => entry.step === from && entry.item === item)
    if (first < 0) throw noSuchStep(from, item, entries)
    const undone = entries.slice(0, first).find(({ state }) => state === 'undone')
    if (undone)
      throw new IntegrationError(
        'step-undone',
        `"${undone.step}" was undone: what comes after it cannot stand alone.`,
        {
          kind: 'policy',
          detail: `Restart from ${nameOf(undone)} or from an earlier step.`,
        },
      )
    const by = identity.principal
    const intervention = await recordIntervention(tx, run, { action: 'restart', by, reason, step: from, item })
    const aside = sql`from gantry.journal where run_seq = ${run.seq} and seq >= ${entries[first]!.seq}`
    await sql`
      insert into gantry.superseded (intervention, run, step, item, tenant, kind, state, result, error, attempts, epoch,
        seq, started_at, finished_at)
      select ${intervention}, run, step, item, tenant, kind, state, result, error, attempts, epoch, seq, started_at,
        finished_at ${aside}`.execute(tx)
    await sql`delete ${aside}`.execute(tx)
    // A sibling recorded earlier that is held is tried again: its exception is closed too.
    const held = tx.updateTable('gantry.journal').where('run_seq', '=', run.seq).where('state', '=', 'held')
    await held.set({ state: 'retrying', attempts: 0, due_at: null }).execute()
    // Waits that stand begin anew, and so do their deadlines.
    await tx.deleteFrom('gantry.waiter').where('run', '=', id).execute()
    const asides = entries.slice(first).flatMap(({ kind, state, result }) => {
      return kind === 'approval' && state === 'waiting' ? [(result as unknown as { approval: string }).approval] : []
    })
    await withdrawApprovals(tx, id, asides)
    await closeExceptions(tx, wakes, run, { resolution: 'restart', by, reason })
    await tx
      .updateTable('gantry.run')
      .set({
        // A new revision gives new request keys: the vendor must not take what is done again for a repeat.
        revision: run.revision + 1,
        epoch: run.epoch + 1,
        compensating: false,
        error: null,
        output: null,
        finished_at: null,
      })
      .where('id', '=', id)
      .execute()
    await wakeRun(tx, wakes, run)
    return summaryOf(await lockRun(tx, identity.tenant, id), false)
  })
}

/** A run that is held may wait for something beside: then its state is `waiting`. */
const isHeld = async (tx: Transaction, { id, state }: Run): Promise<boolean> =>
  state === 'held' ||
  (state === 'waiting' &&
    (await tx
      .selectFrom('gantry.exception')
      .select('id')
      .where('run', '=', id)
      .where('state', '=', 'open')
      .executeTakeFirst()) !== undefined)

const nameOf = ({ step, item }: Pick<Entry, 'step' | 'item'>) => `"${step}"${item ? ` (${item})` : ''}`

const noSuchStep = (step: string, item: string, entries: readonly Entry[]) =>
  new IntegrationError('no-such-step', `The run has no step ${nameOf({ step, item })}.`, {
    kind: 'data',
    detail: entries.length > 0 ? `It has ${entries.map(nameOf).join(', ')}.` : 'It has none yet.',
  })
