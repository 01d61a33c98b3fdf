import { CreditStanding, Customer, CustomerDraft } from '@gantry/canonical/customer'
import { CalendarDate, LegalEntity, SystemId } from '@gantry/canonical/fields'
import { LedgerInvoice, LedgerInvoiceDraft, ReceivableNotice } from '@gantry/canonical/invoice'
import { SalesOrder, SalesOrderDraft } from '@gantry/canonical/order'
import { CashApplication, CashApplicationDraft } from '@gantry/canonical/payment'
import { Availability, Product, ProductDraft } from '@gantry/canonical/product'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, page, post, put, z } from '@gantry/core/contract'

// Not `extend`: it would be published as an `allOf` of two objects, each of which forbids the fields of the other.
const DebtorDraft = z
  .strictObject({ ...CustomerDraft.shape, legalEntity: LegalEntity })
  .openapi('DebtorDraft', { description: 'What is known of a customer before a legal entity has it in its books.' })

/** Whose books are meant: they may lie in another system for each legal entity, and for a while in two. */
const Books = z.object({
  legalEntity: LegalEntity,
  asOf: CalendarDate.optional().openapi({
    description:
      "The day whose books are meant, where a legal entity has moved from one system to another: the document's own. Default: today.",
  }),
})

/** Sales orders, receivables and cash in the books of record. */
export const erp = defineContract({
  name: 'erp',
  version: '1.0.0',
  tier: 'system',
  title: 'ERP',
  description: 'Sales orders, receivables and cash in the books of record.',
  owner: 'finance-systems',
  contact: 'finance-systems@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.5, p95Ms: 5000 },
  approver: 'controllership',
  changelog: { '1.0.0': 'First published.' },
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    upsertCustomer: put('/customers/{reference}', {
      summary: 'Create or update the debtor in a legal entity.',
      body: DebtorDraft,
      returns: Customer,
    }),
    getCreditStanding: get('/customers/{reference}/credit', {
      summary: "Read a customer's credit limit, balance and hold.",
      query: Books.extend({ currency: z.string().length(3) }),
      returns: CreditStanding,
    }),
    upsertItem: put('/items/{sku}', {
      summary: 'Create or update the item a product is booked as in a legal entity.',
      query: Books,
      body: ProductDraft,
      returns: Product,
    }),
    listAvailability: get('/availability', {
      summary: 'Read what can be promised of some items; an unknown item is missing in the answer.',
      query: Books.extend({ skus: z.string().min(1).openapi({ description: 'Comma-separated, 100 at most.' }) }),
      returns: z.object({ items: z.array(Availability).max(100) }).openapi('AvailabilityList'),
    }),
    createSalesOrder: post('/sales-orders', {
      summary: 'Book a sales order; its reference is permanent, so a repeat gives the same order.',
      body: SalesOrderDraft,
      returns: SalesOrder,
      status: 201,
      idempotent: true,
    }),
    getSalesOrder: get('/sales-orders/{reference}', {
      summary: 'Read a sales order by its reference.',
      query: Books,
      returns: SalesOrder,
    }),
    cancelSalesOrder: post('/sales-orders/{reference}/cancel', {
      summary: 'Close a sales order that is not billed; repeating it changes nothing.',
      query: Books,
      returns: SalesOrder,
      idempotent: true,
    }),
    postInvoice: post('/invoices', {
      summary: 'Post a receivable from its sales order; a repeat with the same reference gives the same one.',
      body: LedgerInvoiceDraft,
      returns: LedgerInvoice,
      status: 201,
      idempotent: true,
    }),
    listInvoices: get('/invoices', {
      summary: 'Find receivables by the billing invoice they stand for, or by order.',
      query: Books.extend({
        reference: z.string().optional(),
        order: z.string().optional(),
        cursor: z.string().optional(),
      }),
      returns: page(LedgerInvoice).openapi('LedgerInvoicePage'),
    }),
    applyPayment: post('/cash-applications', {
      summary: 'Book a customer payment and apply it to receivables; a repeat gives the same one.',
      body: CashApplicationDraft,
      returns: CashApplication,
      status: 201,
      idempotent: true,
    }),
  },
  events: {
    receivableChanged: event(ReceivableNotice, {
      key: (receivable) => receivable.reference,
      summary:
        'Something of a receivable was paid or it was voided, by whomever: cash may be applied in the ERP alone.',
    }),
    receivableDeleted: event(z.object({ id: SystemId }).openapi('ReceivableDeletion'), {
      key: (receivable) => receivable.id,
      summary: 'A receivable is gone: all that is left is its id in the ERP.',
    }),
  },
})
