import type { Port } from '@gantry/core/contract'
import type { payments } from '@gantry/payments-api/contract'
import type { Vendor } from './client.ts'
import { listDisputes } from './dispute.ts'
import { listPayments, readPayment } from './payment.ts'
import { listPayoutEntries, listPayouts, readPayout } from './payout.ts'
import { readRefund, refundPayment } from './refund.ts'

export const paymentsPort = (vendor: Vendor): Port<typeof payments> => ({
  getPayment: ({ id }) => readPayment(vendor, id),
  listPayments: ({ query }) => listPayments(vendor, query.invoice, query.cursor),
  refundPayment: ({ id, body }, call) => refundPayment(vendor, id, body, call),
  getRefund: ({ id }) => readRefund(vendor, id),
  listDisputes: ({ query }) => listDisputes(vendor, query.payment, query.cursor),
  getPayout: ({ id }) => readPayout(vendor, id),
  listPayouts: ({ query }) => listPayouts(vendor, query.cursor),
  listPayoutEntries: ({ id, query }) => listPayoutEntries(vendor, id, query.cursor),
})
