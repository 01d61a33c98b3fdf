import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { publish } from '../events/events.ts'
import { audit } from '../security/audit/act.ts'
import { type Identity, permits } from '../security/identity.ts'
import { type ApprovalOptions, type Approved, millisecondsOf } from './flow.ts'
import { isId } from './identity.ts'
import { type Entry, type Fact, type Journal, stored } from './journal.ts'
import { flowEvents, refOf } from './run-events.ts'
import { isEnded, lockRun, type Run, release, wakeRun } from './runs.ts'
import type { Wakes } from './wakes.ts'

/** A decision that a run waits for, and what came of it. */
export type PendingApproval = Selectable<Tables['gantry.approval']>

/** The scope that lets a principal decide what a team is asked. */
export const approvalScope = (team: string): string => `approve.${team}`

export type Asking = ApprovalOptions & { entry: Entry | undefined; now: number }

/**
 * Asks for an approval, or looks what came of it. Throws what the author is to hear: `approval-rejected`,
 * `approval-timed-out`.
 */
export async function awaitApproval(
  journal: Journal,
  wakes: Wakes,
  begun: Omit<Fact, 'state'>,
  { entry, now, ...options }: Asking,
): Promise<{ approved: Approved } | { dueAt: number }> {
  const answer = await journal.waiting(async (tx, run) => {
    const asked = (entry?.result as { approval: string } | null | undefined)?.approval
    const approval = asked ? await lockApproval(tx, asked) : await ask(tx, wakes, run, begun, options, now)
    const result = { approval: approval.id }
    if (!asked) await journal.record(tx, { ...begun, state: 'waiting', result })
    if (approval.state === 'approved') {
      const { decided_by: by, reason, decided_at: at } = approval
      const approved = { by: by!, reason: reason!, at: at!.toISOString() }
      await journal.record(tx, { ...begun, state: 'done', result: approved })
      return { approved }
    }
    if (approval.state === 'pending' && approval.due_at.getTime() > now) {
      await release(tx, wakes, run)
      return { dueAt: approval.due_at.getTime() }
    }
    const refusal = approval.state === 'rejected' ? rejected(approval) : timedOut(approval)
    if (approval.state === 'pending') await settle(tx, approval, { state: 'timed-out', by: null, reason: null })
    await journal.record(tx, { ...begun, state: 'failed', result, error: stored(refusal) })
    return { refusal }
  })
  if ('refusal' in answer) throw answer.refusal
  return answer
}

