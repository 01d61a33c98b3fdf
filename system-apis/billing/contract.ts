import { Customer, CustomerDraft } from '@gantry/canonical/customer'
import { Invoice, InvoiceDraft, InvoiceNotice } from '@gantry/canonical/invoice'
import { Currency, DecimalString } from '@gantry/canonical/money'
import { Subscription, SubscriptionDraft } from '@gantry/canonical/subscription'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, page, post, put, z } from '@gantry/core/contract'

/** Subscriptions and invoices. */
export const billing = defineContract({
  name: 'billing',
  version: '1.0.0',
  tier: 'system',
  title: 'Billing',
  description: 'Subscriptions and invoices in the system that bills customers.',
  owner: 'billing-operations',
  criticality: 'financial',
  lifecycle: 'active',
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    upsertCustomer: put('/customers/{reference}', {
      summary: 'Create or update the customer who is billed.',
      body: CustomerDraft,
      returns: Customer,
    }),
    createSubscription: post('/subscriptions', {
      summary: 'Start a subscription; its first invoice is a draft until it is finalized.',
      body: SubscriptionDraft,
      returns: Subscription,
      status: 201,
      idempotent: true,
    }),
    getSubscription: get('/subscriptions/{id}', { summary: 'Read a subscription.', returns: Subscription }),
    cancelSubscription: post('/subscriptions/{id}/cancel', {
      summary: 'Cancel a subscription at once and void its unpaid invoices; repeating it changes nothing.',
      returns: Subscription,
      idempotent: true,
    }),
    createInvoice: post('/invoices', {
      summary: 'Create a draft invoice with its lines.',
      body: InvoiceDraft,
      returns: Invoice,
      status: 201,
      idempotent: true,
    }),
    checkAmount: get('/payable', {
      summary: 'Tell whether a total could be billed and collected at all; changes nothing.',
      query: z.object({ currency: Currency, amount: DecimalString }),
      returns: z
        .object({
          payable: z.boolean(),
          reason: z.string().optional().openapi({ description: 'Why not, in one sentence.' }),
        })
        .openapi('Payability'),
    }),
    getInvoice: get('/invoices/{id}', { summary: 'Read an invoice with its lines.', returns: Invoice }),
    listInvoices: get('/invoices', {
      summary: 'List the invoices of an order.',
      query: z.object({ order: z.string().min(1), cursor: z.string().optional() }),
      returns: page(Invoice).openapi('InvoicePage'),
    }),
    finalizeInvoice: post('/invoices/{id}/finalize', {
      summary: 'Give a draft its number and make it due; repeating it changes nothing.',
      returns: Invoice,
      idempotent: true,
    }),
    voidInvoice: post('/invoices/{id}/void', {
      summary: 'Void an unpaid invoice; repeating it changes nothing.',
      returns: Invoice,
      idempotent: true,
    }),
  },
  events: {
    /** An invoice got its number and is due. */
    invoiceFinalized: event(InvoiceNotice, { key: (invoice) => invoice.id }),
    invoiceVoided: event(InvoiceNotice, { key: (invoice) => invoice.id }),
  },
})
