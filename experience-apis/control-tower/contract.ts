import { Instant } from '@gantry/canonical/fields'
import { Money } from '@gantry/canonical/money'
import { OrderStage } from '@gantry/canonical/order'
import { defineContract, get, page, post, z } from '@gantry/core/contract'
import {
  ExceptionCount,
  ExceptionPage,
  ExceptionResolution,
  OpenException,
  operations,
  Run,
} from '@gantry/operations/contract'
import { OrderRow, TrailDocument } from '@gantry/order-trail/contract'

const StageTotal = z
  .object({
    stage: OrderStage,
    orders: z.int(),
    amounts: z.array(
      z.object({ legalEntity: z.string(), orders: z.int(), gross: Money.optional(), open: Money.optional() }),
    ),
  })
  .openapi('StageTotal')

/** What people in finance and sales operations look at. */
export const controlTower = defineContract({
  name: 'control-tower',
  version: '1.0.0',
  tier: 'experience',
  title: 'Control tower',
  description: 'Every order from quote to cash: where it is, what is stuck, why, who owns it, and how it goes on.',
  owner: 'finance-operations',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    getOverview: get('/overview', {
      summary: 'Orders by stage with their amounts, and open exceptions by team.',
      returns: z
        .object({ stages: z.array(StageTotal), exceptions: z.array(ExceptionCount), at: Instant })
        .openapi('Overview'),
    }),
    listOrders: get('/orders', {
      summary: 'List orders, the latest change first; any identifier of any document finds its order.',
      query: z.object({
        stage: OrderStage.optional(),
        search: z.string().max(120).optional(),
        cursor: z.string().optional(),
        limit: z.coerce.number<number>().int().min(1).max(200).default(50),
      }),
      returns: page(OrderRow).openapi('OrderPage'),
    }),
    getTrail: get('/trails/{identifier}', {
      summary: 'The trail of one order across all systems, its runs and its exceptions.',
      returns: z
        .object({
          order: OrderRow,
          documents: z.array(TrailDocument),
          runs: z.array(Run),
          exceptions: z.array(OpenException),
        })
        .openapi('OrderTrail'),
    }),
    getRun: get('/runs/{id}', {
      summary: 'Read a run with its input and its steps: what an edit starts from.',
      returns: operations.operations.getRun.returns,
    }),
    listExceptions: get('/exceptions', {
      summary: 'List exceptions, newest first.',
      query: z.object({
        state: z.enum(['open', 'resolved']).default('open'),
        team: z.string().optional(),
        code: z.string().optional(),
        cursor: z.string().optional(),
      }),
      returns: ExceptionPage,
    }),
    resolveException: post('/exceptions/{id}/resolution', {
      summary: 'Resolve an exception and resume its run.',
      body: ExceptionResolution,
      returns: OpenException,
    }),
  },
})
