import { Dispute } from '@gantry/canonical/dispute'
import { Payment, PaymentNotice } from '@gantry/canonical/payment'
import { Payout, PayoutEntry } from '@gantry/canonical/payout'
import { Refund, RefundDraft } from '@gantry/canonical/refund'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, page, post, z } from '@gantry/core/contract'

/** Money received, given back, disputed and paid out. */
export const payments = defineContract({
  name: 'payments',
  version: '1.0.0',
  tier: 'system',
  title: 'Payments',
  description: 'Money received from customers, given back, disputed and paid out, in the system that collects it.',
  owner: 'treasury',
  contact: 'treasury@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.5, p95Ms: 5000 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.' },
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    getPayment: get('/payments/{id}', { summary: 'Read a payment and what it settles.', returns: Payment }),
    listPayments: get('/payments', {
      summary: 'List the payments that settle a billing invoice.',
      query: z.object({ invoice: z.string().min(1), cursor: z.string().optional() }),
      returns: page(Payment).openapi('PaymentPage'),
    }),
    refundPayment: post('/payments/{id}/refunds', {
      summary: 'Give money of a payment back; the same reference gives it back once.',
      body: RefundDraft,
      returns: Refund,
      status: 201,
      idempotent: true,
    }),
    getRefund: get('/refunds/{id}', { summary: 'Read a refund.', returns: Refund }),
    listDisputes: get('/disputes', {
      summary: 'List disputes, newest first: all, or those of a payment.',
      query: z.object({ payment: z.string().min(1).optional(), cursor: z.string().optional() }),
      returns: page(Dispute).openapi('DisputePage'),
    }),
    getPayout: get('/payouts/{id}', { summary: 'Read a payout.', returns: Payout }),
    listPayouts: get('/payouts', {
      summary: 'List payouts, newest first.',
      query: z.object({ cursor: z.string().optional() }),
      returns: page(Payout).openapi('PayoutPage'),
    }),
    listPayoutEntries: get('/payouts/{id}/entries', {
      summary: 'List the payments, refunds, disputes and fees that a payout settles.',
      query: z.object({ cursor: z.string().optional() }),
      returns: page(PayoutEntry).openapi('PayoutEntryPage'),
    }),
  },
  events: {
    paymentReceived: event(PaymentNotice, { key: (payment) => payment.id, summary: 'A customer has paid.' }),
    paymentRefunded: event(Refund, {
      key: (refund) => refund.id,
      summary: 'The money is on its way back to the customer.',
    }),
    disputeOpened: event(Dispute, { key: (dispute) => dispute.id, summary: 'A customer disputes a payment.' }),
    disputeClosed: event(Dispute, { key: (dispute) => dispute.id, summary: 'A dispute was won, or lost.' }),
    payoutPaid: event(Payout, { key: (payout) => payout.id, summary: 'What was collected was paid out to the bank.' }),
  },
})
