import { sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Identity } from '../security/identity.ts'
import { closeExceptions, type Exception, noSuchException } from './exceptions.ts'
import { isId } from './identity.ts'
import { isEnded, leaveRun, type Run, release, wakeRun } from './runs.ts'
import type { Wakes } from './wakes.ts'

export type Resolution =
  /** Try the step again: the cause was mended elsewhere. */
  | { action: 'retry' }
  /** Replace the run's input, and try again with it. */
  | { action: 'edit'; input: unknown }
  /** Take this as the step's result without calling. */
  | { action: 'skip'; result: unknown }
  /** Give up and undo what was done. */
  | { action: 'compensate' }
  /** Give up and leave what was done. */
  | { action: 'discard' }

/** Resolves an open exception and resumes its run. Who did it and why is kept with it. */
export async function resolveException(
  db: Database,
  wakes: Wakes,
  request: {
    id: string
    identity: Identity
    resolution: Resolution
    reason: string
    checkInput: (run: Run, input: unknown) => unknown
  },
): Promise<Exception> {
  const { id, identity, resolution, reason } = request
  if (!isId(id)) throw noSuchException(id)
  return inTransaction(db, async (tx) => {
    const found = await tx
      .selectFrom('gantry.exception')
      .select(['run'])
      .where('id', '=', id)
      .where('tenant', '=', identity.tenant)
      .executeTakeFirst()
    if (!found) throw noSuchException(id)
    // Locked in the order the engine locks: the run first.
    const run = await tx
      .selectFrom('gantry.run')
      .selectAll()
      .where('id', '=', found.run)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const exception = await tx
      .selectFrom('gantry.exception')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (exception.state === 'resolved')
      throw new IntegrationError('already-resolved', 'This exception was already resolved.', {
        kind: 'policy',
        detail: `${exception.resolution} by ${exception.resolved_by}`,
      })
    if (isEnded(run.state) && !['skip', 'discard'].includes(resolution.action))
      throw new IntegrationError('run-ended', 'The run this exception is about has ended.', {
        kind: 'policy',
        detail: `It is ${run.state}: skip or discard the exception once the matter is settled.`,
      })
    const closing = { resolution: resolution.action, by: identity.principal, reason }
    if (isEnded(run.state)) return (await closeExceptions(tx, wakes, run, { ...closing, id }))[0]!
    const change = await apply(tx, wakes, run, exception, resolution, request.checkInput)
    const [resolved] = await closeExceptions(tx, wakes, run, { ...closing, id, ...change })
    // Whoever gives the run up settles all that is open about it.
    if (['compensate', 'discard'].includes(resolution.action)) await closeExceptions(tx, wakes, run, closing)
    if (resolution.action !== 'discard') await wakeRun(tx, wakes, run)
    return resolved!
  })
}

async function apply(
  tx: Transaction,
  wakes: Wakes,
  run: Run,
  exception: Exception,
  resolution: Resolution,
  checkInput: (run: Run, input: unknown) => unknown,
): Promise<{ before?: string; after?: string }> {
  const step = tx
    .updateTable('gantry.journal')
    .where('run', '=', run.id)
    .where('step', '=', exception.step)
    .where('item', '=', exception.item)
  switch (resolution.action) {
    case 'retry':
      if (exception.phase === 'undo') await step.set({ due_at: null }).where('state', '=', 'done').execute()
      else await step.set({ state: 'retrying', attempts: 0, due_at: null }).where('state', '=', 'held').execute()
      return {}
    case 'edit': {
      const input = checkInput(run, resolution.input)
      await step.set({ state: 'retrying', attempts: 0, due_at: null }).where('state', '=', 'held').execute()
      // A new revision gives unfinished steps new request keys: the vendor must not take the edit for a repeat.
      await tx
        .updateTable('gantry.run')
        .set({ input: JSON.stringify(input), revision: run.revision + 1 })
        .where('id', '=', run.id)
        .execute()
      return { before: JSON.stringify(run.input), after: JSON.stringify(input) }
    }
    case 'skip':
      if (exception.phase === 'undo') await step.set({ state: 'undone' }).where('state', '=', 'done').execute()
      else
        await step
          .set({
            state: 'done',
            result: JSON.stringify(resolution.result ?? null),
            error: null,
            finished_at: sql`clock_timestamp()`,
          })
          .where('state', '=', 'held')
          .execute()
      return { after: JSON.stringify(resolution.result ?? null) }
    case 'compensate':
      if (run.compensating) return {}
      await tx.deleteFrom('gantry.waiter').where('run', '=', run.id).execute()
      // The flow's own `catch` has no say in it: a person decided.
      await tx
        .updateTable('gantry.run')
        .set({
          compensating: true,
          error: JSON.stringify({ code: exception.code, message: exception.sentence, kind: exception.kind }),
        })
        .where('id', '=', run.id)
        .execute()
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
