import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import { failedCallOf } from '../contract/failed-call.ts'
import type { Transaction } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { publish } from '../events/events.ts'
import { isMarked, keptLike, markSealed } from '../security/encryption/sealable.ts'
import { flowEvents, refOf } from './run-events.ts'
import type { Run } from './runs.ts'
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
      sentence: storable(error.message),
      detail: error.detail === undefined ? null : storable(error.detail),
      team: error.team ?? team,
      correlation: run.correlation,
      due_at: sql<Date>`gantry.now() + ${DUE_MS}::float8 * interval '1 ms'`,
      call: storedCall(run, error),
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
        ...refOf(run),
        exception: id,
        step,
        code: error.code,
        sentence: error.message,
        team: error.team ?? team,
      },
    },
  ])
}

export type Closing = {
  /** One exception; every open one of the run where absent. */
  id?: string
  resolution: string
  by: string
  reason: string
  before?: string
  after?: string
  /** The bulk resolution it is part of. */
  bulk?: string
}

/** Closes open exceptions of a run and tells of it. Who did it and why is kept with them. */
export async function closeExceptions(tx: Transaction, wakes: Wakes, run: Run, closing: Closing): Promise<Exception[]> {
  const { id, resolution, by, reason, before, after, bulk } = closing
  const closed = await tx
    .updateTable('gantry.exception')
    .set({
      state: 'resolved',
      resolution,
      resolved_at: sql`clock_timestamp()`,
      resolved_by: by,
      reason,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      ...(bulk !== undefined && { bulk }),
    })
    .where('run', '=', run.id)
    .where('state', '=', 'open')
    .$if(id !== undefined, (query) => query.where('id', '=', id!))
    .returningAll()
    .execute()
  await publish(
    tx,
    wakes,
    closed.map((exception) => ({
      event: flowEvents.runResumed,
      tenant: run.tenant,
      correlation: run.correlation,
      source: exception.id,
      data: {
        ...refOf(run),
        exception: exception.id,
        resolution,
        by,
      },
    })),
  )
  return closed
}

/** The largest input of a call that is kept, in characters of JSON. */
const CALL_LIMIT = 64_000

/** What was being asked when it failed, as far as it can be kept. */
function storedCall({ input, tenant }: Run, error: IntegrationError): string | null {
  const call = failedCallOf(error)
  if (!call) return null
  const whole = JSON.stringify(call)
  if (whole.length > CALL_LIMIT) return JSON.stringify({ operation: call.operation })
  return isMarked(input) ? keptLike(markSealed({}), tenant, call) : whole
}

/** Vendors' words may hold NUL bytes, which Postgres has no text for. */
const storable = (text: string) => text.replaceAll('\0', '\uFFFD')

export const noSuchException = (id: string) =>
  new IntegrationError('no-such-exception', 'There is no such exception.', { kind: 'data', status: 404, detail: id })
