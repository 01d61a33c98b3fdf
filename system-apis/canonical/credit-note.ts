import { z } from '@gantry/core/contract'
import { CalendarDate, Native, Reference, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

export const CreditedLine = z
  .strictObject({
    line: z.string().min(1).max(60).openapi({ description: "The invoice's line that is credited, by its id." }),
    net: Money,
    tax: Money,
    gross: Money,
  })
  .openapi('CreditedLine', { description: 'What of an invoice line is credited, in positive amounts.' })
export type CreditedLine = z.output<typeof CreditedLine>

const CreditReason = z.enum(['duplicate', 'fraudulent', 'order-change', 'unsatisfactory']).openapi('CreditReason')

export const CreditNoteDraft = z
  .strictObject({
    reference: Reference,
    invoice: SystemId.openapi({ description: "The invoice's id in the billing system; it must be finalized." }),
    reason: CreditReason.optional(),
    paidPart: z.enum(['refund', 'balance', 'elsewhere']).default('balance').openapi({
      description:
        'What becomes of the part that was paid already: paid back, kept for the next invoice, or settled elsewhere.',
    }),
    lines: z.array(CreditedLine).min(1).max(250),
  })
  .openapi('CreditNoteDraft')
export type CreditNoteDraft = z.output<typeof CreditNoteDraft>

const fields = {
  id: SystemId,
  number: z.string(),
  reference: Reference.openapi({ description: 'Where people made it in the billing system: its number.' }),
  invoice: SystemId,
  currency: Currency,
  gross: Money,
}

export const CreditNote = z
  .object({
    ...fields,
    customer: SystemId,
    state: z.enum(['issued', 'void']),
    issuedOn: CalendarDate,
    reason: CreditReason.optional(),
    lines: z.array(CreditedLine),
    net: Money,
    tax: Money,
    fromOpen: Money.openapi({ description: 'What it took off the open amount; the rest had been paid.' }),
    correlation: z.string().optional(),
    native: Native.optional(),
  })
  .openapi('CreditNote', { description: 'A correction of a finalized invoice, in favour of the customer.' })
export type CreditNote = z.output<typeof CreditNote>

export const CreditNoteNotice = z.object(fields).openapi('CreditNoteNotice', {
  description: 'What a billing system tells at once of a credit note; read it for its lines.',
})
export type CreditNoteNotice = z.output<typeof CreditNoteNotice>
