import { z } from '@gantry/core/contract'
import { Instant } from './fields.ts'

/** What every API that sends webhooks tells of them. */

export const SigningKey = z
  .object({
    signingKey: z.string().openapi({ description: 'Begins with whsec_. It is shown this once.' }),
    previousUntil: Instant.optional().openapi({ description: 'Until then the one before signs as well.' }),
  })
  .openapi('WebhookSigningKey')

export const DeliveryState = z.enum(['pending', 'delivered', 'failed', 'dropped']).openapi('WebhookDeliveryState', {
  description: '`failed`: given up after a day of attempts. `dropped`: its endpoint was paused or removed.',
})
export type DeliveryState = z.output<typeof DeliveryState>

export const Attempt = z
  .object({ number: z.int(), at: Instant, status: z.int().optional(), reason: z.string().optional(), tookMs: z.int() })
  .openapi('WebhookAttempt')

export const Outcome = z.object({ state: DeliveryState }).openapi('WebhookOutcome')

/** Of a delivery, beside what it delivers and to whom. */
export const delivered = {
  state: DeliveryState,
  attempts: z.int().min(0),
  status: z.int().optional().openapi({ description: 'The HTTP status of the last answer.' }),
  reason: z.string().optional().openapi({ description: 'Why the last attempt failed.' }),
  createdAt: Instant,
  attemptedAt: Instant.optional(),
}

export const sent = {
  body: z.string().openapi({ description: 'What is sent, byte for byte.' }),
  history: z.array(Attempt).max(1000),
}

export const DeliveryDue = z.object({ delivery: z.uuid() }).openapi('WebhookDeliveryDue')
