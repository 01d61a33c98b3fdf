import { Instant, Reference } from '@gantry/canonical/fields'
import { Money } from '@gantry/canonical/money'
import { OrderStage } from '@gantry/canonical/order'
import { defineContract, get, post, z } from '@gantry/core/contract'
import { OrderActivation, OrderSubmission } from '@gantry/order-activation/contract'
import { Finding, Verdict } from '@gantry/quote-validation/contract'

const QuoteCheck = z
  .object({
    reference: Reference,
    verdict: Verdict,
    findings: z.array(Finding),
    net: Money.optional(),
    tax: Money.optional(),
    gross: Money.optional(),
  })
  .openapi('QuoteCheck', { description: 'What the rules say of a quote, and what it comes to with tax.' })

const OrderProgress = z
  .object({
    reference: Reference,
    stage: OrderStage,
    message: z.string().optional(),
    gross: Money.optional(),
    open: Money.optional(),
    correlation: z.string().optional(),
    updatedAt: Instant,
  })
  .openapi('OrderProgress', { description: 'Where an order stands between quote and cash.' })

/** What a CRM needs between a quote and its cash. */
export const crmView = defineContract({
  name: 'crm',
  version: '1.0.0',
  tier: 'experience',
  title: 'CRM',
  description: 'For the CRM: check a quote while the seller waits, submit the order, see where it stands.',
  owner: 'sales-operations',
  contact: 'sales-operations@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 1000 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.' },
  operations: {
    validateQuote: post('/quotes/{reference}/validation', {
      summary: 'Check a quote against every rule; changes nothing.',
      safe: true,
      returns: QuoteCheck,
    }),
    submitOrder: post('/orders', {
      summary: 'Submit the order of a won deal; answers at once, and the CRM is told of every change.',
      body: OrderSubmission,
      returns: OrderActivation,
      status: 202,
      idempotent: true,
    }),
    getOrderStatus: get('/orders/{reference}', {
      summary: 'Read where an order stands between quote and cash.',
      returns: OrderProgress,
    }),
  },
})
