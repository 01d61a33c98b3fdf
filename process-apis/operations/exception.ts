import { Instant } from '@gantry/canonical/fields'
import { page, z } from '@gantry/core/contract'
import { corrections, Discard, ids, Reason } from './correction.ts'

export const Exception = z
  .object({
    id: z.uuid(),
    run: z.uuid(),
    flow: z.string(),
    runKey: z.string(),
    subject: z.string().optional(),
    step: z.string(),
    item: z.string(),
    phase: z.enum(['do', 'undo']).openapi({ description: 'What failed: the step, or the undo of it.' }),
    code: z.string().openapi({ description: 'The runbook is named by it: docs/runbooks.' }),
    kind: z.string(),
    sentence: z.string().openapi({ description: 'One business sentence.' }),
    detail: z.string().optional(),
    team: z.string().openapi({ description: 'Who can mend it.' }),
    correlation: z.string(),
    state: z.enum(['open', 'resolved']),
    openedAt: Instant,
    dueAt: Instant,
    call: z
      .object({ operation: z.string(), input: z.unknown().optional() })
      .optional()
      .openapi({ description: 'What the step was asking of an API when it failed.' }),
    resolution: z.string().optional(),
    resolvedAt: Instant.optional(),
    resolvedBy: z.string().optional(),
    reason: z.string().optional(),
    before: z.unknown().optional().openapi({ description: 'What the resolution replaced.' }),
    after: z.unknown().optional().openapi({ description: 'What it put in its place.' }),
    bulk: z.uuid().optional().openapi({ description: 'The bulk it was resolved by.' }),
  })
  .openapi('Exception')

const Retry = z.strictObject({ action: z.literal('retry') }).openapi('Retry')
const Approve = z.strictObject({ action: z.literal('approve') }).openapi('Approve')
const Compensate = z.strictObject({ action: z.literal('compensate') }).openapi('Compensate')
const Skip = z.strictObject({ action: z.literal('skip'), result: z.unknown() }).openapi('Skip')

/** What one decision can mean for many runs. */
export const BulkableResolution = z
  .discriminatedUnion('action', [Retry, Approve, ...corrections, Skip, Compensate, Discard])
  .openapi('BulkableResolution')

export const Resolution = z
  .discriminatedUnion('action', [
    Retry,
    Approve,
    z.strictObject({ action: z.literal('edit'), input: z.unknown() }),
    z.strictObject({
      action: z.literal('edit-result'),
      step: z.string(),
      item: z.string().optional(),
      result: z.unknown(),
    }),
    ...corrections,
    Skip,
    Compensate,
    Discard,
  ])
  .openapi('Resolution')

export const ExceptionResolution = z
  .strictObject({ resolution: Resolution, reason: Reason })
  .openapi('ExceptionResolution', { description: 'How a person resolves an exception, and why.' })

export const ExceptionPreview = z
  .object({
    exception: Exception,
    input: z.unknown().openapi({ description: "The run's input as it stands." }),
    change: z
      .object({ before: z.unknown().optional(), after: z.unknown().optional() })
      .openapi({ description: 'What would be replaced, and by what.' }),
    state: z.string().openapi({ description: 'The state the run would have at once.' }),
    example: z.unknown().optional().openapi({ description: 'A result that this step of another run had.' }),
    done: z
      .array(z.object({ step: z.string(), item: z.string() }))
      .openapi({ description: 'Steps done so far, the latest first: a compensation undoes those that have an undo.' }),
  })
  .openapi('ExceptionPreview', { description: 'What a resolution would do; nothing is done.' })

/** What exceptions are chosen by. */
export const exceptionFilter = {
  code: z.string().optional(),
  kind: z.string().optional(),
  team: z.string().optional(),
  flow: z.string().optional(),
  step: z.string().optional(),
  run: z.string().optional(),
  subject: z.string().optional(),
  legalEntity: z.string().optional().openapi({ description: 'Of the input of the run.' }),
  correlation: z.string().optional(),
  text: z.string().max(200).optional().openapi({ description: 'In the sentence, the detail, the key or the subject.' }),
  openedAfter: Instant.optional(),
  openedBefore: Instant.optional(),
  dueBefore: Instant.optional().openapi({ description: 'Now, for what is overdue.' }),
}

export const ExceptionFilter = z.strictObject({ ids, ...exceptionFilter }).openapi('ExceptionFilter')

export const ExceptionPage = page(Exception)
  .extend({ total: z.int().openapi({ description: 'How many there are on all pages.' }) })
  .openapi('ExceptionPage')

export const TeamCount = z.object({ team: z.string(), count: z.int() }).openapi('TeamCount')
