import { defineConnector, provide, secret, z } from '@gantry/core/connector'
import { cpq } from '@gantry/cpq-api/contract'
import { crm } from '@gantry/crm-api/contract'
import { changes } from './changes.ts'
import { Salesforce } from './client.ts'
import { getCustomer, upsertCustomer } from './customer.ts'
import { continueCustomerImport, startCustomerImport } from './customer-import.ts'
import { dayUse } from './day-use.ts'
import { getOrder, orderQuote, updateOrderStatus } from './order.ts'
import { getProduct, listProducts, upsertProduct } from './product.ts'
import { getQuote, listQuotes, upsertQuote } from './quote.ts'

export default defineConnector({
  name: 'salesforce',
  title: 'Salesforce',
  config: z.object({
    clientId: secret(),
    clientSecret: secret(),
    /** The org's My Domain address: client credentials are not accepted at login.salesforce.com. */
    loginUrl: z.url(),
    apiVersion: z
      .string()
      .regex(/^\d\d\.0$/)
      .default('62.0'),
  }),
  limits: { requestsPerSecond: 50, concurrency: 20 },
  news: dayUse,
  connect: (context) => new Salesforce(context),
  provides: [
    provide(crm, (salesforce: Salesforce) => ({
      getCustomer: ({ reference }) => getCustomer(salesforce, reference),
      upsertCustomer: ({ reference, body }) => upsertCustomer(salesforce, reference, body),
      getOrder: ({ reference }) => getOrder(salesforce, reference),
      startCustomerImport: ({ body }) => startCustomerImport(salesforce, body),
      continueCustomerImport: ({ ticket }) => continueCustomerImport(salesforce, ticket),
      updateOrderStatus: ({ reference, body }) => updateOrderStatus(salesforce, reference, body),
    })),
    provide(cpq, (salesforce: Salesforce) => ({
      getQuote: ({ reference }) => getQuote(salesforce, reference),
      upsertQuote: ({ reference, body }) => upsertQuote(salesforce, reference, body),
      listQuotes: ({ query }) => listQuotes(salesforce, query),
      orderQuote: ({ reference }) => orderQuote(salesforce, reference),
      getProduct: ({ sku }) => getProduct(salesforce, sku),
      listProducts: ({ query }) => listProducts(salesforce, query),
      upsertProduct: ({ sku, body }) => upsertProduct(salesforce, sku, body),
    })),
  ],
  changes,
  manifest: {
    'crm.getCustomer': { repeat: 'read' },
    'crm.upsertCustomer': { repeat: 'externalId' },
    'crm.getOrder': { repeat: 'read' },
    'crm.startCustomerImport': { repeat: 'externalId' },
    'crm.continueCustomerImport': { repeat: 'natural' },
    'crm.updateOrderStatus': { repeat: 'lookup' },
    'cpq.getQuote': { repeat: 'read' },
    'cpq.upsertQuote': { repeat: 'externalId' },
    'cpq.listQuotes': { repeat: 'read' },
    'cpq.orderQuote': { repeat: 'natural' },
    'cpq.getProduct': { repeat: 'read' },
    'cpq.listProducts': { repeat: 'read' },
    'cpq.upsertProduct': { repeat: 'externalId' },
  },
  behaviour: {
    longestRequestMs: 30_000,
    concurrentWrites: 'record-lock',
    bulk: 'per-item',
    deletions: 'delta-feed',
  },
  erasure: {
    how: 'Run a Right to Be Forgotten policy on the account’s contacts (Privacy Center), or delete or mask them by hand.',
    stays: 'Orders and quotes, without the fields that the policy masks.',
    page: 'https://help.salesforce.com/s/articleView?id=xcloud.right_to_be_forgotten.htm&type=5',
  },
  conformance: 'sdk',
  sandbox: () => import('./sandbox/sandbox.ts'),
  rehearsal: () => import('./rehearsal.ts'),
})
