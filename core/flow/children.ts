import { sql } from 'kysely'
import type { Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { whole } from './archive.ts'
import { giveUp } from './cancellation.ts'
import type { Flow } from './flow.ts'
import { type Entry, type Fact, fromStored, type Journal, stored } from './journal.ts'
import { isEnded, type Run, wakeRun } from './runs.ts'
import { startRuns } from './starts.ts'
import type { Wakes } from './wakes.ts'

/** What a waiter of a child waits for; its key is the child's id. The trigger `tell_end` looks for it. */
const RUN_ENDED = 'run-ended'

/** What the journal keeps of a child: its run, and whether this parent started it; its output once it has ended well. */
export type Child = { run: string; started: boolean; output?: unknown }

export const childOf = (entry: Entry | undefined): Child | undefined =>
  (entry?.result ?? undefined) as Child | undefined

/**
 * Starts a child, or looks what came of it: a start and the parent's journal entry are one transaction. Gives
 * `undefined` while the child is under way: its end wakes the parent. Throws what the author is to hear: the child's
 * failure, `child-cancelled`, `child-discarded`; and `circular-child`, `different-body`, `unfit-child`.
 */
export async function awaitChild(
  journal: Journal,
  wakes: Wakes,
  begun: Omit<Fact, 'state'>,
  given: { entry: Entry | undefined; flow?: Flow; input?: unknown },
): Promise<{ output: unknown } | { failure: IntegrationError } | undefined> {
  let known = childOf(given.entry)
  let child!: Run
  return journal.waiting(
    async (tx, { id, tenant }) => {
      const { step, item } = begun
      const result = { run: child.id, started: known!.started }
      const waiter = { run: id, step, item, tenant, event: RUN_ENDED, key: child.id }
      if (!isEnded(child.state)) {
        if (!given.entry) await journal.record(tx, { ...begun, state: 'waiting', result })
        await tx
          .insertInto('gantry.waiter')
          .values(waiter)
          .onConflict((conflict) => conflict.columns(['run', 'step', 'item']).doNothing())
          .execute()
        return undefined
      }
      await tx
        .deleteFrom('gantry.waiter')
        .where('run', '=', id)
        .where('step', '=', step)
        .where('item', '=', item)
        .execute()
      if (child.state === 'completed') {
        const { output } = await whole(tx, child)
        await journal.record(tx, { ...begun, state: 'done', result: { ...result, output } })
        return { output }
      }
      const failure = failureOf(child)
      await journal.record(tx, { ...begun, state: 'failed', result, error: stored(failure) })
      return { failure }
    },
    // Before the parent's own row: whoever ends the child holds its row and then asks for the parent's.
    async (tx) => {
      if (known) child = await lockChild(tx, known.run)
      else {
        const begunChild = await beginChild(tx, wakes, journal.run, given.flow!, given.input)
        child = begunChild.child
        known = { run: child.id, started: begunChild.started }
      }
    },
  )
}

async function beginChild(
  tx: Transaction,
  wakes: Wakes,
  { id, tenant, principal, correlation }: Run,
  flow: Flow,
  input: unknown,
): Promise<{ child: Run; started: boolean }> {
  const fitting = flow.input.safeParse(input)
  if (!fitting.success)
    throw new IntegrationError('unfit-child', `What the child ${flow.name} was given does not fit it.`, {
      kind: 'bug',
      detail: fitting.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    })
  const parent = await tx
    .selectFrom('gantry.run')
    .select(['ordered_by', 'place', 'released'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  // A run that holds a place in an order never waits for another place: no circle can arise.
  const holdsPlace = !parent.released && (parent.ordered_by !== null || parent.place !== null)
  const placed = holdsPlace ? { ...flow, orderedBy: () => undefined } : flow
  const start = { flow: placed, input, tenant, principal, correlation }
  const [summary] = await startRuns(tx, wakes, [start])
  const { id: childId, started } = summary!
  if (!started && (await awaits(tx, childId, id))) throw circular(flow)
  const child = await lockChild(tx, childId)
  await tx
    .updateTable('gantry.run')
    .set({ awaited: true, ...(started && holdsPlace && { place: parent.place ?? id }) })
    .where('id', '=', childId)
    .execute()
  if (holdsPlace && child.state === 'blocked') await wakeRun(tx, wakes, child)
  return { child, started }
}

const lockChild = (tx: Transaction, id: string): Promise<Run> =>
  tx.selectFrom('gantry.run').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

/** Whether a run waits for another, by way of its children and theirs. */
async function awaits(tx: Transaction, run: string, other: string): Promise<boolean> {
  const { rows } = await sql`
    with recursive awaited(run) as (
      select ${run}::uuid
      union
      select (j.result->>'run')::uuid from awaited a
        join gantry.run r on r.id = a.run
        join gantry.journal j on j.run_seq = r.seq and j.kind = 'child' and j.state = 'waiting'
    ) select from awaited where run = ${other}`.execute(tx)
  return rows.length > 0
}

/**
 * Gives up the children that a run started and still waits for, unless another parent waits for them too. Their rows are
 * locked before the parent's.
 */
export async function giveUpChildren(journal: Journal, wakes: Wakes, reason: string): Promise<void> {
  const ids = journal
    .all()
    .filter((entry) => entry.kind === 'child' && entry.state === 'waiting' && childOf(entry)!.started)
    .map((entry) => childOf(entry)!.run)
  if (ids.length === 0) return
  let children: Run[] = []
  await journal.transaction(
    async (tx, parent) => {
      for (const child of children) {
        if (isEnded(child.state) || child.compensating) continue
        const others = await tx
          .selectFrom('gantry.waiter')
          .select('run')
          .where('event', '=', RUN_ENDED)
          .where('key', '=', child.id)
          .where('run', '!=', parent.id)
          .executeTakeFirst()
        if (!others) await giveUp(tx, wakes, child, { by: `flow:${parent.flow}`, reason })
      }
    },
    async (tx) => {
      children = await tx
        .selectFrom('gantry.run')
        .selectAll()
        .where('id', 'in', ids)
        .orderBy('id')
        .forUpdate()
        .execute()
    },
  )
}

function failureOf(child: Run): IntegrationError {
  const of = `${child.flow} for ${child.key}`
  if (child.state === 'cancelled')
    return new IntegrationError('child-cancelled', `${of} was cancelled.`, { kind: 'policy' })
  if (child.state === 'discarded' || child.error === null)
    return new IntegrationError('child-discarded', `${of} was given up.`, { kind: 'policy' })
  return fromStored(child.error)
}

const circular = (flow: Flow) =>
  new IntegrationError('circular-child', `A run of ${flow.name} waits for the run that would wait for it.`, {
    kind: 'bug',
    detail: 'Give the child a business key of its own.',
  })
