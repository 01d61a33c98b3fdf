import { type Bench, defineAcceptance } from '@gantry/core/acceptance/acceptance'
import { billing } from './contract.ts'

const CUSTOMER = { name: 'Alfreds Futterkiste', email: 'maria@alfreds.example' }
const eur = (amount: string) => ({ currency: 'EUR', amount })
const line = {
  ...{ id: '1', sku: 'CHAI', description: 'Chai', quantity: '2' },
  ...{ net: eur('30.00'), tax: eur('5.70'), gross: eur('35.70') },
}
const doubled = { ...line, net: eur('60.00'), tax: eur('11.40'), gross: eur('71.40') }

const customerOf = async (bench: Bench, reference: string) =>
  String((await bench.call('upsertCustomer', { reference: `C-${reference}`, body: CUSTOMER })).id)

async function invoice(bench: Bench, reference: string, order = reference) {
  const customer = await customerOf(bench, reference)
  return {
    body: {
      ...{ reference, order, customer, legalEntity: 'EMEA', currency: 'EUR', dueDays: 30 },
      lines: [line],
    },
  }
}

async function subscription(bench: Bench, reference: string) {
  const customer = await customerOf(bench, reference)
  return {
    body: {
      ...{ reference, order: reference, customer, legalEntity: 'EMEA', currency: 'EUR', dueDays: 30 },
      startsOn: new Date().toISOString().slice(0, 10),
      recurring: [{ ...line, term: { unit: 'month', count: 1 } }],
      oneOff: [],
    },
  }
}

const drafted = async (bench: Bench, reference: string, order?: string) => ({
  id: String((await bench.call('createInvoice', await invoice(bench, reference, order))).id),
})
const subscribed = async (bench: Bench, reference: string) => ({
  id: String((await bench.call('createSubscription', await subscription(bench, reference))).id),
})
async function finalized(bench: Bench, reference: string) {
  const draft = await drafted(bench, reference)
  await bench.call('finalizeInvoice', draft)
  return draft
}

const METER = 'api_calls'

async function creditNote(bench: Bench, reference: string) {
  const { id } = await finalized(bench, `${reference}-I`)
  const { net, tax, gross } = line
  return { body: { reference, invoice: id, reason: 'order-change', lines: [{ line: '1', net, tax, gross }] } }
}

const credited = async (bench: Bench, reference: string) => ({
  id: String((await bench.call('createCreditNote', await creditNote(bench, reference))).id),
})

const usage = async (bench: Bench, reference: string) => ({
  body: {
    reference,
    ...{ customer: await customerOf(bench, reference), meter: METER, quantity: '42.5' },
    at: new Date().toISOString(),
  },
})

type Draft = { body: object }

/** What proves a billing connector. Its sandbox offers the action `meter` (a meter by this name is set up), and
 * `delete-customer` (people delete the one of a `reference`). */
export default defineAcceptance(billing, {
  prepare: async (bench) => {
    await bench.act('meter', { event: METER })
  },
  trials: {
    upsertCustomer: {
      input: (_, reference) => ({ reference, body: CUSTOMER }),
      makes: 'customer',
      altered: (input: Draft) => ({ ...input, body: { ...input.body, name: 'Another name' } }),
    },
    createSubscription: {
      input: subscription,
      makes: 'subscription',
      altered: (input: Draft) => ({
        ...input,
        body: { ...input.body, recurring: [{ ...doubled, term: { unit: 'month', count: 1 } }] },
      }),
    },
    getSubscription: { input: subscribed },
    cancelSubscription: { input: subscribed },
    createInvoice: {
      input: (bench, reference) => invoice(bench, reference),
      makes: 'draft',
      altered: (input: Draft) => ({ ...input, body: { ...input.body, lines: [doubled] } }),
    },
    checkAmount: { input: () => ({ query: { currency: 'EUR', amount: '35.70' } }) },
    getInvoice: { input: (bench, reference) => finalized(bench, reference) },
    listInvoices: {
      input: async (bench, reference) => {
        await drafted(bench, `${reference}-0`, reference)
        return { query: { order: reference } }
      },
    },
    finalizeInvoice: { input: (bench, reference) => drafted(bench, reference) },
    voidInvoice: { input: (bench, reference) => finalized(bench, reference) },
    createCreditNote: {
      input: creditNote,
      makes: 'credit-note',
      altered: (input: Draft) => ({
        ...input,
        body: { ...input.body, lines: [{ line: '1', net: eur('10.00'), tax: eur('1.90'), gross: eur('11.90') }] },
      }),
    },
    getCreditNote: { input: credited },
    recordUsage: {
      input: usage,
      altered: (input: Draft) => ({ ...input, body: { ...input.body, quantity: '43' } }),
    },
  },
  happenings: [
    {
      event: billing.events.invoiceFinalized,
      happen: async (bench, reference) => (await finalized(bench, reference)).id,
    },
    {
      event: billing.events.invoiceVoided,
      happen: async (bench, reference) => {
        const { id } = await finalized(bench, reference)
        await bench.call('voidInvoice', { id })
        return id
      },
    },
    {
      event: billing.events.creditNoteIssued,
      happen: async (bench, reference) => (await credited(bench, reference)).id,
    },
    {
      event: billing.events.customerDeleted,
      deletes: true,
      happen: async (bench, reference) => {
        await customerOf(bench, reference)
        await bench.act('delete-customer', { reference: `C-${reference}` })
        return `C-${reference}`
      },
    },
  ],
})
