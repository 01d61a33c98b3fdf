import { z } from '@gantry/core/contract'
import { CalendarDate, Instant, LegalEntity, Native, Reference, SystemId } from './fields.ts'
import { Currency, Money } from './money.ts'

/** The part of a payment that settles one invoice. */
export const Application = z.strictObject({ invoice: SystemId, amount: Money }).openapi('Application')
export type Application = z.output<typeof Application>

/** Money a customer paid, as the payment system keeps it. */
export const Payment = z
  .object({
    id: SystemId,
    /** The customer's id in the billing system. */
    customer: SystemId,
    /** The customer's reference in the CRM. */
    customerReference: Reference,
    legalEntity: LegalEntity,
    currency: Currency,
    amount: Money,
    method: z.string(),
    receivedAt: Instant,
    /** Billing invoices it settles; their sum is at most the amount. */
    applications: z.array(Application),
    state: z.enum(['succeeded', 'refunded', 'disputed']),
    /** The correlation id of the first invoice it settles. */
    correlation: z.string().optional(),
    native: Native.optional(),
  })
  .openapi('Payment')
export type Payment = z.output<typeof Payment>

export const CashApplicationDraft = z
  .strictObject({
    /** The payment system's payment id. */
    reference: Reference,
    /** The customer's reference. */
    customer: Reference,
    legalEntity: LegalEntity,
    currency: Currency,
    amount: Money,
    receivedOn: CalendarDate,
    /** Ledger invoices, by their id in the ERP. */
    applications: z.array(Application).max(500),
  })
  .openapi('CashApplicationDraft')
export type CashApplicationDraft = z.output<typeof CashApplicationDraft>

/** A customer payment in the ERP, applied to receivables. */
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
  .openapi('CashApplication')
export type CashApplication = z.output<typeof CashApplication>

/** What a payment system tells at once of money received; read the payment for what it settles. */
export const PaymentNotice = z
  .object({ id: SystemId, currency: Currency, amount: Money, invoice: SystemId.optional() })
  .openapi('PaymentNotice')
export type PaymentNotice = z.output<typeof PaymentNotice>
