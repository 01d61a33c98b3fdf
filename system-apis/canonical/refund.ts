import { z } from '@gantry/core/contract'
import { Instant, Native, Reference, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

const RefundReason = z.enum(['duplicate', 'fraudulent', 'requested']).openapi('RefundReason')

export const RefundDraft = z
  .strictObject({ reference: Reference, amount: Money, reason: RefundReason.optional() })
  .openapi('RefundDraft')
export type RefundDraft = z.output<typeof RefundDraft>

export const Refund = z
  .object({
    id: SystemId,
    reference: Reference.optional().openapi({ description: 'Absent where people made it in the payment system.' }),
    payment: SystemId,
    currency: Currency,
    amount: Money,
    state: z.enum(['pending', 'action-required', 'succeeded', 'failed', 'cancelled']),
    reason: z.string().optional(),
    createdAt: Instant,
    correlation: z.string().optional(),
    native: Native.optional(),
  })
  .openapi('Refund', { description: 'Money of a payment that goes back to the customer.' })
export type Refund = z.output<typeof Refund>
