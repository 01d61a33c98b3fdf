import { defineFlow } from '@gantry/core/flow'
import { warehouse } from '../../system-apis/warehouse/contract.ts'
import { ReservedOrder, stockReservation } from './contract.ts'

/** Each line once, whatever fails; where one is refused for good, those before it are given back. */
export const stockReservationFlow = defineFlow({
  name: 'stock-reservation',
  version: 1,
  team: 'logistics',
  input: ReservedOrder,
  key: ({ order }) => order,
  about: ({ order }) => order,
  uses: { warehouse },

  async run({ order, lines }, { step, emit, warehouse }) {
    const reservations: string[] = []
    for (const { sku, quantity } of lines) {
      const reference = `${order}:${sku}`
      const { id } = await step(
        'reserve',
        (call) => warehouse.reserveStock({ reference, body: { sku, quantity } }, call),
        (_, call) => warehouse.releaseStock({ reference }, call),
        { item: sku, refused: 'throw' },
      )
      reservations.push(id)
    }
    await emit('reserved', stockReservation.events.stockReserved, { order, reservations })
    return { reservations }
  },
})
