import { Instant, LegalEntity, Reference, SystemId } from '@gantry/canonical/fields'
import { Currency, Money } from '@gantry/canonical/money'
import { defineContract, event, get, post, z } from '@gantry/core/contract'

export const OrderSubmission = z
  .strictObject({
    quote: Reference.openapi({ description: "The quote's reference; it is the order's reference from then on." }),
    account: Reference.optional().openapi({
      description: "The customer's reference: orders of one customer are activated one after another.",
    }),
  })
  .openapi('OrderSubmission', { description: 'What the CRM sends when a deal is won.' })

export const OrderActivation = z
  .object({
    order: Reference,
    run: z.uuid(),
    state: z.enum(['submitted', 'in-progress', 'on-hold', 'active', 'refused', 'cancelled']),
    correlation: z.string(),
    submittedAt: Instant,
    updatedAt: Instant,
    reason: z.string().optional().openapi({ description: 'Why it was refused or cancelled.' }),
  })
  .openapi('OrderActivation')
export type OrderActivation = z.output<typeof OrderActivation>

const about = { order: Reference, correlation: z.string() }

const DocumentRef = z
  .object({ id: SystemId, number: z.string().optional() })
  .openapi('DocumentRef', { description: 'A document in the system that holds it.' })

export const OrderSubmitted = z
  .object({
    ...about,
    customer: Reference,
    customerName: z.string(),
    partner: Reference.optional(),
    legalEntity: LegalEntity,
    currency: Currency,
    quote: DocumentRef,
    opportunity: SystemId.optional(),
    /** Whether `quoted` contains the tax, which is determined later. */
    priceBasis: z.enum(['net', 'gross']),
    quoted: Money,
  })
  .openapi('OrderSubmitted')

export const OrderActivated = z
  .object({
    ...about,
    customer: Reference,
    legalEntity: LegalEntity,
    currency: Currency,
    net: Money,
    tax: Money,
    gross: Money,
    crmOrder: DocumentRef,
    billingCustomer: SystemId,
    ledgerCustomer: SystemId,
    subscription: SystemId.optional(),
    invoice: DocumentRef,
    salesOrder: DocumentRef,
  })
  .openapi('OrderActivated')

export const OrderRefused = z
  .object({ ...about, cancelled: z.boolean(), code: z.string(), reason: z.string() })
  .openapi('OrderRefused')

/** Makes an accepted quote an active order in every system. */
export const orderActivation = defineContract({
  name: 'order-activation',
  version: '1.1.0',
  tier: 'process',
  title: 'Order activation',
  description: 'Makes an accepted quote an active order in CRM, billing and ERP; each effect once, whatever fails.',
  owner: 'order-management',
  contact: 'order-management@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.', '1.1.0': 'The partner of a submitted order.' },
  operations: {
    submitOrder: post('/orders', {
      summary: 'Submit an accepted quote; submitting it again gives the same order.',
      body: OrderSubmission,
      returns: OrderActivation,
      status: 202,
      idempotent: true,
    }),
    getOrder: get('/orders/{reference}', { summary: 'Read where an activation stands.', returns: OrderActivation }),
  },
  events: {
    orderSubmitted: event(OrderSubmitted, {
      key: (data) => data.order,
      summary: 'An accepted quote was submitted as an order.',
    }),
    orderActivated: event(OrderActivated, {
      key: (data) => data.order,
      summary: 'An order is active in CRM, billing and ERP.',
    }),
    orderRefused: event(OrderRefused, {
      key: (data) => data.order,
      summary: 'An order was refused; what was begun is undone.',
    }),
  },
})
