import { Instant } from '@gantry/canonical/fields'
import { Money } from '@gantry/canonical/money'
import { OrderStage } from '@gantry/canonical/order'
import { defineContract, get, page, post, z } from '@gantry/core/contract'
import { operations } from '@gantry/operations/contract'
import { OrderRow, TrailDocument } from '@gantry/order-trail/contract'

const asked = operations.operations
const Exceptions = asked.listExceptions.returns.shape.items
const Runs = asked.listRuns.returns.shape.items
const TeamCounts = asked.countRuns.returns.shape.exceptions

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
  version: '1.4.0',
  tier: 'experience',
  title: 'Control tower',
  description: 'Every order from quote to cash: where it is, what is stuck, why, who owns it, and how it goes on.',
  owner: 'finance-operations',
  contact: 'finance-operations@example.com',
  criticality: 'standard',
  lifecycle: 'active',
  audience: 'internal',
  objectives: { availabilityPercent: 99.9, p95Ms: 1000 },
  changelog: {
    '1.0.0': 'Orders, runs and exceptions.',
    '1.1.0': 'Approvals, signals and restarts.',
    '1.2.0': 'Dead letters, and exceptions and dead letters in bulk.',
    '1.3.0': 'The audit log.',
    '1.4.0': 'The partner of an order.',
  },
  operations: {
    getOverview: get('/overview', {
      summary: 'Orders by stage with their amounts, and open exceptions and dead letters by team.',
      returns: z
        .object({ stages: z.array(StageTotal), exceptions: TeamCounts, deadLetters: TeamCounts, at: Instant })
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
          runs: Runs,
          exceptions: Exceptions,
        })
        .openapi('OrderTrail'),
    }),
    listRuns: get('/runs', {
      summary: 'List runs, newest first.',
      query: asked.listRuns.query,
      returns: asked.listRuns.returns,
    }),
    getRun: get('/runs/{id}', {
      summary: 'Read a run with its input, its steps, its waits and its place in its order.',
      returns: asked.getRun.returns,
    }),
    cancelRun: post('/runs/{id}/cancellation', {
      summary: 'Stop a run and undo what it did.',
      body: asked.cancelRun.body,
      returns: asked.cancelRun.returns,
    }),
    restartRun: post('/runs/{id}/restart', {
      summary: 'Have a run done again from a step on.',
      body: asked.restartRun.body,
      returns: asked.restartRun.returns,
    }),
    signalRun: post('/runs/{id}/signals', {
      summary: 'Tell a run something that its flow declares.',
      body: asked.signalRun.body,
      returns: asked.signalRun.returns,
    }),
    listApprovals: get('/approvals', {
      summary: 'List approvals, the latest asked first.',
      query: asked.listApprovals.query,
      returns: asked.listApprovals.returns,
    }),
    decideApproval: post('/approvals/{id}/decision', {
      summary: 'Approve or reject what a run asks.',
      body: asked.decideApproval.body,
      returns: asked.decideApproval.returns,
    }),
    listExceptions: get('/exceptions', {
      summary: 'List exceptions, newest first.',
      query: asked.listExceptions.query,
      returns: asked.listExceptions.returns,
    }),
    previewException: post('/exceptions/{id}/preview', {
      summary: 'Tell what a resolution would do, or why it would be refused.',
      safe: true,
      body: asked.previewException.body,
      returns: asked.previewException.returns,
    }),
    resolveException: post('/exceptions/{id}/resolution', {
      summary: 'Resolve an exception and resume its run.',
      body: asked.resolveException.body,
      returns: asked.resolveException.returns,
    }),
    listDeadLetters: get('/dead-letters', {
      summary: 'List dead letters, newest first.',
      query: asked.listDeadLetters.query,
      returns: asked.listDeadLetters.returns,
    }),
    resolveDeadLetter: post('/dead-letters/{id}/resolution', {
      summary: 'Replay a dead letter, as it is or put right, or give it up.',
      body: asked.resolveDeadLetter.body,
      returns: asked.resolveDeadLetter.returns,
    }),
    startBulk: post('/bulks', {
      summary: 'Resolve many exceptions or dead letters by one decision.',
      body: asked.startBulk.body,
      returns: asked.startBulk.returns,
      status: 202,
      idempotent: true,
    }),
    listActs: get('/acts', {
      summary: 'List what people and machines did, the latest first.',
      query: asked.listActs.query,
      returns: asked.listActs.returns,
    }),
    getBulk: get('/bulks/{id}', { summary: 'Tell how far a bulk has come.', returns: asked.getBulk.returns }),
  },
})
