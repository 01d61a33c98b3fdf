import { type Bench, defineAcceptance } from '@gantry/core/acceptance/acceptance'
import { cpq } from './contract.ts'

const PRODUCT = { name: 'Chai', currency: 'EUR', listPrice: '18', charge: 'one-off' }
const CUSTOMER = 'ALFKI'
const PARTNER = 'RATTC'
const line = { sku: 'CHAI', description: 'Chai', charge: 'one-off', quantity: '2', unitPrice: '15.00', discount: '0' }
const QUOTE = {
  ...{ customer: CUSTOMER, legalEntity: 'EMEA', currency: 'EUR', priceBasis: 'net', quotedOn: '2026-03-01' },
  state: 'accepted',
  lines: [{ id: '1', ...line }],
}

const quoted = (bench: Bench, reference: string) => bench.call('upsertQuote', { reference, body: QUOTE })

/**
 * What proves a CPQ connector. Its sandbox offers the actions `customer` (sales enters a customer) and `order` (sales
 * writes a quote that is accepted; with `ordered: false` it stays at that).
 */
export default defineAcceptance(cpq, {
  prepare: async (bench) => {
    await bench.act('customer', { reference: CUSTOMER, name: 'Alfreds Futterkiste' })
    await bench.call('upsertProduct', { sku: 'CHAI', body: PRODUCT })
  },
  trials: {
    getQuote: {
      input: async (bench, reference) => {
        await quoted(bench, reference)
        return { reference }
      },
    },
    upsertQuote: {
      input: (_, reference) => ({ reference, body: QUOTE }),
      makes: 'quote',
      altered: (input: { body: object }) => ({
        ...input,
        body: { ...input.body, lines: [{ ...line, id: '1', quantity: '3' }] },
      }),
    },
    listQuotes: {
      input: async (bench, reference) => {
        await bench.act('customer', { reference: PARTNER, name: 'Rattlesnake Canyon Grocery' })
        await bench.call('upsertQuote', { reference, body: { ...QUOTE, partner: PARTNER } })
        return { query: { partners: PARTNER } }
      },
    },
    orderQuote: {
      input: async (bench, reference) => {
        await quoted(bench, reference)
        return { reference }
      },
      makes: 'order',
    },
    getProduct: { input: () => ({ sku: 'CHAI' }) },
    listProducts: {
      input: () => ({ query: { limit: 10 } }),
      grow: async (bench, reference, count) => {
        for (let n = 0; n < count; n++) await bench.call('upsertProduct', { sku: `${reference}-${n}`, body: PRODUCT })
      },
    },
    upsertProduct: {
      input: (_, reference) => ({ sku: reference, body: PRODUCT }),
      makes: 'product',
      altered: (input: { body: object }) => ({ ...input, body: { ...input.body, name: 'Green tea' } }),
    },
  },
  happenings: [
    {
      event: cpq.events.quoteAccepted,
      happen: async (bench, reference) => {
        await bench.act('order', { reference, ordered: false })
        return reference
      },
    },
  ],
})
