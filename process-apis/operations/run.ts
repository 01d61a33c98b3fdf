import { Instant } from '@gantry/canonical/fields'
import { page, z } from '@gantry/core/contract'
import { Approval } from './approval.ts'
import { Exception } from './exception.ts'
import { Intervention } from './intervention.ts'

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

const Neighbour = z
  .object({ id: z.uuid(), key: z.string(), state: RunState })
  .openapi('Neighbour', { description: 'Another run of the same order.' })

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
    orderedBy: z.string().optional().openapi({ description: 'Runs that share it go one after another.' }),
    blockedBy: Neighbour.optional().openapi({ description: 'The run it waits for, where it is blocked.' }),
  })
  .openapi('Run')

const Step = z
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
    approval: z.unknown().optional(),
  })
  .openapi('Step')

const Waiting = z
  .object({
    step: z.string(),
    item: z.string(),
    event: z.string().optional(),
    key: z.string().optional(),
    deadline: Instant.optional(),
  })
  .openapi('Waiting', { description: 'An event with a key that is waited for, or the passing of time.' })

const Digest = z.string().openapi({ description: 'SHA-256 over JSON with sorted keys, base64url.' })

const Exchange = z
  .object({
    step: z.string(),
    item: z.string(),
    undo: z.boolean(),
    connection: z.string(),
    operation: z.string().openapi({ description: 'Of the capability, such as `erp.createReceivable`.' }),
    request: Digest,
    answer: Digest,
    answeredAt: Instant,
  })
  .openapi('Exchange', { description: 'What a step asked of a connection and was answered, as digests.' })

export const RunPage = page(Run).openapi('RunPage')

export const RunWithJournal = Run.extend({
  input: z.unknown(),
  output: z.unknown().optional(),
  principal: z.string().openapi({ description: 'Who started it.' }),
  revision: z.int().openapi({ description: 'Counts edits and restarts: request keys change with it.' }),
  dueAt: Instant.optional().openapi({ description: 'When it is looked at next.' }),
  finishedAt: Instant.optional(),
  ahead: z.int().openapi({ description: 'How many runs of its order go before it.' }),
  behind: z.array(Neighbour).openapi({ description: 'Runs of its order that wait for it, the next one first.' }),
  waits: z.array(Waiting),
  steps: z.array(Step),
  exceptions: z.array(Exception),
  approvals: z.array(Approval),
  interventions: z.array(Intervention).openapi({ description: 'What people did to it, the first one first.' }),
  exchanges: z.array(Exchange).openapi({ description: 'What it asked of vendors, in the order of the answers.' }),
}).openapi('RunWithJournal', {
  description: 'A run with its input, its journal, its waits, its exceptions and what people did.',
})

export const RunCount = z.object({ flow: z.string(), state: RunState, count: z.int() }).openapi('RunCount')
