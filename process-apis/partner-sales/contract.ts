import { DocumentLine } from '@gantry/canonical/document'
import { CalendarDate, Instant, LegalEntity, Reference, SystemId } from '@gantry/canonical/fields'
import { Invoice } from '@gantry/canonical/invoice'
import { Currency, DecimalString, Money } from '@gantry/canonical/money'
import { OrderStage } from '@gantry/canonical/order'
import { Charge, Sku, Term } from '@gantry/canonical/product'
import { Quote, QuoteLine, QuoteSummary } from '@gantry/canonical/quote'
import { defineContract, event, get, page, post, z } from '@gantry/core/contract'
import { Verdict } from '@gantry/quote-validation/contract'

const Paged = z.object({
  cursor: z.string().optional(),
  limit: z.coerce.number<number>().int().min(1).max(200).default(50),
})

export const Offer = z
  .object({
    sku: Sku,
    name: z.string(),
    currency: Currency,
    listPrice: DecimalString,
    charge: Charge,
    term: Term.optional(),
  })
  .openapi('Offer', { description: 'A product and its list price, per unit in major units.' })
export type Offer = z.output<typeof Offer>

export const PartnerQuote = Quote.omit({ id: true, opportunity: true, native: true, lines: true })
  .extend({ lines: z.array(QuoteLine.omit({ unitCost: true, taxCode: true }).openapi('PartnerQuoteLine')).max(1000) })
  .openapi('PartnerQuote', { description: 'A quote as its partner sees it: without what it costs us.' })
export type PartnerQuote = z.output<typeof PartnerQuote>

export const Remark = z
  .object({
    rule: z.enum(['state', 'validity', 'price', 'review', 'tax', 'availability', 'data']),
    severity: z.enum(['refuse', 'hold', 'note']),
    message: z.string(),
    line: z.string().optional(),
  })
  .openapi('Remark', { description: 'What stands against an order. What we decide among ourselves is a `review`.' })
export type Remark = z.output<typeof Remark>

export const QuoteCheck = z
  .object({
    reference: Reference,
    verdict: Verdict,
    remarks: z.array(Remark).max(3000),
    net: Money.optional(),
    tax: Money.optional(),
    gross: Money.optional(),
  })
  .openapi('PartnerQuoteCheck', { description: 'Whether a quote can be ordered, and what it comes to with tax.' })

export const PartnerOrder = z
  .object({
    reference: Reference,
    partner: Reference.optional(),
    customer: Reference.optional(),
    customerName: z.string().optional(),
    legalEntity: LegalEntity.optional(),
    stage: OrderStage,
    message: z.string().optional(),
    gross: Money.optional(),
    open: Money.optional(),
    submittedAt: Instant,
    updatedAt: Instant,
  })
  .openapi('PartnerOrder', { description: 'Where an order stands between quote and cash.' })
export type PartnerOrder = z.output<typeof PartnerOrder>

export const InvoiceEntry = z
  .object({
    id: SystemId,
    number: z.string(),
    order: Reference,
    customer: Reference.optional(),
    net: Money.optional(),
    tax: Money.optional(),
    gross: Money.optional(),
    at: Instant,
  })
  .openapi('InvoiceEntry')

export const PartnerInvoice = Invoice.omit({ native: true, correlation: true, customer: true, lines: true })
  .extend({ lines: z.array(DocumentLine).max(5000) })
  .openapi('PartnerInvoice', { description: 'An invoice as the billing system has it at this moment.' })
export type PartnerInvoice = z.output<typeof PartnerInvoice>

export const InvoiceDocument = z
  .object({
    fileName: z.string(),
    mediaType: z.literal('application/pdf'),
    content: z.base64().openapi({ description: 'The file, in base64 (RFC 4648, 4).' }),
  })
  .openapi('InvoiceDocument')

export const PaymentEntry = z
  .object({ id: SystemId, order: Reference, amount: Money.optional(), method: z.string().optional(), at: Instant })
  .openapi('PaymentEntry', { description: 'What of a payment settles invoices of this order.' })

