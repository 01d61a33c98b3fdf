import { z } from '@gantry/core/contract'
import { CalendarDate, Instant, Native, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

export const Payout = z
  .object({
    id: SystemId,
    currency: Currency,
    amount: Money.openapi({ description: 'What reaches the bank account; negative where money is collected from it.' }),
    state: z.enum(['pending', 'in-transit', 'paid', 'failed', 'cancelled']),
    createdAt: Instant,
    arrivesOn: CalendarDate,
    native: Native.optional(),
  })
  .openapi('Payout', { description: 'Money the payment system sends to our bank account.' })
export type Payout = z.output<typeof Payout>

export const PayoutEntry = z
  .object({
    id: SystemId,
    kind: z.enum(['payment', 'refund', 'dispute', 'fee', 'other']),
    payment: SystemId.optional().openapi({ description: 'The payment it is about.' }),
    amount: Money,
    fee: Money,
    net: Money.openapi({ description: "The amount less the fee; all entries' sum is the payout's amount." }),
    at: Instant,
    native: Native.optional(),
  })
  .openapi('PayoutEntry', { description: 'One movement that a payout settles.' })
export type PayoutEntry = z.output<typeof PayoutEntry>
