import { CreditNote, CreditNoteDraft, CreditNoteNotice } from '@gantry/canonical/credit-note'
import { Customer, CustomerDraft } from '@gantry/canonical/customer'
import { Reference, SystemId } from '@gantry/canonical/fields'
import { Invoice, InvoiceDraft, InvoiceNotice } from '@gantry/canonical/invoice'
import { Currency, DecimalString } from '@gantry/canonical/money'
import { Subscription, SubscriptionDraft } from '@gantry/canonical/subscription'
import { Usage } from '@gantry/canonical/usage'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, page, post, put, z } from '@gantry/core/contract'

export const CustomerRemoval = z.object({ reference: Reference, id: SystemId }).openapi('CustomerRemoval')

/** Subscriptions, usage, invoices and credit notes. */
export const billing = defineContract({
  name: 'billing',
  version: '1.0.0',
  tier: 'system',
  title: 'Billing',
  description: 'Subscriptions, usage, invoices and credit notes in the system that bills customers.',
  owner: 'billing-operations',
  contact: 'billing-operations@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.5, p95Ms: 5000 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.' },
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
    createCreditNote: post('/credit-notes', {
      summary: 'Credit lines of a finalized invoice: off what is open, and the rest as the draft says.',
      body: CreditNoteDraft,
      returns: CreditNote,
      status: 201,
      idempotent: true,
    }),
    getCreditNote: get('/credit-notes/{id}', { summary: 'Read a credit note with its lines.', returns: CreditNote }),
    recordUsage: post('/usage', {
      summary: 'Record what a customer used; the same reference is recorded once.',
      body: Usage,
      returns: Usage,
      status: 201,
      idempotent: true,
    }),
  },
  events: {
    invoiceFinalized: event(InvoiceNotice, {
      key: (invoice) => invoice.id,
      summary: 'An invoice got its number and is due.',
    }),
    invoiceVoided: event(InvoiceNotice, {
      key: (invoice) => invoice.id,
      summary: 'An invoice is void: nothing of it is owed any more.',
    }),
    creditNoteIssued: event(CreditNoteNotice, {
      key: (note) => note.id,
      summary: 'A credit note was issued against an invoice.',
    }),
    customerDeleted: event(CustomerRemoval, {
      key: (customer) => customer.reference,
      summary: 'People deleted a customer where it is billed: nothing more can be billed to it.',
    }),
  },
})
