import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { publish } from '../events/events.ts'
import type { Identity } from '../security/identity.ts'
import { isId } from './identity.ts'
import { flowEvents } from './run-events.ts'
import { type Run, release } from './runs.ts'
import type { Wakes } from './wakes.ts'

export type Exception = Selectable<Tables['gantry.exception']>

const DUE_MS = 24 * 3600 * 1000

export type Held = { step: string; item: string; phase: 'do' | 'undo'; error: IntegrationError; team: string }

/** Opens an exception, holds what it is about, and tells of it; at most one is open for a step. */
export async function openException(tx: Transaction, wakes: Wakes, run: Run, held: Held): Promise<void> {
  const id = randomUUID()
  const { error, step, item, phase, team } = held
  const opened = await tx
    .insertInto('gantry.exception')
    .values({
      id,
      tenant: run.tenant,
      run: run.id,
      flow: run.flow,
      run_key: run.key,
      subject: run.subject,
      step,
      item,
      phase,
      code: error.code,
      kind: error.kind,
      sentence: error.message,
      detail: error.detail ?? null,
      team: error.team ?? team,
      correlation: run.correlation,
      due_at: new Date(Date.now() + DUE_MS),
    })
    .onConflict((conflict) =>
      conflict.columns(['run', 'step', 'item', 'phase']).where('state', '=', 'open').doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  if (!opened) return
  await publish(tx, wakes, [
    {
      event: flowEvents.runHeld,
      tenant: run.tenant,
      correlation: run.correlation,
      source: id,
      data: {
        run: run.id,
        flow: run.flow,
        key: run.key,
        ...(run.subject !== null && { subject: run.subject }),
        correlation: run.correlation,
        exception: id,
        step,
        code: error.code,
        sentence: error.message,
        team: error.team ?? team,
      },
    },
  ])
}

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
    const change = await apply(tx, wakes, run, exception, resolution, request.checkInput)
    const resolved = await tx
      .updateTable('gantry.exception')
      .set({
        state: 'resolved',
        resolution: resolution.action,
        resolved_at: new Date(),
        resolved_by: identity.principal,
        reason,
        ...change,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    if (resolution.action !== 'discard') await resume(tx, wakes, run)
    await publish(tx, wakes, [
      {
        event: flowEvents.runResumed,
        tenant: run.tenant,
        correlation: run.correlation,
        source: id,
        data: {
          run: run.id,
          flow: run.flow,
          key: run.key,
          ...(run.subject !== null && { subject: run.subject }),
          correlation: run.correlation,
          exception: id,
          resolution: resolution.action,
          by: identity.principal,
        },
      },
    ])
    return resolved
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
      if (exception.phase === 'do')
        await step.set({ state: 'retrying', attempts: 0, due_at: null }).where('state', '=', 'held').execute()
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
      if (exception.phase === 'undo') await step.set({ state: 'undone' }).execute()
      else await step.set({ state: 'done', result: JSON.stringify(resolution.result ?? null), error: null }).execute()
      return { after: JSON.stringify(resolution.result ?? null) }
    case 'compensate':
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
      await tx
        .updateTable('gantry.run')
        .set({ state: 'discarded', finished_at: new Date(), due_at: null, epoch: run.epoch + 1, released: true })
        .where('id', '=', run.id)
        .execute()
      return {}
  }
}

async function resume(tx: Transaction, wakes: Wakes, run: Run): Promise<void> {
  const running = run.state === 'running'
  await tx
    .updateTable('gantry.run')
    .set(running ? { woken: true } : { state: 'queued', due_at: new Date() })
    .where('id', '=', run.id)
    .execute()
  if (!running) await wakes.send(tx, [{ run: run.id }])
}

export const noSuchException = (id: string) =>
  new IntegrationError('no-such-exception', 'There is no such exception.', { kind: 'data', status: 404, detail: id })
