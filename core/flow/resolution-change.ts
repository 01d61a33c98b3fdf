import { sql } from 'kysely'
import type { Transaction } from '../database/database.ts'
import { notify } from '../database/notice.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { isMarked, keptLike, markSealed } from '../security/encryption/sealable.ts'
import { withdrawApprovals } from './approvals.ts'
import { corrected } from './correction.ts'
import type { Exception } from './exceptions.ts'
import type { Resolution } from './resolution.ts'
import { checkResult } from './result-shape.ts'
import { leaveRun, type Run, release } from './runs.ts'
import { CANCEL_CHANNEL, type Wakes } from './wakes.ts'

/** What a resolution replaced, and by what: an input, or a step's result. */
export type Change = { before?: unknown; after?: unknown }

type Changing = {
  run: Run
  exception: Exception
  resolution: Resolution
  by: string
  reason: string
  checkInput: (run: Run, input: unknown) => unknown
}

/** Writes what a resolution means for its run, before that goes on. */
export async function changeOf(tx: Transaction, wakes: Wakes, changing: Changing): Promise<Change> {
  const { run, exception, resolution } = changing
  switch (resolution.action) {
    case 'retry':
      await tryAgain(tx, exception)
      return {}
    case 'approve':
      return approve(tx, changing)
    case 'edit':
      return editInput(tx, changing, resolution.input)
    case 'patch':
    case 'map':
      return editInput(tx, changing, corrected(run.input, resolution))
    case 'edit-result':
      return editResult(tx, changing, resolution)
    case 'skip':
      return skip(tx, run, exception, resolution.result ?? null)
    case 'compensate':
      if (!run.compensating) await giveUp(tx, run, exception)
      return {}
    case 'discard':
      await release(tx, wakes, run)
      await leaveRun(tx, run, { state: 'discarded', dueAt: null })
      // Fences whoever has it in hand.
      await tx
        .updateTable('gantry.run')
        .set({ epoch: run.epoch + 1 })
        .where('id', '=', run.id)
        .execute()
      return {}
  }
}

const entryOf = (tx: Transaction, { run, step, item }: Pick<Exception, 'run' | 'step' | 'item'>) =>
  tx.updateTable('gantry.journal').where('run_seq', '=', seqOf(run)).where('step', '=', step).where('item', '=', item)

const seqOf = (run: string) => sql<string>`(select seq from gantry.run where id = ${run})`

async function tryAgain(tx: Transaction, exception: Exception): Promise<void> {
  const entry = entryOf(tx, exception)
  if (exception.phase === 'undo') await entry.set({ due_at: null }).where('state', '=', 'done').execute()
  else await entry.set({ state: 'retrying', attempts: 0, due_at: null }).where('state', '=', 'held').execute()
}

async function approve(tx: Transaction, { exception, by, reason }: Changing): Promise<Change> {
  const { kind, phase, step, code } = exception
  if (kind !== 'policy' || phase === 'undo' || step === '')
    throw new IntegrationError('nothing-to-approve', 'No rule stands in the way here that a person could lift.', {
      kind: 'policy',
      detail: `${code} is of the kind ${kind}, in the phase "${phase}".`,
    })
  const approval = { code, by, reason, at: new Date().toISOString() }
  await entryOf(tx, exception)
    .set({ approval: JSON.stringify(approval) })
    .execute()
  await tryAgain(tx, exception)
  return { after: approval }
}

async function editInput(tx: Transaction, { run, exception, checkInput }: Changing, given: unknown): Promise<Change> {
  const input = checkInput(run, given)
  await tryAgain(tx, exception)
  await revise(tx, run, { input: keptLike(run.input, run.tenant, input) })
  return { before: run.input, after: input }
}

/** A new revision gives unfinished steps new request keys: the vendor must not take the edit for a repeat. */
const revise = (tx: Transaction, { id, revision }: Run, set: { input?: string } = {}) =>
  tx
    .updateTable('gantry.run')
    .set({ ...set, revision: revision + 1 })
    .where('id', '=', id)
    .execute()

async function editResult(
  tx: Transaction,
  { run, exception }: Changing,
  { step, item = '', result = null }: { step: string; item?: string; result: unknown },
): Promise<Change> {
  const place = { run: run.id, step, item }
  const done = await tx
    .selectFrom('gantry.journal')
    .select(['result'])
    .where('run_seq', '=', run.seq)
    .where('step', '=', step)
    .where('item', '=', item)
    .where('state', '=', 'done')
    .where('kind', 'in', ['step', 'local'])
    .executeTakeFirst()
  if (!done || run.compensating)
    throw new IntegrationError('no-such-result', `The run has no result of a step "${step}" to edit.`, {
      kind: 'data',
      detail: item && `Its item is ${item}.`,
    })
  await checkResult(tx, run, step, result)
  await entryOf(tx, place)
    .set({ result: keptLike(isMarked(run.input) ? markSealed({}) : null, run.tenant, result) })
    .execute()
  await tryAgain(tx, exception)
  await revise(tx, run)
  return { before: { ...place, result: done.result }, after: { ...place, result } }
}

async function skip(tx: Transaction, run: Run, exception: Exception, result: unknown): Promise<Change> {
  const entry = entryOf(tx, exception)
  if (exception.phase === 'undo') await entry.set({ state: 'undone' }).where('state', '=', 'done').execute()
  else {
    await checkResult(tx, run, exception.step, result)
    await entry
      .set({
        state: 'done',
        result: keptLike(isMarked(run.input) ? markSealed({}) : null, run.tenant, result),
        error: null,
        finished_at: sql`clock_timestamp()`,
      })
      .where('state', '=', 'held')
      .execute()
  }
  return { after: result }
}

async function giveUp(tx: Transaction, run: Run, { code, sentence, kind }: Exception): Promise<void> {
  await tx.deleteFrom('gantry.waiter').where('run', '=', run.id).execute()
  // The flow's own `catch` has no say in it: a person decided.
  await tx
    .updateTable('gantry.run')
    .set({
      compensating: true,
      // A sibling of the step may be under way: what it does is recorded, and undone, before the run ends.
      stopping: run.state === 'running',
      error: JSON.stringify({ code, message: sentence, kind }),
    })
    .where('id', '=', run.id)
    .execute()
  await withdrawApprovals(tx, run.id)
  if (run.state === 'running') await notify(tx, CANCEL_CHANNEL)
}
