import { Instant } from '@gantry/canonical/fields'
import { page, z } from '@gantry/core/contract'
import { corrections, Discard, ids, Reason } from './correction.ts'

const State = z.enum(['open', 'due', 'replayed', 'discarded'])

export const DeadLetter = z
  .object({
    id: z.string(),
    reader: z.string().openapi({
      description:
        'Who could not handle it: `trigger:<flow>`, `projection:<name>`, `webhook:<connection>` or `changes:<connection>`.',
    }),
    event: z.string(),
    data: z.unknown().openapi({ description: 'The payload as it would be handed over now.' }),
    before: z.unknown().optional().openapi({ description: 'The payload as it came, where it was changed since.' }),
    source: z.string().openapi({ description: 'The id its source gave it.' }),
    correlation: z.string(),
    occurredAt: Instant,
    code: z.string().openapi({ description: 'The runbook is named by it: docs/runbooks.' }),
    sentence: z.string(),
    detail: z.string().optional(),
    team: z.string().openapi({ description: 'Who can mend it.' }),
    attempts: z.int(),
    state: State.openapi({ description: '`due` until its reader has taken it.' }),
    openedAt: Instant,
    failedAt: Instant,
    dueAt: Instant,
    resolution: z.string().optional(),
    resolvedAt: Instant.optional(),
    resolvedBy: z.string().optional(),
    reason: z.string().optional(),
    bulk: z.uuid().optional(),
  })
  .openapi('DeadLetter', { description: 'What a subscription or a webhook brought and nobody could handle.' })

export const DeadLetterPage = page(DeadLetter).extend({ total: z.int() }).openapi('DeadLetterPage')

const Replay = z.strictObject({ action: z.literal('replay') }).openapi('Replay')

export const BulkableDeadLetterResolution = z
  .discriminatedUnion('action', [Replay, ...corrections, Discard])
  .openapi('BulkableDeadLetterResolution')

export const DeadLetterResolution = z
  .strictObject({
    resolution: z
      .discriminatedUnion('action', [
        Replay,
        z.strictObject({ action: z.literal('edit'), data: z.unknown() }),
        ...corrections,
        Discard,
      ])
      .openapi('DeadLetterRemedy'),
    reason: Reason,
  })
  .openapi('DeadLetterResolution', { description: 'What becomes of a dead letter, and why.' })

/** What dead letters are chosen by. */
export const deadLetterFilter = {
  reader: z.string().optional(),
  event: z.string().optional(),
  code: z.string().optional(),
  team: z.string().optional(),
  correlation: z.string().optional(),
  text: z
    .string()
    .max(200)
    .optional()
    .openapi({ description: 'In the sentence, the detail, the source or the payload.' }),
  openedAfter: Instant.optional(),
  openedBefore: Instant.optional(),
}

export const DeadLetterFilter = z.strictObject({ ids, ...deadLetterFilter }).openapi('DeadLetterFilter')

export const DeadLetterState = State
