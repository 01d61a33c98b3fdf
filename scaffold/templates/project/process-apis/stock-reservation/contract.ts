import { Reference } from '@gantry/canonical/fields'
import { defineContract, event, get, post, z } from '@gantry/core/contract'

export const ReservedOrder = z
  .strictObject({
    order: Reference,
    lines: z
      .array(z.strictObject({ sku: z.string().min(1).max(60), quantity: z.int().positive() }))
      .min(1)
      .max(200),
  })
  .openapi('ReservedOrder', { description: 'An order, and the stock it needs; each article on one line.' })
export type ReservedOrder = z.output<typeof ReservedOrder>

export const OrderReservation = z
  .object({
    order: Reference,
    run: z.uuid(),
    state: z.string().openapi({ description: 'Of the run: `completed` once everything is set aside.' }),
    reason: z.string().optional().openapi({ description: 'Why it stopped.' }),
  })
  .openapi('OrderReservation')
export type OrderReservation = z.output<typeof OrderReservation>

export const StockReserved = z.object({ order: Reference, reservations: z.array(z.string()) }).openapi('StockReserved')

export const stockReservation = defineContract({
  name: 'stock-reservation',
  version: '1.0.0',
  tier: 'process',
  title: 'Stock reservation',
  description: 'Sets everything aside that an order needs, or nothing.',
  owner: 'logistics',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    reserveOrder: post('/orders', {
      summary: 'Set aside what an order needs; asking again gives the same reservation.',
      body: ReservedOrder,
      returns: OrderReservation,
      status: 202,
      idempotent: true,
    }),
    getOrder: get('/orders/{order}', { summary: 'Read where a reservation stands.', returns: OrderReservation }),
  },
  events: {
    stockReserved: event(StockReserved, { key: ({ order }) => order }),
  },
})
