import { defineFlow } from '@gantry/core/flow'
import { base, debtor, invoice, order, PARENT, settle } from './flow.ts'

/** What a sale waits between its order and its invoice, in milliseconds. */
export const COOLING_MS = 8_000

/** As the first version, with a time to cool off. */
export const saleWithTimer = defineFlow({
  ...base,
  version: 1,
  run: async (sale, context) => {
    await debtor(sale, PARENT, context)
    await order(sale, context)
    await context.sleep('cooling-off', { within: { ms: COOLING_MS } })
    await invoice(sale, PARENT, context)
    await settle(sale, context)
  },
})
