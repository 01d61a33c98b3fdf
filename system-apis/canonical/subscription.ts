import { z } from '@gantry/core/contract'
import { DocumentLine } from './document.ts'
import { CalendarDate, LegalEntity, Native, Reference, SystemId } from './fields.ts'
import { Currency } from './money.ts'
import { Term } from './product.ts'

// Not `extend`: it would be published as an `allOf` of two objects, each of which forbids the fields of the other.
const RecurringLine = z.strictObject({ ...DocumentLine.shape, term: Term }).openapi('RecurringLine')

export const SubscriptionDraft = z
  .strictObject({
    reference: Reference,
    order: Reference,
    customer: SystemId.openapi({ description: "The customer's id in the billing system." }),
    legalEntity: LegalEntity,
    currency: Currency,
    startsOn: CalendarDate,
    dueDays: z.int().min(0).max(365).default(30),
    recurring: z
      .array(RecurringLine)
      .min(1)
      .max(20)
      .openapi({ description: 'Charged again each term; amounts are those of one term.' }),
    oneOff: z.array(DocumentLine).max(250).default([]).openapi({ description: 'Charged once, on the first invoice.' }),
  })
  .openapi('SubscriptionDraft')
export type SubscriptionDraft = z.output<typeof SubscriptionDraft>

export const Subscription = z
  .object({
    id: SystemId,
    reference: Reference,
    order: Reference,
    customer: SystemId,
    state: z.enum(['active', 'past-due', 'cancelled', 'incomplete']),
    invoice: SystemId.openapi({
      description: 'Id of the latest invoice in the billing system; a draft right after creation.',
    }),
    native: Native.optional(),
  })
  .openapi('Subscription')
export type Subscription = z.output<typeof Subscription>
