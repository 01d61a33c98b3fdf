import { defineConnector, provide } from '@gantry/core/connector'
import { erp } from '@gantry/erp-api/contract'
import { getCreditStanding, upsertCustomer } from './customer.ts'
import { Config, type Environment, openEnvironment } from './environment.ts'
import { listInvoices, postInvoice } from './invoice.ts'
import { listAvailability, upsertItem } from './item.ts'
import { applyPayment } from './payment.ts'
import { cancelSalesOrder, createSalesOrder, getSalesOrder } from './sales-order.ts'

export default defineConnector({
  name: 'dynamics365-finance',
  title: 'Dynamics 365 Finance',
  config: Config,
  // Service protection: 6,000 requests in five minutes and 52 at once for each application and web server.
  limits: { requestsPerSecond: 20, concurrency: 20 },
  connect: openEnvironment,
  provides: [
    provide(erp, (environment: Environment) => ({
      upsertCustomer: ({ reference, body }) => upsertCustomer(environment, reference, body),
      getCreditStanding: ({ reference, query }) => getCreditStanding(environment, reference, query),
      upsertItem: ({ sku, query, body }) => upsertItem(environment, sku, query, body),
      listAvailability: ({ query }) => listAvailability(environment, query),
      createSalesOrder: ({ body }) => createSalesOrder(environment, body),
      getSalesOrder: ({ reference, query }) => getSalesOrder(environment, reference, query),
      cancelSalesOrder: ({ reference, query }) => cancelSalesOrder(environment, reference, query),
      postInvoice: ({ body }) => postInvoice(environment, body),
      listInvoices: ({ query }) => listInvoices(environment, query),
      applyPayment: ({ body }) => applyPayment(environment, body),
    })),
  ],
  manifest: {
    'erp.upsertCustomer': { repeat: 'externalId' },
    'erp.getCreditStanding': { repeat: 'read' },
    'erp.upsertItem': { repeat: 'externalId' },
    'erp.listAvailability': { repeat: 'read' },
    'erp.createSalesOrder': { repeat: 'externalId' },
    'erp.getSalesOrder': { repeat: 'read' },
    'erp.cancelSalesOrder': { repeat: 'natural' },
    'erp.postInvoice': { repeat: 'lookup' },
    'erp.listInvoices': { repeat: 'read' },
    'erp.applyPayment': { repeat: 'lookup' },
  },
  behaviour: { longestRequestMs: 30_000, concurrentWrites: 'if-match', bulk: 'all-or-nothing', deletions: 'none' },
  erasure: {
    how: 'Find the person by the person search report, then edit or delete the records it lists.',
    stays: 'Postings that the books need.',
    page: 'https://learn.microsoft.com/en-us/compliance/regulatory/gdpr-dsr-dynamics365',
  },
  // The published CDM definitions name the entities' attributes; they are not the live metadata, and name no action.
  conformance: 'unverified',
  rehearsal: () => import('./rehearsal.ts'),
  sandbox: () => import('./sandbox/sandbox.ts'),
})
