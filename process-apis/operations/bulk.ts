import { Instant } from '@gantry/canonical/fields'
import { z } from '@gantry/core/contract'
import { Reason } from './correction.ts'
import { BulkableDeadLetterResolution, DeadLetterFilter } from './dead-letter.ts'
import { BulkableResolution, ExceptionFilter } from './exception.ts'
import { RunState } from './run.ts'

const PARTS = {
  exceptions: { filter: ExceptionFilter, resolution: BulkableResolution },
  'dead-letters': { filter: DeadLetterFilter, resolution: BulkableDeadLetterResolution },
}

/** One decision on many: open exceptions, or open dead letters, that a filter chooses. */
export const BulkRequest = z
  .strictObject({
    of: z.enum(['exceptions', 'dead-letters']),
    filter: z.union([ExceptionFilter, DeadLetterFilter]),
    resolution: z.union([BulkableResolution, BulkableDeadLetterResolution]),
    reason: Reason,
  })
  .refine(({ of, filter }) => PARTS[of].filter.safeParse(filter).success, {
    path: ['filter'],
    message: 'It chooses by what these do not have.',
  })
  .refine(({ of, resolution }) => PARTS[of].resolution.safeParse(resolution).success, {
    path: ['resolution'],
    message: 'These are not resolved so.',
  })
  .openapi('BulkRequest')
export type BulkRequest = z.output<typeof BulkRequest>

export const Refusal = z
  .object({ id: z.string(), about: z.string(), code: z.string(), message: z.string() })
  .openapi('Refusal', { description: 'One that stayed as it was, and why.' })

export const Batch = z
  .object({ resolved: z.int(), refusals: z.array(Refusal), next: z.string().optional() })
  .openapi('Batch')
export type Batch = z.output<typeof Batch>

export const Bulk = z
  .object({
    id: z.uuid().openapi({ description: 'Of the run that carries it out.' }),
    of: z.enum(['exceptions', 'dead-letters']),
    action: z.string(),
    reason: z.string(),
    by: z.string(),
    at: Instant,
    state: RunState,
    total: z.int().openapi({ description: 'How many were open when it was asked for.' }),
    resolved: z.int(),
    refused: z.int(),
    replaying: z.int().openapi({ description: 'Dead letters that their readers have yet to take.' }),
    refusals: z.array(Refusal).openapi({ description: 'The first hundred.' }),
  })
  .openapi('Bulk', { description: 'How far a bulk has come.' })
