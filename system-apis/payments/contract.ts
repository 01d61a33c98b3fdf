import { Payment, PaymentNotice } from '@gantry/canonical/payment'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, page, z } from '@gantry/core/contract'

/** Money received. */
export const payments = defineContract({
  name: 'payments',
  version: '1.0.0',
  tier: 'system',
  title: 'Payments',
  description: 'Money received from customers, in the system that collects it.',
  owner: 'treasury',
  criticality: 'financial',
  lifecycle: 'active',
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    getPayment: get('/payments/{id}', { summary: 'Read a payment and what it settles.', returns: Payment }),
    listPayments: get('/payments', {
      summary: 'List the payments that settle a billing invoice.',
      query: z.object({ invoice: z.string().min(1), cursor: z.string().optional() }),
      returns: page(Payment).openapi('PaymentPage'),
    }),
  },
  events: {
    paymentReceived: event(PaymentNotice, { key: (payment) => payment.id }),
  },
})
