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

const System = z
  .object({
    connection: z.string().max(100).openapi({ example: 'stripe' }),
    title: z.string().max(200).openapi({ example: 'Stripe' }),
    records: z
      .array(
        z.object({
          operation: z.string().max(200).openapi({ example: 'billing.upsertCustomer' }),
          id: z.string().max(500).openapi({ description: 'The vendor’s id.', example: 'cus_QdV8l2h1' }),
        }),
      )
      .max(10_000)
      .openapi({ description: 'Records of its own that runs were answered with.' }),
    how: z
      .string()
      .max(1000)
      .optional()
      .openapi({ description: 'What a person does there; absent where nobody has found out.' }),
    stays: z.string().max(1000).optional().openapi({ description: 'What the vendor keeps all the same.' }),
    page: z.url().max(1000).optional().openapi({ description: 'The vendor’s page on it.' }),
  })
  .openapi('ErasureAtSystem', {
    description: 'A system that was asked about the subject, and is not reached: somebody has to ask it.',
  })

export const Erasure = z
  .object({
    subject,
    runs: z.int().openapi({ description: 'Runs about it.' }),
    values: z.int().openapi({ description: 'Inputs, results, events, dead letters and answers that were masked.' }),
    webhooks: z.int().optional().openapi({ description: 'Bodies of webhooks that named it, and were emptied.' }),
    webhooksHeld: z
      .int()
      .optional()
      .openapi({ description: 'Those that stay: they name somebody under a legal hold too.' }),
    systems: z.array(System).max(1000).optional(),
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
