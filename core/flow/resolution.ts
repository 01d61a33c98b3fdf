import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { audit } from '../security/audit/act.ts'
import { isMarked, keptLike, markSealed } from '../security/encryption/sealable.ts'
import type { Identity } from '../security/identity.ts'
import type { Correction } from './correction.ts'
import { closeExceptions, type Exception, noSuchException } from './exceptions.ts'
import { digestOf, isId } from './identity.ts'
import { type Change, changeOf } from './resolution-change.ts'
import { isEnded, type Run, wakeRun } from './runs.ts'
import type { Wakes } from './wakes.ts'

export type Resolution =
  /** Try the step again: the cause was mended elsewhere. */
  | { action: 'retry' }
  /** Give leave for what a rule forbade, and try again; the step finds the approval in its call. */
  | { action: 'approve' }
  /** Replace the run's input, and try again with it. */
  | { action: 'edit'; input: unknown }
  /** Replace the result of a step that is done, and try again: only steps not yet done see it. */
  | { action: 'edit-result'; step: string; item?: string; result: unknown }
  /** Put the run's input right by a patch or a table of values, and try again: one correction fits many runs. */
  | Correction
  /** Take this as the step's result without calling. */
  | { action: 'skip'; result: unknown }
  /** Give up and undo what was done. */
  | { action: 'compensate' }
  /** Give up and leave what was done. */
  | { action: 'discard' }

export type ResolutionRequest = {
  id: string
  identity: Identity
  resolution: Resolution
  reason: string
  /** The bulk it is part of: the same one again is no second resolution. */
  bulk?: string
  /** The edited input as its flow takes it; throws where it does not. */
  checkInput: (run: Run, input: unknown) => unknown
}

/** Resolves an open exception and resumes its run. Who did it and why is kept with it. */
export function resolveException(db: Database, wakes: Wakes, request: ResolutionRequest): Promise<Exception> {
  return inTransaction(db, async (tx) => (await resolveIn(tx, wakes, request)).exception)
}

/** The same in a transaction of the caller, who also hears what it changes. */
export async function resolveIn(
  tx: Transaction,
  wakes: Wakes,
  { id, identity, resolution, reason, bulk, checkInput }: ResolutionRequest,
): Promise<{ exception: Exception; change: Change; run: Run }> {
  const [run, exception] = await lockException(tx, identity.tenant, id)
  if (exception.state === 'resolved') {
    if (bulk !== undefined && exception.bulk === bulk) return { exception, change: {}, run }
    throw new IntegrationError('already-resolved', 'This exception was already resolved.', {
      kind: 'policy',
      detail: `${exception.resolution} by ${exception.resolved_by}`,
    })
  }
  const closing = { resolution: resolution.action, by: identity.principal, reason, ...(bulk !== undefined && { bulk }) }
  if (isEnded(run.state)) {
    if (!['skip', 'discard'].includes(resolution.action))
      throw new IntegrationError('run-ended', 'The run this exception is about has ended.', {
        kind: 'policy',
        detail: `It is ${run.state}: skip or discard the exception once the matter is settled.`,
      })
    const [closed] = await closeExceptions(tx, wakes, run, { ...closing, id })
    await record(tx, run, closed!, identity, {})
    return { exception: closed!, change: {}, run }
  }
  const change = await changeOf(tx, wakes, { run, exception, resolution, by: closing.by, reason, checkInput })
  const { before, after } = change
  const like = isMarked(run.input) ? markSealed({}) : null
  const [resolved] = await closeExceptions(tx, wakes, run, {
    ...closing,
    id,
    ...(before !== undefined && { before: keptLike(like, run.tenant, before) }),
    ...(after !== undefined && { after: keptLike(like, run.tenant, after) }),
  })
  await record(tx, run, resolved!, identity, change)
  // Whoever gives the run up settles all that is open about it.
  if (['compensate', 'discard'].includes(resolution.action)) await closeExceptions(tx, wakes, run, closing)
  if (resolution.action !== 'discard') await wakeRun(tx, wakes, run)
  return { exception: resolved!, change, run }
}

/** What was put in the place of what stands with the exception; the log has the digests of it. */
async function record(tx: Transaction, run: Run, exception: Exception, identity: Identity, change: Change) {
  const { id, flow, step, code, resolution, reason, bulk } = exception
  const digests = Object.entries(change).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, digestOf(value)]],
  )
  await audit(tx, [
    {
      tenant: run.tenant,
      action: 'exception.resolved',
      object: `run:${run.id}`,
      by: identity.principal,
      onBehalfOf: identity.onBehalfOf,
      reason: reason ?? undefined,
      correlation: run.correlation,
      detail: { exception: id, flow, step, code, resolution, ...Object.fromEntries(digests), ...(bulk && { bulk }) },
    },
  ])
}

/** An exception and its run, both locked, in the order the engine locks: the run first. */
async function lockException(tx: Transaction, tenant: string, id: string): Promise<[Run, Exception]> {
  if (!isId(id)) throw noSuchException(id)
  const found = await tx
    .selectFrom('gantry.exception')
    .select(['run'])
    .where('id', '=', id)
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  if (!found) throw noSuchException(id)
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
  return [run, exception]
}
