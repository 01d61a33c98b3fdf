import { Decimal, type Money } from '@gantry/canonical/money'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import type { z } from 'zod'
import type { Client } from './client.ts'
import { isRefusal, withOutcomeUnknown } from './failure.ts'
import { type Booking, uuidOf } from './job.ts'

type Creation<T> = {
  record: string
  /** Where to post it: the record's own collection, or a transformation. */
  path: string
  externalId: string
  body: object
  lines: number
  schema: z.ZodType<T>
}

/** A document of more lines may take NetSuite longer than a request may last: it is booked by a job. */
const MOST_AT_ONCE = 100
const PATIENCE_MS = 25_000

const bookingOf = (externalId: string, { idempotencyKey = '', deadline }: Call): Booking => ({
  key: uuidOf(`${externalId} ${idempotencyKey}`),
  until: deadline ?? Date.now() + PATIENCE_MS,
})

/**
 * Creates a transaction at most once. It is posted, never put: an upsert by external id would overwrite a document that
 * finance has changed since. NetSuite keeps external ids unique, so a repeat is refused, whatever became of the first
 * answer and however many arrive at once; it then finds the document by that id, through the strongly consistent record
 * API. Any refusal is checked so, since a repeat may be refused for another reason first (the order is billed by now).
 */
export async function createOnce<T>(
  client: Client,
  call: Call,
  { record, path, externalId, body, lines, schema }: Creation<T>,
): Promise<T> {
  let id: string | undefined
  let refusal: unknown
  try {
    id = await client.create(
      path,
      { externalId, ...body },
      lines > MOST_AT_ONCE ? bookingOf(externalId, call) : undefined,
    )
  } catch (error) {
    if (!isRefusal(error)) throw error
    refusal = error
  }
  let document: T | undefined
  try {
    document = await client.get(record, id ?? `eid:${externalId}`, schema)
  } catch (error) {
    throw withOutcomeUnknown(error)
  }
  if (document !== undefined) return document
  if (refusal !== undefined) throw refusal
  throw new IntegrationError('document-vanished', 'NetSuite does not show the document it has just booked.', {
    kind: 'transient',
    outcomeUnknown: true,
    detail: `${record} ${id}`,
  })
}

/** Throws unless NetSuite's own arithmetic, or the document found on a repeat, comes to our amounts to the minor unit. */
export function assertBooked(document: string, amounts: { name: string; ours: Money; theirs: Money }[]): void {
  const wrong = amounts.filter(
    ({ ours, theirs }) => ours.currency !== theirs.currency || !new Decimal(ours.amount).equals(theirs.amount),
  )
  if (wrong.length === 0) return
  throw new IntegrationError('booked-amount-differs', `NetSuite booked ${document} with other amounts than ours.`, {
    kind: 'data',
    team: 'finance-systems',
    detail: wrong
      .map(
        ({ name, ours, theirs }) =>
          `${name}: ${theirs.amount} ${theirs.currency}, ours ${ours.amount} ${ours.currency}`,
      )
      .join('; '),
  })
}
