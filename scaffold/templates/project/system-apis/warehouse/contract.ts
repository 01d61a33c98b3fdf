import { Reference, SystemId } from '@gantry/canonical/fields'
import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import { defineContract, event, get, post, put, z } from '@gantry/core/contract'

export const ReservationDraft = z
  .strictObject({ sku: z.string().min(1).max(60), quantity: z.int().positive() })
  .openapi('ReservationDraft', { description: 'What is to be set aside, in whole pieces.' })

export const Reservation = z
  .object({
    id: SystemId,
    reference: Reference,
    ...ReservationDraft.shape,
    state: z.enum(['reserved', 'released']),
  })
  .openapi('Reservation')
export type Reservation = z.output<typeof Reservation>

/** What any warehouse can do for us; which one serves it stands in gantry.config.ts. */
export const warehouse = defineContract({
  name: 'warehouse',
  version: '1.0.0',
  tier: 'system',
  title: 'Warehouse',
  description: 'Sets stock aside for orders, and gives it back.',
  owner: 'logistics',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    reserveStock: put('/reservations/{reference}', {
      summary: 'Set stock aside under a reference; repeating it changes nothing.',
      body: ReservationDraft,
      returns: Reservation,
    }),
    getReservation: get('/reservations/{reference}', {
      summary: 'Read what is set aside under a reference.',
      returns: Reservation,
    }),
    releaseStock: post('/reservations/{reference}/release', {
      summary: 'Give the stock back; repeating it changes nothing.',
      returns: Reservation,
      idempotent: true,
    }),
  },
  events: {
    stockReleased: event(Reservation, { key: ({ reference }) => reference }),
  },
  acceptance: (): Promise<{ default: Acceptance }> => import('./acceptance.ts'),
})
