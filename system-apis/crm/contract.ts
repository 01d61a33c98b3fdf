import { Customer, CustomerDraft } from '@gantry/canonical/customer'
import { Order, OrderStatus } from '@gantry/canonical/order'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, get, put } from '@gantry/core/contract'

/** Customers and orders, where sales keeps them. */
export const crm = defineContract({
  name: 'crm',
  version: '1.0.0',
  tier: 'system',
  title: 'CRM',
  description: 'Customers and orders in the system where sales works.',
  owner: 'sales-operations',
  criticality: 'standard',
  lifecycle: 'active',
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
  operations: {
    getCustomer: get('/customers/{reference}', { summary: 'Read a customer by its reference.', returns: Customer }),
    upsertCustomer: put('/customers/{reference}', {
      summary: 'Create or update a customer by its reference.',
      body: CustomerDraft,
      returns: Customer,
    }),
    getOrder: get('/orders/{reference}', { summary: 'Read an order by the reference of its quote.', returns: Order }),
    updateOrderStatus: put('/orders/{reference}/status', {
      summary: 'Tell sales where an order stands; an older status than the one kept changes nothing.',
      body: OrderStatus,
      returns: Order,
    }),
  },
})
