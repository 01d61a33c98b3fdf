import { Reference, SystemId } from '@gantry/canonical/fields'
import { Order } from '@gantry/canonical/order'
import { Product, ProductDraft } from '@gantry/canonical/product'
import { Quote, QuoteDraft } from '@gantry/canonical/quote'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, post, put, z } from '@gantry/core/contract'

export const QuoteNotice = z
  .object({ reference: Reference, id: SystemId, customer: Reference.optional() })
  .openapi('QuoteNotice', { description: 'Tells that there is something to read; never what.' })

/** Products, prices and quotes, where they are configured. */
export const cpq = defineContract({
  name: 'cpq',
  version: '1.0.0',
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
  changelog: { '1.0.0': 'First published.' },
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    getQuote: get('/quotes/{reference}', { summary: 'Read a quote with its lines.', returns: Quote }),
    upsertQuote: put('/quotes/{reference}', {
      summary: 'Create or replace a quote that is not yet ordered.',
      body: QuoteDraft,
      returns: Quote,
    }),
    orderQuote: post('/quotes/{reference}/order', {
      summary: 'Turn an accepted quote into an order; a quote already ordered gives the same order.',
      returns: Order,
      idempotent: true,
    }),
    getProduct: get('/products/{sku}', { summary: 'Read a product.', returns: Product }),
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
