import type { Port } from '@gantry/core/contract'
import type { payments } from '@gantry/payments-api/contract'
import type { Vendor } from './client.ts'
import { listPayments, readPayment } from './payment.ts'

export const paymentsPort = (vendor: Vendor): Port<typeof payments> => ({
  getPayment: ({ id }) => readPayment(vendor, id),
  listPayments: ({ query }) => listPayments(vendor, query.invoice, query.cursor),
})
