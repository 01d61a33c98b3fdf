import { z } from '@gantry/core/contract'
import { CalendarDate, Instant, Native, Reference, SystemId } from './fields.ts'

const Party = {
  name: z.string().min(1).max(100),
  email: z.email().max(100).meta({ 'x-classification': 'personal' }),
}

export const SignerDraft = z
  .strictObject({
    ...Party,
    /** Who signs first has the lowest. */
    order: z.int().min(1).max(100).default(1).openapi({ description: 'Those with the same number sign at once.' }),
  })
  .openapi('SignerDraft')

export const EnvelopeDocument = z
  .strictObject({
    name: z.string().min(1).max(100),
    contentType: z.enum(['application/pdf', 'text/html', 'text/plain']),
    content: z.base64().min(4).openapi({ description: 'Base64.' }),
  })
  .openapi('EnvelopeDocument')

export const EnvelopeDraft = z
  .strictObject({
    reference: Reference.max(100).openapi({
      description: 'What is signed, such as a quote and its revision: one reference, one envelope.',
    }),
    subject: z.string().min(1).max(100),
    message: z.string().max(10_000).optional(),
    documents: z.array(EnvelopeDocument).min(1).max(20),
    signers: z.array(SignerDraft).min(1).max(20),
    expiresOn: CalendarDate.optional().openapi({ description: 'The last day on which it can be signed.' }),
  })
  .openapi('EnvelopeDraft')
export type EnvelopeDraft = z.output<typeof EnvelopeDraft>

export const EnvelopeState = z
  .enum(['draft', 'sent', 'delivered', 'completed', 'declined', 'voided'])
  .openapi('EnvelopeState', { description: '`completed`: all have signed. `voided` may also come after `completed`.' })
export type EnvelopeState = z.output<typeof EnvelopeState>

export const Envelope = z
  .object({
    id: SystemId,
    reference: Reference,
    subject: z.string(),
    state: EnvelopeState,
    reason: z.string().optional().openapi({ description: 'Why it was voided or declined.' }),
    signers: z.array(z.object({ ...Party, signedAt: Instant.optional() })),
    sentAt: Instant.optional(),
    completedAt: Instant.optional(),
    native: Native.optional(),
  })
  .openapi('Envelope', { description: 'Documents on their way to be signed.' })
export type Envelope = z.output<typeof Envelope>

export const SignedDocument = z
  .object({ contentType: z.string(), content: z.base64().openapi({ description: 'Base64.' }) })
  .openapi('SignedDocument')

export const EnvelopeNotice = z
  .object({
    id: SystemId,
    reference: Reference,
    state: EnvelopeState,
    reason: z.string().optional(),
  })
  .openapi('EnvelopeNotice', { description: 'What is told at once of an envelope.' })
export type EnvelopeNotice = z.output<typeof EnvelopeNotice>
