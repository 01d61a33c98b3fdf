import { billing } from '@gantry/billing-api/contract'
import { defineConnector, provide, secret, z } from '@gantry/core/connector'
import { payments } from '@gantry/payments-api/contract'
import { billingPort } from './billing.ts'
import { changes } from './changes.ts'
import { connect } from './client.ts'
import { paymentsPort } from './payments.ts'
import { webhooks } from './webhooks.ts'

const byKey = { repeat: 'key', horizon: '24 h', past: 'lookup' } as const
const byLookUp = { repeat: 'lookup' } as const
const natural = { repeat: 'natural' } as const
const read = { repeat: 'read' } as const

/** Stripe: subscriptions, usage, invoices, credit notes, and the money received, given back and paid out. */
export default defineConnector({
  name: 'stripe',
  title: 'Stripe',
  config: z.object({
    apiKey: secret(),
    /** Signing secret of the webhook endpoint, `whsec_…`. */
    webhookSecret: secret(),
    baseUrl: z.url().default('https://api.stripe.com'),
  }),
  // Stripe allows 100 requests a second in live mode; the rest is left to people and other programs.
  limits: { requestsPerSecond: 80, concurrency: 20 },
  connect,
  provides: [provide(billing, billingPort), provide(payments, paymentsPort)],
  webhooks,
  changes,
  manifest: {
    'billing.upsertCustomer': byLookUp,
    'billing.createSubscription': byKey,
    'billing.getSubscription': read,
    'billing.cancelSubscription': natural,
    'billing.createInvoice': byKey,
    'billing.checkAmount': read,
    'billing.getInvoice': read,
    'billing.listInvoices': read,
    'billing.finalizeInvoice': natural,
    'billing.voidInvoice': natural,
    'billing.createCreditNote': byKey,
    'billing.getCreditNote': read,
    // Stripe shows sums of events, never one: past this nobody can tell, and a person decides.
    'billing.recordUsage': { repeat: 'key', horizon: '24 h' },
    'payments.getPayment': read,
    'payments.listPayments': read,
    'payments.refundPayment': byKey,
    'payments.getRefund': read,
    'payments.listDisputes': read,
    'payments.getPayout': read,
    'payments.listPayouts': read,
    'payments.listPayoutEntries': read,
  },
  behaviour: { longestRequestMs: 30_000, concurrentWrites: 'record-lock', bulk: 'none', deletions: 'delta-feed' },
  erasure: {
    how: 'Make a redaction job for the customer (Dashboard, or POST /v1/privacy/redaction_jobs), once nothing about it is open.',
    stays: 'Transactions can be redacted after 90 days only; what Stripe must keep by law it keeps.',
    page: 'https://docs.stripe.com/privacy/redaction',
  },
  conformance: 'published-spec',
  sandbox: () => import('./sandbox/sandbox.ts'),
  rehearsal: () => import('./rehearsal.ts'),
})
