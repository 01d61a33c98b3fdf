import type { Logger } from 'pino'
import { IntegrationError } from '../errors/integration-error.ts'
import { publish } from '../events/events.ts'
import { withdrawApprovals } from './approvals.ts'
import { callOf, failureOf, pauseMs, STEP_TIMEOUT_MS, within } from './attempt.ts'
import { awaitChild, giveUpChildren } from './children.ts'
import { closeExceptions, openException } from './exceptions.ts'
import { type Flow, RETRY, type StepCall } from './flow.ts'
import { type Entry, fromStored, type Journal, stored } from './journal.ts'
import { flowEvents, refOf } from './run-events.ts'
import { leaveRun, type Run, release } from './runs.ts'
import type { Wakes } from './wakes.ts'

export type Undo = (result: never, call: StepCall) => Promise<unknown>

export type Compensation = {
  run: Run
  flow: Flow
  journal: Journal
  /** The undo of each step this replay came to. */
  undoOf: (entry: Entry) => Undo | undefined
  wakes: Wakes
  log: Logger
  now: () => number
}

/**
 * Marks the run as failed for good: from here on nothing new is done, and what was done is undone. Gives the cause that
 * counts: of a run that was cancelled meanwhile it stays that.
 */
export async function beginCompensation(given: Compensation, error: IntegrationError): Promise<IntegrationError> {
  const { run, journal, wakes } = given
  run.compensating = true
  return journal.transaction(async (tx, owned) => {
    if (owned.compensating) return fromStored(owned.error)
    await tx
      .updateTable('gantry.run')
      .set({ compensating: true, error: JSON.stringify(stored(error)) })
      .where('id', '=', run.id)
      .execute()
    // It hears of nothing any more: an event must not wake a run that is held because an undo failed.
    await tx.deleteFrom('gantry.waiter').where('run', '=', run.id).execute()
    // A sibling that was held need not be mended any more.
    const closing = { resolution: 'compensate', by: `flow:${run.flow}`, reason: error.message }
    await closeExceptions(tx, wakes, owned, closing)
    await withdrawApprovals(tx, run.id)
    return error
  })
}

/**
 * Undoes the run's effects, last first, each undo journaled. Returns when to go on after an undo that failed for now, and
 * without a time where a child is still being undone, whose end wakes the run;
 * an undo that fails for good opens an exception and holds the run: it is never tried again unasked.
 */
export async function compensate(
  given: Compensation,
  error: IntegrationError,
): Promise<{ retryAt: number | undefined } | 'left'> {
  const { run, journal, wakes } = given
  await giveUpChildren(journal, wakes, error.message)
  // After an edit the flow may no longer come to a step that was done: its undo is unknown then.
  const unreached = new Set(journal.unreached())
  const undoable = (entry: Entry) =>
    entry.state === 'done' && (given.undoOf(entry) || (entry.kind === 'step' && unreached.has(entry)))
  const last = journal
    .all()
    .filter((entry) => undoable(entry) || isChildUnderway(entry))
    .sort((a, b) => (BigInt(b.seq) > BigInt(a.seq) ? 1 : -1))
  for (const entry of last) {
    const ended = isChildUnderway(entry) ? await endOfChild(given, entry) : entry
    if (!ended) return { retryAt: undefined }
    const next = undoable(ended) ? await undoStep(given, ended) : 'undone'
    if (next !== 'undone') return next === 'held' ? 'left' : next
  }
  const uncertain = journal.all().filter(isUncertain)
  const undone = journal.all().some((entry) => entry.state === 'undone')
  const state = error.code === 'cancelled' ? 'cancelled' : undone ? 'compensated' : 'failed'
  await journal.transaction(async (tx, owned) => {
    for (const entry of uncertain) await openException(tx, wakes, owned, uncertainty(given.flow, entry))
    await release(tx, wakes, owned)
    await leaveRun(tx, owned, { state, dueAt: null })
    const data = { ...refOf(run), state, sentence: error.message }
    const { tenant, correlation, id } = run
    await publish(tx, wakes, [{ event: flowEvents.runEnded, data, tenant, correlation, source: id }])
  })
  return 'left'
}

const isChildUnderway = ({ kind, state }: Entry) => kind === 'child' && state === 'waiting'

/** The child's entry once it has ended; what it did stands then, or was undone by itself. */
async function endOfChild({ journal, wakes }: Compensation, entry: Entry): Promise<Entry | undefined> {
  const { kind, step, item, attempts, started_at: startedAt } = entry
  const outcome = await awaitChild(journal, wakes, { kind, step, item, attempts, startedAt }, { entry })
  return outcome && journal.get(step, item)
}

async function undoStep(given: Compensation, entry: Entry): Promise<'undone' | 'held' | { retryAt: number }> {
  const { run, flow, journal, wakes, log, now } = given
  const { step, item, kind } = entry
  // A due time on a step that is done counts attempts of its undo.
  if (entry.due_at && entry.due_at.getTime() > now()) return { retryAt: entry.due_at.getTime() }
  const fact = { kind, step, item, attempts: entry.due_at ? entry.attempts + 1 : 1, startedAt: new Date() }
  try {
    const call = callOf(run, step, item, STEP_TIMEOUT_MS, 'undo')
    const undo = given.undoOf(entry)
    if (!undo) throw undoUnknown(step)
    await within(STEP_TIMEOUT_MS, step, () => undo(entry.result as never, call)).catch((thrown) => {
      throw failureOf(thrown)
    })
    await journal.checkpoint({ ...fact, state: 'undone' })
    return 'undone'
  } catch (thrown) {
    if (!(thrown instanceof IntegrationError)) throw thrown
    const error = thrown
    // Nothing left for the vendor: an outage that is known of uses no attempt up.
    if (error.unsent) fact.attempts--
    log.warn({ step, item, code: error.code, detail: error.detail }, 'undo failed')
    if (error.retryable && fact.attempts < RETRY.attempts) {
      const dueAt = new Date(now() + pauseMs(error, fact.attempts, RETRY))
      await journal.checkpoint({ ...fact, state: 'done', dueAt })
      return { retryAt: dueAt.getTime() }
    }
    await journal.transaction(async (tx, owned) => {
      const refusal = new IntegrationError('compensation-failed', `"${step}" could not be undone: ${error.message}`, {
        kind: 'policy',
        detail: `${error.code}: ${error.detail ?? ''}`,
      })
      await openException(tx, wakes, owned, { step, item, phase: 'undo', team: flow.team, error: refusal })
      if (flow.onParked === 'pass') await release(tx, wakes, owned)
      await leaveRun(tx, owned, { state: 'held', dueAt: null })
    })
    return 'held'
  }
}

const undoUnknown = (step: string) =>
  new IntegrationError('undo-unknown', `The flow no longer comes to "${step}", so nobody knows its undo.`, {
    kind: 'policy',
    detail: 'Reverse it where it was done, then skip it here.',
  })

const isUncertain = ({ state, error }: Entry) =>
  state !== 'done' && state !== 'undone' && (error as { outcomeUnknown?: boolean } | null)?.outcomeUnknown === true

/** A step was cut off in mid-call and the run failed meanwhile: its effect may exist, and only a person can tell. */
const uncertainty = (flow: Flow, { step, item }: Entry) => ({
  step,
  item,
  phase: 'undo' as const,
  team: flow.team,
  error: new IntegrationError('outcome-unknown', `Nobody knows whether "${step}" took effect before the run failed.`, {
    kind: 'policy',
    detail: 'Look the reference up in the system it was sent to, and reverse the document if it is there.',
  }),
})
