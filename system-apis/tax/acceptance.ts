import { type Bench, defineAcceptance } from '@gantry/core/acceptance/acceptance'
import { tax } from './contract.ts'

const legalEntity = 'EMEA'
const eur = (amount: string) => ({ currency: 'EUR', amount })
const line = { id: '1', sku: 'CHAI', quantity: '2', amount: eur('30.00'), taxIncluded: false }

const request = (reference: string) => ({
  body: {
    ...{ reference, order: `O-${reference}`, legalEntity, customer: 'ALFKI', currency: 'EUR', date: '2026-03-02' },
    shipTo: { street: 'Obere Str. 57', city: 'Berlin', postalCode: '12209', country: 'DE' },
    lines: [line],
  },
})

async function filed(bench: Bench, reference: string) {
  await bench.call('commitTax', request(reference))
  return { legalEntity, reference }
}

/** What proves a tax connector. Its sandbox offers the actions `company` (companies are set up) and `rates`. */
export default defineAcceptance(tax, {
  prepare: async (bench) => {
    await bench.act('company', { companies: [legalEntity] })
    await bench.act('rates', { company: legalEntity, rate: '0.19' })
  },
  trials: {
    calculateTax: { input: (_, reference) => request(reference) },
    commitTax: {
      input: (_, reference) => request(reference),
      makes: 'tax',
      altered: (input: { body: object }) => ({
        ...input,
        body: { ...input.body, lines: [{ ...line, amount: eur('60.00') }] },
      }),
    },
    getTaxDocument: { input: filed },
    voidTax: { input: filed },
  },
})