export const OrderReceipt = z
  .object({ order: Reference, state: z.string(), submittedAt: Instant })
  .openapi('PartnerOrderReceipt')

export const PartnerUsage = z
  .strictObject({
    reference: z
      .string()
      .regex(/^[\w.:-]{1,100}$/)
      .openapi({ description: 'Names this one piece of usage of the order: recorded once, however often it is told.' }),
    order: Reference,
    meter: z.string().min(1).max(100).openapi({ description: 'What is counted, by the name billing has for it.' }),
    quantity: DecimalString,
    at: Instant,
  })
  .openapi('PartnerUsage', { description: 'What the customer of an order used at a moment.' })
export type PartnerUsage = z.output<typeof PartnerUsage>

export const PartnerOrderDetail = PartnerOrder.extend({
  invoices: z.array(InvoiceEntry).max(1000),
  payments: z.array(PaymentEntry).max(1000),
}).openapi('PartnerOrderDetail')

export const PartnerProfile = z
  .object({
    partner: Reference,
    granted: z.array(Reference).max(1000),
    sandbox: z.boolean().openapi({ description: 'Whether nothing has an effect here.' }),
    plan: z.string(),
    ordersPerDay: z.int().openapi({ description: 'Days begin at midnight UTC.' }),
    ordersToday: z.int(),
  })
  .openapi('PartnerProfile', {
    description: 'Who calls, whose records besides its own it was granted, and how much it may order.',
  })

export const QuoteRequest = z
  .strictObject({
    customer: Reference.openapi({ description: 'A customer that the partner has had a quote for.' }),
    lines: z
      .array(
        z
          .strictObject({
            sku: Sku,
            quantity: z
              .string()
              .regex(/^(?=.*[1-9])\d{1,9}(\.\d{1,6})?$/, 'Expected a number above zero, such as "2".')
              .openapi({ description: 'A decimal number above zero, as a string.', example: '2' }),
          })
          .openapi('QuoteRequestLine'),
      )
      .min(1)
      .max(100),
  })
  .openapi('QuoteRequest', { description: 'What a quote is asked for; sales prices it.' })
export type QuoteRequest = z.output<typeof QuoteRequest>

export const PlanLimits = z
  .object({
    plan: z.string(),
    calls: z
      .object({ count: z.int(), seconds: z.int() })
      .optional()
      .openapi({ description: 'Calls within so many seconds, all programs together; absent where nobody counts.' }),
    ordersPerDay: z.int().openapi({ description: 'Days begin at midnight UTC.' }),
    quotesPerDay: z.int().openapi({ description: 'Quotes asked for.' }),
  })
  .openapi('PlanLimits', { description: 'How much a plan allows.' })
export type PlanLimits = z.output<typeof PlanLimits>

export const PlanUse = PlanLimits.extend({
  ordersToday: z.int(),
  quotesToday: z.int(),
  next: PlanLimits.optional().openapi({ description: 'The plan above; absent where there is none.' }),
}).openapi('PlanUse', { description: 'The plan of a partner, and what is used of it today.' })
export type PlanUse = z.output<typeof PlanUse>

export const ActivityDay = z
  .object({ day: CalendarDate, requests: z.int(), orders: z.int() })
  .openapi('ActivityDay', { description: 'What a partner asked and ordered on a day (UTC).' })
export type ActivityDay = z.output<typeof ActivityDay>

