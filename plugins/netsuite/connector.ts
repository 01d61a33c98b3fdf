import { defineConnector, provide, secret, z } from '@gantry/core/connector'
import { erp } from '@gantry/erp-api/contract'
import { changes } from './changes.ts'
import { getCreditStanding, upsertCustomer } from './customer.ts'
import { tooMany } from './failure.ts'
import { listInvoices, postInvoice } from './invoice.ts'
import { listAvailability, upsertItem } from './item.ts'
import { type NetSuite, openAccount } from './netsuite.ts'
import { applyPayment } from './payment.ts'
import { cancelSalesOrder, createSalesOrder, getSalesOrder } from './sales-order.ts'

export default defineConnector({
  name: 'netsuite',
  title: 'NetSuite',
  config: z.object({
    /** The account id, e.g. `1234567` or `1234567_SB1`. */
    account: z.string().min(1),
    clientId: secret(),
    certificateId: z.string().min(1),
    /** PKCS #8 PEM of the certificate's RSA or EC P-256 key. */
    privateKey: secret(),
    /** In place of the account's own address. */
    baseUrl: z.url().optional(),
    /** Of the user whose role the certificate is mapped to, as its preferences have it: an IANA name. */
    timeZone: z.string().default('America/Los_Angeles'),
  }),
  // NetSuite limits requests at once per account (15 in the lowest service tier), not per second.
  limits: { requestsPerSecond: 50, concurrency: 15 },
  news: tooMany,
  connect: openAccount,
  provides: [
    provide(erp, (netsuite: NetSuite) => ({
      upsertCustomer: ({ reference, body }) => upsertCustomer(netsuite, reference, body),
      getCreditStanding: ({ reference, query }) => getCreditStanding(netsuite, reference, query),
      upsertItem: ({ sku, body }) => upsertItem(netsuite, sku, body),
      listAvailability: ({ query }) => listAvailability(netsuite, query.skus),
      createSalesOrder: ({ body }, call) => createSalesOrder(netsuite, body, call),
      getSalesOrder: ({ reference }) => getSalesOrder(netsuite, reference),
      cancelSalesOrder: ({ reference }) => cancelSalesOrder(netsuite, reference),
      postInvoice: ({ body }, call) => postInvoice(netsuite, body, call),
      listInvoices: ({ query }) => listInvoices(netsuite, query),
      applyPayment: ({ body }, call) => applyPayment(netsuite, body, call),
    })),
  ],
  changes,
  manifest: {
    'erp.upsertCustomer': { repeat: 'externalId' },
    'erp.getCreditStanding': { repeat: 'read' },
    'erp.upsertItem': { repeat: 'externalId' },
    'erp.listAvailability': { repeat: 'read' },
    'erp.createSalesOrder': { repeat: 'externalId' },
    'erp.getSalesOrder': { repeat: 'read' },
    'erp.cancelSalesOrder': { repeat: 'natural' },
    'erp.postInvoice': { repeat: 'externalId' },
    'erp.listInvoices': { repeat: 'read' },
    'erp.applyPayment': { repeat: 'externalId' },
  },
  behaviour: { longestRequestMs: 30_000, concurrentWrites: 'record-lock', bulk: 'none', deletions: 'delta-feed' },
  erasure: {
    how: 'Make and approve a Personal Information Removal request for the customer (Lists > Mass Update > Remove Personal Information).',
    stays: 'Postings, and the audit trail with a text of yours in the place of the values.',
    page: 'https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/chapter_156596387080.html',
  },
  conformance: 'published-spec',
  sandbox: () => import('./sandbox/sandbox.ts'),
  rehearsal: () => import('./rehearsal.ts'),
})
