import { Instant } from '@gantry/canonical/fields'
import { defineContract, get, page, post, z } from '@gantry/core/contract'

export const RunState = z
  .enum([
    'queued',
    'running',
    'waiting',
    'blocked',
    'held',
    'completed',
    'failed',
    'compensated',
    'cancelled',
    'discarded',
  ])
  .openapi('RunState')

export const Run = z
  .object({
    id: z.uuid(),
    flow: z.string(),
    version: z.int(),
    key: z.string(),
    subject: z.string().optional().openapi({ description: 'What people call the thing it is about: the order.' }),
    state: RunState,
    correlation: z.string(),
    createdAt: Instant,
    updatedAt: Instant,
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .openapi('Run')

export const Step = z
  .object({
    step: z.string(),
    item: z.string(),
    kind: z.string(),
    state: z.string(),
    attempts: z.int(),
    startedAt: Instant,
    finishedAt: Instant,
    result: z.unknown().optional(),
    error: z.unknown().optional(),
  })
  .openapi('Step')

export const OpenException = z
  .object({
    id: z.uuid(),
    run: z.uuid(),
    flow: z.string(),
    runKey: z.string(),
    subject: z.string().optional(),
    step: z.string(),
    item: z.string(),
    phase: z.enum(['do', 'undo']).openapi({ description: 'What failed: the step, or the undo of it.' }),
    code: z.string(),
    kind: z.string(),
    sentence: z.string().openapi({ description: 'One business sentence.' }),
    detail: z.string().optional(),
    team: z.string().openapi({ description: 'Who can mend it.' }),
    correlation: z.string(),
    state: z.enum(['open', 'resolved']),
    openedAt: Instant,
    dueAt: Instant,
    resolution: z.string().optional(),
    resolvedAt: Instant.optional(),
    resolvedBy: z.string().optional(),
    reason: z.string().optional(),
  })
  .openapi('Exception')
export type OpenException = z.output<typeof OpenException>

export const Resolution = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('retry') }),
    z.strictObject({ action: z.literal('edit'), input: z.unknown() }),
    z.strictObject({ action: z.literal('skip'), result: z.unknown() }),
    z.strictObject({ action: z.literal('compensate') }),
    z.strictObject({ action: z.literal('discard') }),
  ])
  .openapi('Resolution')

export const ExceptionResolution = z
  .strictObject({ resolution: Resolution, reason: z.string().min(3).max(1000) })
  .openapi('ExceptionResolution', { description: 'How a person resolves an exception, and why.' })

export const ExceptionPage = page(OpenException).openapi('ExceptionPage')

const RunWithJournal = Run.extend({
  input: z.unknown(),
  steps: z.array(Step),
  exceptions: z.array(OpenException),
}).openapi('RunWithJournal', { description: 'A run with its input, its journal and its exceptions.' })

const RunCount = z.object({ flow: z.string(), state: RunState, count: z.int() }).openapi('RunCount')
export const ExceptionCount = z.object({ team: z.string(), count: z.int() }).openapi('ExceptionCount')

const cursor = z.string().max(120).optional().openapi({ description: '`next` of the page before.' })
const limit = z.coerce.number<number>().int().min(1).max(200).default(50)

/** Runs and exceptions: what is stuck, why, and how it goes on. */
export const operations = defineContract({
  name: 'operations',
  version: '1.0.0',
  tier: 'process',
  title: 'Operations',
  description: 'Runs and exceptions of every flow: what is stuck, why, who owns it, and the ways to resume it.',
  owner: 'platform',
  criticality: 'financial',
  lifecycle: 'active',
  operations: {
    listRuns: get('/runs', {
      summary: 'List runs, newest first.',
      query: z.object({
        state: RunState.optional(),
        flow: z.string().optional(),
        key: z.string().optional().openapi({ description: 'The business key; with a flow it names one run.' }),
        subject: z.string().optional(),
        correlation: z.string().optional().openapi({ description: 'Every run of one request, whatever it is about.' }),
        cursor,
        limit,
      }),
      returns: page(Run).openapi('RunPage'),
    }),
    getRun: get('/runs/{id}', {
      summary: 'Read a run with its journal.',
      returns: RunWithJournal,
    }),
    listExceptions: get('/exceptions', {
      summary: 'List exceptions, newest first.',
      query: z.object({
        state: z.enum(['open', 'resolved']).default('open'),
        code: z.string().optional(),
        team: z.string().optional(),
        subject: z.string().optional(),
        cursor,
        limit,
      }),
      returns: ExceptionPage,
    }),
    getException: get('/exceptions/{id}', { summary: 'Read an exception.', returns: OpenException }),
    resolveException: post('/exceptions/{id}/resolution', {
      summary: 'Resolve an exception and resume its run; who did it and why is kept.',
      body: ExceptionResolution,
      returns: OpenException,
    }),
    countRuns: get('/counts', {
      summary: 'Count runs by flow and state, and open exceptions by team.',
      returns: z.object({ runs: z.array(RunCount), exceptions: z.array(ExceptionCount) }).openapi('Counts'),
    }),
  },
})
