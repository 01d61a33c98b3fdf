import { type Bench, defineAcceptance } from '@gantry/core/acceptance/acceptance'
import { payments } from './contract.ts'

const received = async (bench: Bench, reference: string) =>
  (await bench.act('receive', { reference, amount: '3570', currency: 'eur' })) as { payment: string; invoice: string }

/** What proves a payments connector. Its sandbox offers the action `receive` (a customer pays an invoice of 35.70 EUR). */
export default defineAcceptance(payments, {
  trials: {
    getPayment: { input: async (bench, reference) => ({ id: (await received(bench, reference)).payment }) },
    listPayments: {
      input: async (bench, reference) => ({ query: { invoice: (await received(bench, reference)).invoice } }),
    },
  },
  happenings: [
    {
      event: payments.events.paymentReceived,
      happen: async (bench, reference) => (await received(bench, reference)).payment,
    },
  ],
})
