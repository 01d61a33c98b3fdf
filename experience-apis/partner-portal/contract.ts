import { defineContract, del, get, post, put } from '@gantry/core/contract'
import { partnerSales } from '@gantry/partner-sales/contract'
import { partnerWebhooks } from '@gantry/partner-webhooks/contract'

const asked = partnerSales.operations
const hooks = partnerWebhooks.operations

/** The edge that is open to partners: each sees its own, and what was granted to it by name. */
export const partnerPortal = defineContract({
  name: 'partner-portal',
  version: '1.1.0',
  tier: 'experience',
  title: 'Partner portal',
  description:
    'For partners: the catalogue with prices, their quotes, orders, invoices, payments and usage, and webhooks.',
  owner: 'sales-operations',
  contact: 'sales-operations@example.com',
  criticality: 'financial',
  lifecycle: 'active',
  audience: 'partner',
  partners: true,
  objectives: { availabilityPercent: 99.9, p95Ms: 2000 },
  approver: 'controllership',
  changelog: {
    '1.0.0': 'First published.',
    '1.1.0': 'Quotes asked for, plan and limits, requests and orders by day; invoices as PDF files.',
  },
  operations: {
    getPartner: get('/partner', {
      summary: 'Read whom you act for, whose records you were granted, and your plan.',
      scope: 'partner.profile.read',
      returns: asked.getPartner.returns,
    }),
    getPlan: get('/plan', {
      summary: 'Read what your plan allows, what is used of it, and the plan above.',
      scope: 'partner.profile.read',
      returns: asked.getPlan.returns,
    }),
    listActivity: get('/activity', {
      summary: 'List how much you asked and ordered on each of the last days, the oldest first.',
      scope: 'partner.profile.read',
      query: asked.listActivity.query,
      returns: asked.listActivity.returns,
    }),
    listOffers: get('/catalogue', {
      summary: 'List the products that are sold with their list prices, by SKU.',
      scope: 'partner.catalogue.read',
      query: asked.listOffers.query,
      returns: asked.listOffers.returns,
    }),
    listQuotes: get('/quotes', {
      summary: 'List your quotes, by reference.',
      scope: 'partner.quotes.read',
      query: asked.listQuotes.query,
      returns: asked.listQuotes.returns,
    }),
    requestQuote: post('/quotes', {
      summary: 'Ask for a quote for a customer of yours; we price it, and present it then.',
      scope: 'partner.quotes.request',
      body: asked.requestQuote.body,
      returns: asked.requestQuote.returns,
      status: 201,
      idempotent: true,
    }),
    getQuote: get('/quotes/{reference}', {
      summary: 'Read a quote with its lines.',
      scope: 'partner.quotes.read',
      returns: asked.getQuote.returns,
    }),
    checkQuote: post('/quotes/{reference}/validation', {
      summary: 'Check whether a quote can be ordered; changes nothing.',
      safe: true,
      scope: 'partner.quotes.read',
      returns: asked.checkQuote.returns,
    }),
    acceptQuote: post('/quotes/{reference}/acceptance', {
      summary: 'Accept a quote that was presented to you; an accepted one stays as it is.',
      scope: 'partner.quotes.accept',
      returns: asked.acceptQuote.returns,
      idempotent: true,
    }),
    submitOrder: post('/orders', {
      summary: 'Order an accepted quote; submitting it again gives the same order.',
      scope: 'partner.orders.submit',
      body: asked.submitOrder.body,
      returns: asked.submitOrder.returns,
      status: 202,
      idempotent: true,
    }),
    listOrders: get('/orders', {
      summary: 'List your orders, the latest change first; any number of theirs finds them.',
      scope: 'partner.orders.read',
      query: asked.listOrders.query,
      returns: asked.listOrders.returns,
    }),
    getOrder: get('/orders/{reference}', {
      summary: 'Read where an order stands, with its invoices and payments.',
      scope: 'partner.orders.read',
      returns: asked.getOrder.returns,
    }),
    listInvoices: get('/invoices', {
      summary: 'List your invoices, the latest first.',
      scope: 'partner.invoices.read',
      query: asked.listInvoices.query,
      returns: asked.listInvoices.returns,
    }),
    getInvoice: get('/invoices/{id}', {
      summary: 'Read an invoice with its lines and what is open of it.',
      scope: 'partner.invoices.read',
      returns: asked.getInvoice.returns,
    }),
    getInvoiceDocument: get('/invoices/{id}/document', {
      summary: 'Read an invoice as a PDF.',
      scope: 'partner.invoices.read',
      returns: asked.getInvoiceDocument.returns,
      returnsFile: 'application/pdf',
    }),
    listPayments: get('/payments', {
      summary: 'List payments of your orders, the latest first.',
      scope: 'partner.payments.read',
      query: asked.listPayments.query,
      returns: asked.listPayments.returns,
    }),
    recordUsage: post('/usage', {
      summary: 'Tell what the customer of an order used; the same reference is billed once.',
      scope: 'partner.usage.record',
      body: asked.recordUsage.body,
      returns: asked.recordUsage.returns,
      status: 201,
      idempotent: true,
    }),
    listUsage: get('/usage', {
      summary: 'List the usage that was told and billing has taken, the latest first.',
      scope: 'partner.usage.read',
      query: asked.listUsage.query,
      returns: asked.listUsage.returns,
    }),
    listEndpoints: get('/webhooks/endpoints', {
      summary: 'List your webhook endpoints.',
      scope: 'partner.webhooks.read',
      returns: hooks.listEndpoints.returns,
    }),
    putEndpoint: put('/webhooks/endpoints/{id}', {
      summary: 'Set an endpoint up, or change it; it signs with a key of its own.',
      scope: 'partner.webhooks.manage',
      body: hooks.putEndpoint.body,
      returns: hooks.putEndpoint.returns,
    }),
    removeEndpoint: del('/webhooks/endpoints/{id}', {
      summary: 'Remove an endpoint; what was still to be delivered to it is dropped.',
      scope: 'partner.webhooks.manage',
      returns: hooks.removeEndpoint.returns,
    }),
    renewSigningKey: post('/webhooks/endpoints/{id}/signing-key', {
      summary: 'Give the endpoint a new signing key; the one before signs beside it for a day.',
      scope: 'partner.webhooks.manage',
      returns: hooks.renewSigningKey.returns,
    }),
    testEndpoint: post('/webhooks/endpoints/{id}/test', {
      summary: 'Send a message that means nothing, to see whether it arrives.',
      scope: 'partner.webhooks.manage',
      returns: hooks.testEndpoint.returns,
      status: 202,
      idempotent: true,
    }),
    replayMessages: post('/webhooks/endpoints/{id}/replay', {
      summary: 'Deliver to an endpoint what happened since a moment and did not reach it; a thousand messages at most.',
      scope: 'partner.webhooks.manage',
      body: hooks.replayMessages.body,
      returns: hooks.replayMessages.returns,
      status: 202,
      idempotent: true,
    }),
    listDeliveries: get('/webhooks/deliveries', {
      summary: 'List deliveries, the latest first; they are kept for 30 days.',
      scope: 'partner.webhooks.read',
      query: hooks.listDeliveries.query,
      returns: hooks.listDeliveries.returns,
    }),
    getDelivery: get('/webhooks/deliveries/{id}', {
      summary: 'Read a delivery with what is sent and every attempt.',
      scope: 'partner.webhooks.read',
      returns: hooks.getDelivery.returns,
    }),
    replayDelivery: post('/webhooks/deliveries/{id}/replay', {
      summary: 'Deliver the same message again, under its first id.',
      scope: 'partner.webhooks.manage',
      returns: hooks.replayDelivery.returns,
      status: 202,
      idempotent: true,
    }),
  },
})
