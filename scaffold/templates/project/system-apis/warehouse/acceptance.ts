import { type Bench, defineAcceptance } from '@gantry/core/acceptance/acceptance'
import { warehouse } from './contract.ts'

const reservation = (reference: string) => ({ reference, body: { sku: 'BOLT-8', quantity: 2 } })

async function reserved(bench: Bench, reference: string) {
  await bench.call('reserveStock', reservation(reference))
  return { reference }
}

/** What proves a warehouse's connector. Its sandbox offers the action `stock`: goods arrive. */
export default defineAcceptance(warehouse, {
  prepare: async (bench) => void (await bench.act('stock', { sku: 'BOLT-8', quantity: 100_000 })),
  trials: {
    reserveStock: {
      input: (_, reference) => reservation(reference),
      makes: 'reservation',
    },
    getReservation: { input: reserved },
    releaseStock: { input: reserved },
  },
})