export const SandboxChanged = z
  .object({
    order: Reference,
    partner: z.string(),
    type: z.enum(['order.submitted', 'order.changed', 'invoice.issued', 'payment.applied']),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('SandboxChanged', { description: 'What a partner is told of an order of its sandbox.' })

/** What partners may know and do; each its own, and what was granted to it. */
export const partnerSales = defineContract({
  name: 'partner-sales',
  version: '1.1.0',
  tier: 'process',
  title: 'Partner sales',
  description:
    'Products, quotes, orders, invoices, payments and usage as a partner may see them, and the orders it submits.',
  owner: 'sales-operations',
  contact: 'sales-operations@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 2000 },
  approver: 'controllership',
  changelog: {
    '1.0.0': 'First published.',
    '1.1.0': 'Quotes that a partner asks for, its plan, what it asked and ordered by day; invoices as PDF files.',
  },
  operations: {
    getPartner: get('/partner', { summary: 'Read whom the caller acts for.', returns: PartnerProfile }),
    getPlan: get('/plan', {
      summary: 'Read what the plan of the partner allows, what is used of it, and the plan above.',
      returns: PlanUse,
    }),
    listActivity: get('/activity', {
      summary: 'List how much the partner asked and ordered on each of the last days, the oldest first.',
      query: z.object({ days: z.coerce.number<number>().int().min(1).max(90).default(30) }),
      returns: z.object({ items: z.array(ActivityDay).max(90) }).openapi('Activity'),
    }),
    listOffers: get('/offers', {
      summary: 'List the products that are sold with their list prices, by SKU.',
      query: Paged,
      returns: page(Offer).openapi('OfferPage'),
    }),
    listQuotes: get('/quotes', {
      summary: 'List the quotes of the partner, by reference.',
      query: Paged,
      returns: page(QuoteSummary).openapi('PartnerQuotePage'),
    }),
    requestQuote: post('/quotes', {
      summary: 'Ask for a quote; sales prices it, and presents it then.',
      body: QuoteRequest,
      returns: PartnerQuote,
      status: 201,
      idempotent: true,
    }),
    getQuote: get('/quotes/{reference}', { summary: 'Read a quote with its lines.', returns: PartnerQuote }),
    checkQuote: post('/quotes/{reference}/validation', {
      summary: 'Check whether a quote can be ordered; changes nothing.',
      safe: true,
      returns: QuoteCheck,
    }),
    acceptQuote: post('/quotes/{reference}/acceptance', {
      summary: 'Accept a quote that was presented; an accepted one stays as it is.',
      returns: PartnerQuote,
      idempotent: true,
    }),
    submitOrder: post('/orders', {
      summary: 'Order an accepted quote; submitting it again gives the same order.',
      body: z.strictObject({ quote: Reference }).openapi('PartnerOrderDraft'),
      returns: OrderReceipt,
      status: 202,
      idempotent: true,
    }),
    listOrders: get('/orders', {
      summary: 'List orders, the latest change first.',
      query: Paged.extend({ stage: OrderStage.optional(), search: z.string().max(120).optional() }),
      returns: page(PartnerOrder).openapi('PartnerOrderPage'),
    }),
    getOrder: get('/orders/{reference}', {
      summary: 'Read where an order stands, with its invoices and payments.',
      returns: PartnerOrderDetail,
    }),
    listInvoices: get('/invoices', {
      summary: 'List invoices that were issued, the latest first.',
      query: Paged.extend({ order: Reference.optional() }),
      returns: page(InvoiceEntry).openapi('InvoiceEntryPage'),
    }),
    getInvoice: get('/invoices/{id}', {
      summary: 'Read an invoice with its lines and what is open of it.',
      returns: PartnerInvoice,
    }),
    getInvoiceDocument: get('/invoices/{id}/document', {
      summary: 'Read an invoice as a PDF.',
      returns: InvoiceDocument,
      returnsFile: 'application/pdf',
    }),
    recordUsage: post('/usage', {
      summary: 'Tell what the customer of an order used; the same reference is billed once.',
      body: PartnerUsage,
      returns: PartnerUsage,
      status: 201,
      idempotent: true,
    }),
    listUsage: get('/usage', {
      summary: 'List the usage that was told and billing has taken, the latest first.',
      query: Paged.extend({ order: Reference.optional() }),
      returns: page(PartnerUsage).openapi('PartnerUsagePage'),
    }),
    listPayments: get('/payments', {
      summary: 'List payments, the latest first.',
      query: Paged.extend({ order: Reference.optional() }),
      returns: page(PaymentEntry).openapi('PaymentEntryPage'),
    }),
  },
  events: {
    sandboxChanged: event(SandboxChanged, {
      key: (data) => data.order,
      summary: 'An order of a partner’s sandbox went on; nothing of it is in any system.',
    }),
  },
})