async function ask(
  tx: Transaction,
  wakes: Wakes,
  run: Run,
  { step, item }: Pick<Fact, 'step' | 'item'>,
  { by, ask: asked, fourEyes = false, ...within }: ApprovalOptions,
  now: number,
): Promise<PendingApproval> {
  const approval = await tx
    .insertInto('gantry.approval')
    .values({
      id: randomUUID(),
      tenant: run.tenant,
      run: run.id,
      flow: run.flow,
      run_key: run.key,
      subject: run.subject,
      step,
      item,
      team: by,
      ask: asked.subject,
      detail: asked.detail === undefined ? null : JSON.stringify(asked.detail),
      four_eyes: fourEyes,
      starter: run.principal,
      correlation: run.correlation,
      due_at: new Date(now + millisecondsOf(within)),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx.updateTable('gantry.run').set({ awaited: true }).where('id', '=', run.id).execute()
  const data = { ...refOf(run), approval: approval.id, step, team: by, ask: asked.subject }
  await tell(tx, wakes, approval, { event: flowEvents.approvalAsked, data })
  return approval
}

export type Decision = { id: string; identity: Identity; decision: 'approved' | 'rejected'; reason: string }

/**
 * Decides an approval that a run waits for, and wakes the run. The same decision by the same principal again changes
 * nothing. Throws `no-such-approval`, `not-an-approver`, `four-eyes`, `already-decided`, `approval-timed-out`.
 */
export async function decideApproval(
  db: Database,
  wakes: Wakes,
  { id, identity, decision, reason }: Decision,
): Promise<PendingApproval> {
  return inTransaction(db, async (tx) => {
    const found = isId(id)
      ? await tx
          .selectFrom('gantry.approval')
          .select('run')
          .where('id', '=', id)
          .where('tenant', '=', identity.tenant)
          .executeTakeFirst()
      : undefined
    if (!found) throw noSuchApproval(id)
    // Locked in the order the engine locks: the run first.
    const run = await lockRun(tx, identity.tenant, found.run)
    const approval = await lockApproval(tx, id)
    if (approval.state === decision && approval.decided_by === identity.principal) return approval
    if (approval.state !== 'pending' || isEnded(run.state) || run.compensating) throw alreadyDecided(approval)
    if (!permits(identity, approvalScope(approval.team))) throw notAnApprover(approval)
    if (approval.four_eyes && [identity.principal, identity.onBehalfOf].includes(approval.starter)) throw fourEyes()
    if (await isLate(tx, approval)) throw timedOut(approval)
    const settled = await settle(tx, approval, { state: decision, by: identity.principal, reason })
    await audit(tx, [
      {
        tenant: run.tenant,
        action: `approval.${decision}`,
        object: `run:${run.id}`,
        by: identity.principal,
        onBehalfOf: identity.onBehalfOf,
        reason,
        correlation: run.correlation,
        detail: { approval: id, flow: run.flow, step: approval.step, team: approval.team },
      },
    ])
    const data = { ...refOf(run), approval: id, step: approval.step, decision, by: identity.principal }
    await tell(tx, wakes, approval, { event: flowEvents.approvalDecided, data })
    await wakeRun(tx, wakes, run)
    return settled
  })
}

const lockApproval = (tx: Transaction, id: string): Promise<PendingApproval> =>
  tx.selectFrom('gantry.approval').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

const isLate = async (tx: Transaction, { due_at }: PendingApproval): Promise<boolean> =>
  (await sql`select where ${due_at}::timestamptz <= clock_timestamp()`.execute(tx)).rows.length > 0

const settle = (
  tx: Transaction,
  { id }: PendingApproval,
  { state, by, reason }: { state: PendingApproval['state']; by: string | null; reason: string | null },
): Promise<PendingApproval> =>
  tx
    .updateTable('gantry.approval')
    .set({ state, decided_at: sql`clock_timestamp()`, decided_by: by, reason })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

/** Nobody need decide these any more; all of the run where they are not named. */
export async function withdrawApprovals(tx: Transaction, run: string, ids?: readonly string[]): Promise<void> {
  if (ids?.length === 0) return
  await tx
    .updateTable('gantry.approval')
    .set({ state: 'withdrawn', decided_at: sql`clock_timestamp()` })
    .where('run', '=', run)
    .where('state', '=', 'pending')
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids!))
    .execute()
}

type Told = Pick<Parameters<typeof publish>[2][number], 'event' | 'data'>

async function tell(tx: Transaction, wakes: Wakes, approval: PendingApproval, told: Told): Promise<void> {
  const { tenant, correlation, id } = approval
  await publish(tx, wakes, [{ ...told, tenant, correlation, source: id }])
}

const rejected = ({ ask, decided_by, reason }: PendingApproval) =>
  new IntegrationError('approval-rejected', `${decided_by} rejected: ${ask} ${reason}`, { kind: 'policy' })

const timedOut = ({ ask, team, due_at }: PendingApproval) =>
  new IntegrationError('approval-timed-out', `Nobody decided in time: ${ask}`, {
    kind: 'policy',
    detail: `${team} had until ${due_at.toISOString()}.`,
  })

export const noSuchApproval = (id: string) =>
  new IntegrationError('no-such-approval', 'There is no such approval.', { kind: 'data', status: 404, detail: id })

const alreadyDecided = ({ state, decided_by }: PendingApproval) =>
  new IntegrationError('already-decided', 'This approval is no longer asked for.', {
    kind: 'policy',
    detail: decided_by === null ? `It is ${state}.` : `${state} by ${decided_by}`,
  })

const notAnApprover = ({ team }: PendingApproval) =>
  new IntegrationError('not-an-approver', `Only ${team} may decide this.`, {
    kind: 'policy',
    status: 403,
    detail: `The scope ${approvalScope(team)} is missing.`,
  })

const fourEyes = () =>
  new IntegrationError('four-eyes', 'Whoever started this may not approve it.', { kind: 'policy', status: 403 })
