import { IntegrationError } from '@gantry/core/errors'
import type { RunSummary } from '@gantry/core/flow/runs'
import { defineProcess } from '@gantry/core/process'
import { type OrderReservation, stockReservation } from './contract.ts'
import { stockReservationFlow } from './flow.ts'

export default defineProcess({
  contract: stockReservation,
  uses: {},
  flows: [stockReservationFlow],

  serve: ({ engine }) => ({
    reserveOrder: async ({ body }, call) => reservationOf(await engine.start(stockReservationFlow, body, call)),
    getOrder: async ({ order }, call) => {
      const run = await engine.find(stockReservationFlow, order, call)
      if (run) return reservationOf(run)
      throw new IntegrationError('no-such-order', `Nothing was ever set aside for ${order}.`, {
        kind: 'data',
        status: 404,
      })
    },
  }),
})

const reservationOf = ({ id, key, state, error }: RunSummary): OrderReservation => ({
  order: key,
  run: id,
  state,
  ...(error && { reason: error.message }),
})
