import { Instant, LegalEntity, Reference } from '@gantry/canonical/fields'
import { Currency, Money } from '@gantry/canonical/money'
import { OrderStage } from '@gantry/canonical/order'
import { defineContract, get, page, z } from '@gantry/core/contract'

export const OrderRow = z
  .object({
    reference: Reference,
    customer: z.string().optional(),
    customerName: z.string().optional(),
    partner: Reference.optional().openapi({
      description: 'The partner that sold it; callers of a partner see its own.',
    }),
    legalEntity: LegalEntity.optional(),
    currency: Currency.optional(),
    stage: OrderStage,
    message: z
      .string()
      .optional()
      .openapi({ description: 'One business sentence: where it stands, or why it stopped.' }),
    gross: Money.optional(),
    open: Money.optional(),
    correlation: z.string().optional(),
    submittedAt: Instant,
    updatedAt: Instant,
  })
  .openapi('OrderRow')
export type OrderRow = z.output<typeof OrderRow>

export const TrailDocument = z
  .object({
    system: z
      .string()
      .openapi({ description: 'The capability whose system holds it: crm, billing, erp, tax, payments.' }),
    kind: z.string(),
    id: z.string(),
    number: z.string().optional(),
    net: Money.optional(),
    tax: Money.optional(),
    gross: Money.optional(),
    note: z.string().optional(),
    at: Instant,
  })
  .openapi('TrailDocument')
export type TrailDocument = z.output<typeof TrailDocument>

export const DocumentOfOrder = TrailDocument.extend({ order: Reference, customer: z.string().optional() }).openapi(
  'DocumentOfOrder',
)
export type DocumentOfOrder = z.output<typeof DocumentOfOrder>

const StageSum = z
  .object({
    stage: OrderStage,
    legalEntity: z.string(),
    currency: z.string(),
    orders: z.int(),
    gross: Money.optional(),
    open: Money.optional(),
  })
  .openapi('StageSum')

/** Every document of an order, in every system. */
export const orderTrail = defineContract({
  name: 'order-trail',
  version: '1.1.0',
  tier: 'process',
  title: 'Order trail',
  description: 'Where every order stands, and every document of it in every system; any identifier finds it.',
  owner: 'order-management',
  contact: 'order-management@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  changelog: {
    '1.0.0': 'First published.',
    '1.1.0': 'The partner of an order, and documents of one kind over all orders.',
  },
  operations: {
    listOrders: get('/orders', {
      summary: 'List orders, the latest change first.',
      query: z.object({
        stage: OrderStage.optional(),
        search: z
          .string()
          .max(120)
          .optional()
          .openapi({ description: 'Part of an order reference or customer name, or any identifier of any document.' }),
        cursor: z.string().optional(),
        limit: z.coerce.number<number>().int().min(1).max(200).default(50),
      }),
      returns: page(OrderRow).openapi('OrderPage'),
    }),
    getTrail: get('/trails/{identifier}', {
      summary:
        'Find the whole trail by any identifier: opportunity, order, quote, subscription, invoice, payment or ERP document.',
      returns: z.object({ order: OrderRow, documents: z.array(TrailDocument) }).openapi('Trail'),
    }),
    listDocuments: get('/documents', {
      summary: 'List the documents of one kind in one system over all orders, the latest first.',
      query: z.object({
        system: z.string().max(40),
        kind: z.string().max(40),
        order: Reference.optional(),
        cursor: z.string().optional(),
        limit: z.coerce.number<number>().int().min(1).max(200).default(50),
      }),
      returns: page(DocumentOfOrder).openapi('DocumentPage'),
    }),
    summarize: get('/summary', {
      summary: 'Count and sum orders by stage, legal entity and currency.',
      returns: z.object({ items: z.array(StageSum) }).openapi('OrderSummary'),
    }),
  },
})
