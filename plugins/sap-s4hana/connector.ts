import { defineConnector, provide, secret, z } from '@gantry/core/connector'
import { erp } from '@gantry/erp-api/contract'
import { events, verify } from './confirmation.ts'
import { getCreditStanding } from './credit.ts'
import { upsertCustomer } from './customer.ts'
import { Customizing } from './customizing.ts'
import { VENDOR } from './failure.ts'
import { listInvoices, postInvoice } from './invoice.ts'
import { listAvailability, upsertItem } from './item.ts'
import { applyPayment } from './payment.ts'
import { cancelSalesOrder, createSalesOrder, getSalesOrder } from './sales-order.ts'
import { openSap, type Sap } from './sap.ts'

export default defineConnector({
  name: 'sap-s4hana',
  title: VENDOR,
  config: z
    .object({
      /** The API's own host, e.g. `https://my300000-api.s4hana.cloud.sap`. */
      baseUrl: z.url(),
      /** The communication user, where it has a password. */
      user: z.string().min(1).optional(),
      password: secret().optional(),
      /** OAuth 2.0 client credentials, in place of a password. */
      tokenUrl: z.url().optional(),
      clientId: secret().optional(),
      clientSecret: secret().optional(),
      /** What SAP shows when it sends confirmations. */
      confirmationUser: z.string().min(1),
      confirmationPassword: secret(),
      customizing: Customizing,
    })
    .refine(
      (config) => (config.user && config.password) || (config.tokenUrl && config.clientId && config.clientSecret),
      'Give user and password, or tokenUrl, clientId and clientSecret.',
    ),
  // SAP names no number; work processes are shared with people, so we take few.
  limits: { requestsPerSecond: 30, concurrency: 10 },
  connect: openSap,
  provides: [
    provide(erp, (sap: Sap) => ({
      upsertCustomer: ({ reference, body }) => upsertCustomer(sap, reference, body),
      getCreditStanding: ({ reference, query }) => getCreditStanding(sap, reference, query),
      upsertItem: ({ sku, query, body }) => upsertItem(sap, sku, query.legalEntity, body),
      listAvailability: ({ query }) => listAvailability(sap, query),
      createSalesOrder: ({ body }, call) => createSalesOrder(sap, body, call),
      getSalesOrder: ({ reference, query }) => getSalesOrder(sap, reference, query.legalEntity),
      cancelSalesOrder: ({ reference, query }, call) => cancelSalesOrder(sap, reference, query.legalEntity, call),
      postInvoice: ({ body }, call) => postInvoice(sap, body, call),
      listInvoices: ({ query }) => listInvoices(sap, query),
      applyPayment: ({ body }, call) => applyPayment(sap, body, call),
    })),
  ],
  webhooks: { verify, events },
  manifest: {
    'erp.upsertCustomer': { repeat: 'lookup' },
    'erp.getCreditStanding': { repeat: 'read' },
    'erp.upsertItem': { repeat: 'lookup' },
    'erp.listAvailability': { repeat: 'read' },
    'erp.createSalesOrder': { repeat: 'lookup' },
    'erp.getSalesOrder': { repeat: 'read' },
    'erp.cancelSalesOrder': { repeat: 'natural' },
    'erp.postInvoice': { repeat: 'lookup' },
    'erp.listInvoices': { repeat: 'read' },
    'erp.applyPayment': { repeat: 'lookup' },
  },
  behaviour: { longestRequestMs: 30_000, concurrentWrites: 'if-match', bulk: 'all-or-nothing', deletions: 'none' },
  erasure: {
    how: 'Have the business partner blocked, and deleted after its retention period (SAP Information Lifecycle Management).',
    stays: 'Postings, and the blocked partner until its retention period has ended.',
    page: 'https://help.sap.com/saphelp_sfin100/helpdata/en/32/b45853b2dc7425e10000000a44176d/content.htm',
  },
  conformance: 'published-spec',
  sandbox: () => import('./sandbox/sandbox.ts'),
  rehearsal: () => import('./rehearsal.ts'),
})
