import { Instant } from '@gantry/canonical/fields'
import { z } from '@gantry/core/contract'
import { Reason } from './correction.ts'

/** What runs are about, as people call it, or a run's business key. */
const subject = z.string().min(1).max(200).openapi({ example: 'Q-00042' })

export const ErasureRequest = z
  .strictObject({
    reason: Reason,
    classes: z
      .array(z.enum(['confidential', 'personal', 'financial', 'secret']))
      .min(1)
      .max(4)
      .default(['personal', 'secret'])
      .openapi({
        description: 'Which classes of data go. With `financial`, amounts of the books that runs kept go too.',
      }),
  })
  .openapi('ErasureRequest', { description: 'What is kept about a subject is masked; keys, digests and dates stay.' })

export const Erasure = z
  .object({
    subject,
    runs: z.int().openapi({ description: 'Runs about it.' }),
    values: z.int().openapi({ description: 'Inputs, results, events and dead letters that were masked.' }),
  })
  .openapi('Erasure', { description: 'What was erased. It is in the audit log, with who and why.' })

export const HoldReason = z
  .strictObject({
    reason: Reason.openapi({ description: 'The matter and its file; whoever is refused an erasure reads it.' }),
  })
  .openapi('HoldReason', { description: 'Why a legal hold is placed or lifted.' })

export const Hold = z
  .object({
    subject,
    reason: z.string(),
    placedBy: z.string(),
    placedAt: Instant,
    liftedBy: z.string().optional(),
    liftedAt: Instant.optional(),
  })
  .openapi('Hold', { description: 'A legal hold: what is kept about the subject is neither archived nor erased.' })
