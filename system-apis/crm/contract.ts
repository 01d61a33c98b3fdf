import { Customer, CustomerDraft } from '@gantry/canonical/customer'
import { Reference, SystemId } from '@gantry/canonical/fields'
import { Order, OrderStatus } from '@gantry/canonical/order'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, post, put, z } from '@gantry/core/contract'

export const CustomerNotice = z
  .object({ reference: Reference, id: SystemId })
  .openapi('CustomerNotice', { description: 'Tells that there is something to read; never what.' })

export const CustomerRemoval = z
  .object({
    reference: Reference,
    id: SystemId,
    mergedInto: Reference.optional().openapi({
      description: 'The customer that this one became, where two were merged and the other has a reference.',
    }),
  })
  .openapi('CustomerRemoval')

export const CustomerImportDraft = z
  .strictObject({
    customers: z
      .array(z.strictObject({ reference: Reference, ...CustomerDraft.shape }))
      .min(1)
      .max(5000)
      .openapi({ description: 'Each reference once.' }),
  })
  .openapi('CustomerImportDraft')
export type CustomerImportDraft = z.output<typeof CustomerImportDraft>

export const CustomerImport = z
  .object({
    ticket: z.string().openapi({ description: 'What to go on with. Another start of the same import has another.' }),
    state: z.enum(['running', 'completed']),
    saved: z.int().min(0).openapi({ description: '0 until it is completed.' }),
    refused: z
      .array(z.object({ reference: Reference, code: z.string(), message: z.string() }))
      .openapi({ description: "The customers that were not saved, or not in full, with the CRM's own reason." }),
  })
  .openapi('CustomerImport', { description: 'Many customers at once, each by itself.' })
export type CustomerImport = z.output<typeof CustomerImport>

/** Customers and orders, where sales keeps them. */
export const crm = defineContract({
  name: 'crm',
  version: '1.0.0',
  tier: 'system',
  title: 'CRM',
  description: 'Customers and orders in the system where sales works.',
  owner: 'sales-operations',
  contact: 'sales-operations@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.5, p95Ms: 5000 },
  changelog: { '1.0.0': 'First published.' },
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    getCustomer: get('/customers/{reference}', { summary: 'Read a customer by its reference.', returns: Customer }),
    upsertCustomer: put('/customers/{reference}', {
      summary: 'Create or update a customer by its reference.',
      body: CustomerDraft,
      returns: Customer,
    }),
    startCustomerImport: post('/customer-imports', {
      summary: 'Begin to create or update many customers; the good ones are saved whatever becomes of the others.',
      body: CustomerImportDraft,
      returns: CustomerImport,
      status: 202,
      idempotent: true,
    }),
    continueCustomerImport: post('/customer-imports/{ticket}/continue', {
      summary: 'Move an import on and tell where it stands; to be repeated until it is completed.',
      returns: CustomerImport,
      idempotent: true,
    }),
    getOrder: get('/orders/{reference}', { summary: 'Read an order by the reference of its quote.', returns: Order }),
    updateOrderStatus: put('/orders/{reference}/status', {
      summary: 'Tell sales where an order stands; an older status than the one kept changes nothing.',
      body: OrderStatus,
      returns: Order,
    }),
  },
  events: {
    customerChanged: event(CustomerNotice, {
      key: (customer) => customer.reference,
      summary: 'Sales changed a customer. Our own writes are no news, and told of nobody.',
    }),
    customerDeleted: event(CustomerRemoval, {
      key: (customer) => customer.reference,
      summary: 'Sales deleted a customer, or merged it into another.',
    }),
  },
})
