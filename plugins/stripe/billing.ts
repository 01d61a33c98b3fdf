import type { billing } from '@gantry/billing-api/contract'
import type { Port } from '@gantry/core/contract'
import { checkAmount } from './amount.ts'
import type { Vendor } from './client.ts'
import { createCreditNote, readCreditNote } from './credit-note.ts'
import { upsertCustomer } from './customer.ts'
import { createInvoice, finalizeInvoice, listInvoices, readInvoice, voidInvoice } from './invoice.ts'
import { cancelSubscription, createSubscription, readSubscription } from './subscription.ts'
import { recordUsage } from './usage.ts'

export const billingPort = (vendor: Vendor): Port<typeof billing> => ({
  upsertCustomer: ({ reference, body }) => upsertCustomer(vendor, reference, body),
  createSubscription: ({ body }, call) => createSubscription(vendor, body, call),
  getSubscription: ({ id }) => readSubscription(vendor, id),
  cancelSubscription: ({ id }, call) => cancelSubscription(vendor, id, call),
  checkAmount: async ({ query }) => checkAmount(query),
  createInvoice: ({ body }, call) => createInvoice(vendor, body, call),
  getInvoice: ({ id }) => readInvoice(vendor, id),
  listInvoices: ({ query }) => listInvoices(vendor, query.order, query.cursor),
  finalizeInvoice: ({ id }, call) => finalizeInvoice(vendor, id, call),
  voidInvoice: ({ id }, call) => voidInvoice(vendor, id, call),
  createCreditNote: ({ body }, call) => createCreditNote(vendor, body, call),
  getCreditNote: ({ id }) => readCreditNote(vendor, id),
  recordUsage: ({ body }) => recordUsage(vendor, body),
})
