import { sql } from 'kysely'
import type { EventType } from '../contract/contract.ts'
import { invalidRequest } from '../contract/validation.ts'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { notify } from '../database/notice.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { type Correction, corrected } from '../flow/correction.ts'
import { digestOf } from '../flow/identity.ts'
import type { Wakes } from '../flow/wakes.ts'
import { audit } from '../security/audit/act.ts'
import { keptLike } from '../security/encryption/sealable.ts'
import type { Identity } from '../security/identity.ts'
import { isLetter, noSuchDeadLetter } from './dead-letter-reader.ts'
import type { DeadLetter } from './dead-letters.ts'
import { EVENT_CHANNEL, publish } from './events.ts'

export type DeadLetterResolution =
  /** Hand it over once more: the cause was mended elsewhere. */
  | { action: 'replay' }
  /** Replace the payload, and hand it over with the new one. */
  | { action: 'edit'; data: unknown }
  /** Put the payload right by a patch or a table of values, and hand it over: one correction fits many. */
  | Correction
  /** Give it up. */
  | { action: 'discard' }

export type DeadLetterRequest = {
  id: string
  identity: Identity
  resolution: DeadLetterResolution
  reason: string
  /** The bulk it is part of: the same one again is no second resolution. */
  bulk?: string
  /** Every event there is, by name. */
  events: ReadonlyMap<string, EventType>
}

/**
 * Resolves a dead letter. What never became an event is published at once; what a subscription refused is due, and its
 * reader takes it. Who did it and why is kept with it.
 */
export function resolveDeadLetter(db: Database, wakes: Wakes, request: DeadLetterRequest): Promise<DeadLetter> {
  return inTransaction(db, async (tx) => {
    const letter = await lockLetter(tx, request)
    const { bulk, resolution, identity, reason } = request
    if (bulk !== undefined && letter.bulk === bulk) return letter
    if (letter.state !== 'open') throw alreadyResolved(letter)
    const data = await payloadOf(tx, letter, request)
    const changed = data !== letter.data
    const state = resolution.action === 'discard' ? 'discarded' : await replay(tx, wakes, letter, data, request)
    const resolved = await tx
      .updateTable('gantry.dead_letter')
      .set({
        state,
        resolution: resolution.action,
        resolved_by: identity.principal,
        resolved_at: sql`clock_timestamp()`,
        reason,
        bulk: bulk ?? null,
        ...(changed && {
          data: keptLike(letter.data, letter.tenant, data),
          before: keptLike(letter.data, letter.tenant, letter.before ?? letter.data),
        }),
      })
      .where('id', '=', letter.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await audit(tx, [
      {
        tenant: letter.tenant,
        action: 'dead-letter.resolved',
        object: `dead-letter:${letter.id}`,
        by: identity.principal,
        onBehalfOf: identity.onBehalfOf,
        reason,
        correlation: letter.correlation,
        detail: {
          event: letter.name,
          reader: letter.reader,
          resolution: resolution.action,
          ...(changed && { before: digestOf(letter.data), after: digestOf(data) }),
          ...(bulk !== undefined && { bulk }),
        },
      },
    ])
    return resolved
  })
}

async function lockLetter(tx: Transaction, { id, identity }: DeadLetterRequest): Promise<DeadLetter> {
  const letter = isLetter(id)
    ? await tx
        .selectFrom('gantry.dead_letter')
        .selectAll()
        .where('id', '=', id)
        .where('tenant', '=', identity.tenant)
        .forUpdate()
        .executeTakeFirst()
    : undefined
  if (!letter) throw noSuchDeadLetter(id)
  return letter
}

function alreadyResolved({ state, resolution, resolved_by }: DeadLetter): IntegrationError {
  const message =
    state === 'due' ? 'This dead letter is being replayed already.' : 'This dead letter was already resolved.'
  return new IntegrationError('already-resolved', message, {
    kind: 'policy',
    detail: `${resolution} by ${resolved_by}`,
  })
}

/** The payload it is to be handed over with: as it stands, or changed as asked; then it must fit its event's contract. */
async function payloadOf(tx: Transaction, letter: DeadLetter, request: DeadLetterRequest): Promise<unknown> {
  const { resolution, events } = request
  const { data, name, event } = letter
  if (resolution.action === 'discard') return data
  if (resolution.action === 'replay' && event !== null) return data
  const type = typeOf(events, name)
  const given =
    resolution.action === 'edit' ? resolution.data : resolution.action === 'replay' ? data : corrected(data, resolution)
  const parsed = type.data.safeParse(given)
  if (!parsed.success) throw invalidRequest(parsed.error.issues, ['body', 'data'])
  if (event !== null) {
    const { key } = await tx.selectFrom('gantry.event').select('key').where('id', '=', event).executeTakeFirstOrThrow()
    if (type.key(parsed.data) !== key)
      throw new IntegrationError('key-changed', 'An edit may not make another event of a dead letter.', {
        kind: 'data',
        detail: `The key is ${key}.`,
      })
  }
  return resolution.action === 'replay' ? data : parsed.data
}

function typeOf(events: ReadonlyMap<string, EventType>, name: string): EventType {
  const type = events.get(name)
  if (type) return type
  throw new IntegrationError('unknown-event', 'No contract of this landscape knows the event of this dead letter.', {
    kind: 'policy',
    detail: `${name}: discard it, or bring its contract back.`,
  })
}

async function replay(
  tx: Transaction,
  wakes: Wakes,
  letter: DeadLetter,
  data: unknown,
  { events }: DeadLetterRequest,
): Promise<'due' | 'replayed'> {
  if (letter.event !== null) {
    await notify(tx, EVENT_CHANNEL)
    return 'due'
  }
  const { tenant, correlation, source, name, occurred_at } = letter
  const at = occurred_at.toISOString()
  await publish(tx, wakes, [{ event: typeOf(events, name), data, tenant, correlation, source, at }])
  return 'replayed'
}
