import { Reference } from '@gantry/canonical/fields'
import { OrderStage } from '@gantry/canonical/order'
import { defineContract, event, z } from '@gantry/core/contract'

export const StatusTold = z
  .object({
    order: Reference,
    stage: OrderStage,
    message: z.string(),
    correlation: z.string(),
  })
  .openapi('StatusTold')

/** Tells the CRM where each order stands. */
export const orderStatus = defineContract({
  name: 'order-status',
  version: '1.0.0',
  tier: 'process',
  title: 'Order status',
  description: 'Writes every change of an order back to the CRM, in order, with the reason where it stopped.',
  owner: 'sales-operations',
  contact: 'sales-operations@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 500 },
  changelog: { '1.0.0': 'First published.' },
  operations: {},
  events: {
    statusTold: event(StatusTold, { key: (data) => data.order, summary: 'The CRM was told where an order stands.' }),
  },
})
