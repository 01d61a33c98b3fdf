import { Instant, LegalEntity, Reference, SystemId } from '@gantry/canonical/fields'
import { Currency, Money } from '@gantry/canonical/money'
import { defineContract, event, get, z } from '@gantry/core/contract'

export const PaymentApplication = z
  .object({
    payment: SystemId,
    state: z.enum(['in-progress', 'waiting-for-invoice', 'on-hold', 'applied', 'failed']),
    correlation: z.string(),
    updatedAt: Instant,
    cashApplication: SystemId.optional(),
    reason: z.string().optional(),
  })
  .openapi('PaymentApplication')
export type PaymentApplication = z.output<typeof PaymentApplication>

export const PaymentApplied = z
  .object({
    payment: SystemId,
    invoice: SystemId,
    order: Reference,
    customer: Reference,
    correlation: z.string(),
    legalEntity: LegalEntity,
    currency: Currency,
    amount: Money.openapi({ description: 'Of this payment, on this invoice.' }),
    open: Money.openapi({ description: 'Left open on the invoice.' }),
    method: z.string(),
    cashApplication: SystemId,
    cashNumber: z.string(),
  })
  .openapi('PaymentApplied', { description: 'One for each invoice a payment settles, wholly or in part.' })

/** Applies customers' payments to receivables in the ledger. */
export const paymentApplication = defineContract({
  name: 'payment-application',
  version: '1.0.0',
  tier: 'process',
  title: 'Payment application',
  description: 'Books each payment in the ledger once and applies it to the receivables it settles.',
  owner: 'accounts-receivable',
  contact: 'accounts-receivable@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.' },
  operations: {
    getApplication: get('/applications/{payment}', {
      summary: 'Read where the application of a payment stands.',
      returns: PaymentApplication,
    }),
  },
  events: {
    paymentApplied: event(PaymentApplied, { key: (data) => data.order, summary: 'Cash was applied to a receivable.' }),
  },
})
