import { Reference, SystemId } from '@gantry/canonical/fields'
import { Order } from '@gantry/canonical/order'
import { Product, ProductDraft } from '@gantry/canonical/product'
import { Quote, QuoteDraft, QuoteSummary } from '@gantry/canonical/quote'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, page, post, put, z } from '@gantry/core/contract'

export const QuoteNotice = z
  .object({ reference: Reference, id: SystemId, customer: Reference.optional() })
  .openapi('QuoteNotice', { description: 'Tells that there is something to read; never what.' })

/** Products, prices and quotes, where they are configured. */
export const cpq = defineContract({
  name: 'cpq',
  version: '1.1.0',
  tier: 'system',
  title: 'CPQ',
  description: 'Products, prices and quotes in the system that configures and prices them.',
  owner: 'sales-operations',
  contact: 'sales-operations@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.5, p95Ms: 5000 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.', '1.1.0': 'The partner of a quote; lists of products and of quotes.' },
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    getQuote: get('/quotes/{reference}', { summary: 'Read a quote with its lines.', returns: Quote }),
    upsertQuote: put('/quotes/{reference}', {
      summary: 'Create or replace a quote that is not yet ordered.',
      body: QuoteDraft,
      returns: Quote,
    }),
    listQuotes: get('/quotes', {
      summary: 'List the quotes of partners, by reference.',
      query: z.object({
        partners: z.string().min(1).openapi({ description: 'References of partners, with commas between them.' }),
        cursor: z.string().optional(),
        limit: z.coerce.number<number>().int().min(1).max(200).default(50),
      }),
      returns: page(QuoteSummary).openapi('QuotePage'),
    }),
    orderQuote: post('/quotes/{reference}/order', {
      summary: 'Turn an accepted quote into an order; a quote already ordered gives the same order.',
      returns: Order,
      idempotent: true,
    }),
    getProduct: get('/products/{sku}', { summary: 'Read a product.', returns: Product }),
    listProducts: get('/products', {
      summary: 'List the products that are sold, by SKU.',
      query: z.object({
        cursor: z.string().optional(),
        limit: z.coerce.number<number>().int().min(1).max(200).default(50),
      }),
      returns: page(Product).openapi('ProductPage'),
    }),
    upsertProduct: put('/products/{sku}', {
      summary: 'Create or update a product and its list price.',
      body: ProductDraft,
      returns: Product,
    }),
  },
  events: {
    quoteAccepted: event(QuoteNotice, {
      key: (quote) => quote.reference,
      summary: 'Sales set a quote to accepted, or changed one that is accepted. Our own writes are no news.',
    }),
  },
})
