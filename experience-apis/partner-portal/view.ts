import { defineView } from '@gantry/core/view'
import { partnerSales } from '@gantry/partner-sales/contract'
import { partnerWebhooks } from '@gantry/partner-webhooks/contract'
import { partnerPortal } from './contract.ts'

export default defineView({
  contract: partnerPortal,
  uses: { partnerSales, partnerWebhooks },
  page: new URL('./page/', import.meta.url),

  serve: ({ partnerSales, partnerWebhooks }) => ({
    getPartner: (_, call) => partnerSales.getPartner({}, call),
    getPlan: (_, call) => partnerSales.getPlan({}, call),
    listActivity: ({ query }, call) => partnerSales.listActivity({ query }, call),
    listOffers: ({ query }, call) => partnerSales.listOffers({ query }, call),
    listQuotes: ({ query }, call) => partnerSales.listQuotes({ query }, call),
    requestQuote: (input, call) => partnerSales.requestQuote(input, call),
    getQuote: (input, call) => partnerSales.getQuote(input, call),
    checkQuote: (input, call) => partnerSales.checkQuote(input, call),
    acceptQuote: (input, call) => partnerSales.acceptQuote(input, call),
    submitOrder: (input, call) => partnerSales.submitOrder(input, call),
    listOrders: ({ query }, call) => partnerSales.listOrders({ query }, call),
    getOrder: (input, call) => partnerSales.getOrder(input, call),
    listInvoices: ({ query }, call) => partnerSales.listInvoices({ query }, call),
    getInvoice: (input, call) => partnerSales.getInvoice(input, call),
    getInvoiceDocument: (input, call) => partnerSales.getInvoiceDocument(input, call),
    listPayments: ({ query }, call) => partnerSales.listPayments({ query }, call),
    recordUsage: (input, call) => partnerSales.recordUsage(input, call),
    listUsage: ({ query }, call) => partnerSales.listUsage({ query }, call),
    listEndpoints: (_, call) => partnerWebhooks.listEndpoints({}, call),
    putEndpoint: (input, call) => partnerWebhooks.putEndpoint(input, call),
    removeEndpoint: (input, call) => partnerWebhooks.removeEndpoint(input, call),
    renewSigningKey: (input, call) => partnerWebhooks.renewSigningKey(input, call),
    testEndpoint: (input, call) => partnerWebhooks.testEndpoint(input, call),
    replayMessages: (input, call) => partnerWebhooks.replayMessages(input, call),
    listDeliveries: ({ query }, call) => partnerWebhooks.listDeliveries({ query }, call),
    getDelivery: (input, call) => partnerWebhooks.getDelivery(input, call),
    replayDelivery: (input, call) => partnerWebhooks.replayDelivery(input, call),
  }),
})
