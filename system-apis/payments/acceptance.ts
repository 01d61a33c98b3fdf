import { type Bench, defineAcceptance } from '@gantry/core/acceptance/acceptance'
import { payments } from './contract.ts'

const eur = (amount: string) => ({ currency: 'EUR', amount })

const received = async (bench: Bench, reference: string) =>
  (await bench.act('receive', { reference, amount: '3570', currency: 'eur' })) as { payment: string; invoice: string }

const refund = async (bench: Bench, reference: string) => ({
  id: (await received(bench, reference)).payment,
  body: { reference, amount: eur('10.00'), reason: 'requested' },
})
const refunded = async (bench: Bench, reference: string) => ({
  id: String((await bench.call('refundPayment', await refund(bench, reference))).id),
})

async function disputed(bench: Bench, reference: string) {
  const { payment } = await received(bench, reference)
  const { dispute } = (await bench.act('dispute', { payment })) as { dispute: string }
  return { payment, dispute }
}

async function paidOut(bench: Bench, reference: string) {
  await received(bench, reference)
  return { id: ((await bench.act('payout', { currency: 'eur' })) as { payout: string }).payout }
}

type Draft = { body: object }

/**
 * What proves a payments connector. Its sandbox offers the actions `receive` (a customer pays an invoice of 35.70 EUR),
 * `dispute` and `close-dispute` (the customer's bank takes a payment back, and decides), and `payout` (what the balance
 * holds is paid out).
 */
export default defineAcceptance(payments, {
  trials: {
    getPayment: { input: async (bench, reference) => ({ id: (await received(bench, reference)).payment }) },
    listPayments: {
      input: async (bench, reference) => ({ query: { invoice: (await received(bench, reference)).invoice } }),
    },
    refundPayment: {
      input: refund,
      makes: 'refund',
      altered: (input: Draft) => ({ ...input, body: { ...input.body, amount: eur('11.00') } }),
    },
    getRefund: { input: refunded },
    listDisputes: {
      input: async (bench, reference) => ({ query: { payment: (await disputed(bench, reference)).payment } }),
    },
    getPayout: { input: paidOut },
    listPayouts: {
      input: async (bench, reference) => {
        await paidOut(bench, reference)
        return { query: {} }
      },
    },
    listPayoutEntries: { input: async (bench, reference) => ({ ...(await paidOut(bench, reference)), query: {} }) },
  },
  happenings: [
    {
      event: payments.events.paymentReceived,
      happen: async (bench, reference) => (await received(bench, reference)).payment,
    },
    {
      event: payments.events.paymentRefunded,
      happen: async (bench, reference) => (await refunded(bench, reference)).id,
    },
    {
      event: payments.events.disputeOpened,
      happen: async (bench, reference) => (await disputed(bench, reference)).dispute,
    },
    {
      event: payments.events.disputeClosed,
      happen: async (bench, reference) => {
        const { dispute } = await disputed(bench, reference)
        await bench.act('close-dispute', { dispute, outcome: 'lost' })
        return dispute
      },
    },
    {
      event: payments.events.payoutPaid,
      happen: async (bench, reference) => (await paidOut(bench, reference)).id,
    },
  ],
})
