import { sql } from 'kysely'
import { isCockroach } from '../cockroachdb/dialect.ts'
import type { Transaction } from '../database/database.ts'
import { isConflict } from '../database/failure.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { lockKeys } from '../events/events.ts'
import { Fenced } from './checkpoints.ts'
import { type Journal, stored } from './journal.ts'
import { release } from './runs.ts'
import type { Wakes } from './wakes.ts'

export type Awaiting = {
  kind: 'wait' | 'sleep'
  step: string
  item: string
  forMs: number
  /** The database's time, epoch milliseconds. */
  now: number
  /** Absent for a sleep. */
  awaited?: { event: string; key: string; ofAnyAge: boolean }
}

/**
 * Takes a stored event not older than the run (or `ofAnyAge`), or begins to wait: under the lock that writers of the event take too, so
 * that neither misses the other. A deadline that has passed ends a sleep, and fails a wait.
 */
export async function awaitEvent(
  journal: Journal,
  wakes: Wakes,
  awaiting: Awaiting,
): Promise<{ data: unknown } | { dueAt: number } | { late: IntegrationError }> {
  const { kind, step, item, forMs, now, awaited } = awaiting
  const dueAt = isCockroach(journal.db) ? undefined : await beginWait(journal, awaiting)
  if (dueAt !== undefined) return { dueAt }
  const lock = async (tx: Transaction) => {
    if (awaited) await lockKeys(tx, [{ tenant: journal.run.tenant, name: awaited.event, key: awaited.key }])
  }
  return journal.waiting(async (tx, run) => {
    const { tenant, id } = run
    const fact = { kind, step, item, attempts: 1, startedAt: new Date() }
    const unwait = () =>
      tx.deleteFrom('gantry.waiter').where('run', '=', id).where('step', '=', step).where('item', '=', item).execute()
    if (awaited) {
      const event = await tx
        .selectFrom('gantry.event')
        .select(['id', 'data'])
        .where('tenant', '=', tenant)
        .where('name', '=', awaited.event)
        .where('key', '=', awaited.key)
        .$if(!awaited.ofAnyAge, (query) => query.where('received_at', '>=', run.created_at))
        // What another wait of this run took is taken. Asked of the journal's rows, under the run's lock: this
        // process may not yet have heard that the other wait's transaction committed.
        .where(
          sql<boolean>`not exists (select from gantry.journal j where j.run_seq = ${run.seq} and j.kind = 'wait'
            and j.state = 'done' and j.result->>'event' = event.id::text)`,
        )
        // Deliveries overtake each other: of several, what happened first is taken first.
        .orderBy('occurred_at')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst()
      if (event) {
        await unwait()
        await journal.record(tx, { ...fact, state: 'done', result: { event: event.id, data: event.data } })
        return { data: event.data }
      }
    }
    const waiting = await tx
      .insertInto('gantry.waiter')
      .values({
        run: id,
        step,
        item,
        tenant,
        event: awaited?.event ?? null,
        key: awaited?.key ?? null,
        deadline: new Date(now + forMs),
      })
      // The deadline stays the one set when the wait began.
      .onConflict((conflict) => conflict.columns(['run', 'step', 'item']).doUpdateSet({ tenant }))
      .returning('deadline')
      .executeTakeFirstOrThrow()
    const deadline = waiting.deadline!.getTime()
    if (deadline > now) {
      await release(tx, wakes, run)
      return { dueAt: deadline }
    }
    await unwait()
    if (!awaited) {
      await journal.record(tx, { ...fact, state: 'done', result: null })
      return { data: null }
    }
    const late = new IntegrationError('wait-timed-out', `Nothing was heard of ${awaited.event} in time.`, {
      kind: 'policy',
      detail: `${step}: ${awaited.event} ${awaited.key}`,
    })
    await journal.record(tx, { ...fact, state: 'failed', error: stored(late) })
    return { late }
  }, lock)
}

/** In one round trip; undefined, with nothing decided, where there is more to it or a deadlock had to be broken. */
async function beginWait(
  { db, run }: Journal,
  { step, item, forMs, now, awaited }: Awaiting,
): Promise<number | undefined> {
  const { event = null, key = null, ofAnyAge = false } = awaited ?? {}
  const { rows } = await sql<{ outcome: 'fenced' | 'other' | 'waits'; due: Date }>`
    select outcome, due from gantry.begin_wait(${run.id}, ${run.epoch}, ${step}, ${item}, ${event}, ${key},
      ${ofAnyAge}, ${new Date(now + forMs)}, ${new Date(now)})`
    .execute(db)
    .catch((error: unknown) => {
      if (isConflict(error)) return { rows: [] }
      throw error
    })
  if (rows[0]?.outcome === 'fenced') throw new Fenced(run.id)
  return rows[0]?.outcome === 'waits' ? rows[0].due.getTime() : undefined
}
