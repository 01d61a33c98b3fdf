import { z } from '@gantry/core/contract'
import { CalendarDate, Instant, LegalEntity, Native, Reference, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

export const Application = z
  .strictObject({ invoice: SystemId, amount: Money })
  .openapi('Application', { description: 'The part of a payment that settles one invoice.' })
export type Application = z.output<typeof Application>

export const Payment = z
  .object({
    id: SystemId,
    customer: SystemId.openapi({ description: "The customer's id in the billing system." }),
    customerReference: Reference.openapi({ description: "The customer's reference in the CRM." }),
    legalEntity: LegalEntity,
    currency: Currency,
    amount: Money,
    method: z.string(),
    receivedAt: Instant,
    applications: z
      .array(Application)
      .openapi({ description: 'Billing invoices it settles; their sum is at most the amount.' }),
    state: z.enum(['succeeded', 'refunded', 'disputed']),
    correlation: z.string().optional().openapi({ description: 'The correlation id of the first invoice it settles.' }),
    native: Native.optional(),
  })
  .openapi('Payment', { description: 'Money a customer paid, as the payment system keeps it.' })
export type Payment = z.output<typeof Payment>

export const CashApplicationDraft = z
  .strictObject({
    reference: Reference.openapi({ description: "The payment system's payment id." }),
    customer: Reference.openapi({ description: "The customer's reference." }),
    legalEntity: LegalEntity,
    currency: Currency,
    amount: Money,
    receivedOn: CalendarDate,
    applications: z.array(Application).max(500).openapi({ description: 'Ledger invoices, by their id in the ERP.' }),
  })
  .openapi('CashApplicationDraft')
export type CashApplicationDraft = z.output<typeof CashApplicationDraft>

export const CashApplication = z
  .object({
    id: SystemId,
    number: z.string(),
    reference: Reference,
    currency: Currency,
    amount: Money,
    unapplied: Money,
    applications: z.array(Application),
    native: Native.optional(),
  })
  .openapi('CashApplication', { description: 'A customer payment in the ERP, applied to receivables.' })
export type CashApplication = z.output<typeof CashApplication>

export const PaymentNotice = z
  .object({ id: SystemId, currency: Currency, amount: Money, invoice: SystemId.optional() })
  .openapi('PaymentNotice', {
    description: 'What a payment system tells at once of money received; read the payment for what it settles.',
  })
export type PaymentNotice = z.output<typeof PaymentNotice>
