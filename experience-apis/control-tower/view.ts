import { defineView } from '@gantry/core/view'
import { operations } from '@gantry/operations/contract'
import { orderTrail } from '@gantry/order-trail/contract'
import { controlTower } from './contract.ts'

export default defineView({
  contract: controlTower,
  uses: { operations, orderTrail },
  page: new URL('./page/', import.meta.url),

  serve: ({ operations, orderTrail }) => ({
    getOverview: async (_, call) => {
      const [{ items }, { exceptions }] = await Promise.all([
        orderTrail.summarize({}, call),
        operations.countRuns({}, call),
      ])
      const stages = [...new Set(items.map((item) => item.stage))].map((stage) => {
        const rows = items.filter((item) => item.stage === stage)
        return {
          stage,
          orders: rows.reduce((count, row) => count + row.orders, 0),
          amounts: rows.map(({ legalEntity, orders, gross, open }) => ({
            legalEntity,
            orders,
            ...(gross && { gross }),
            ...(open && { open }),
          })),
        }
      })
      return { stages, exceptions, at: new Date().toISOString() }
    },
    listOrders: ({ query }, call) => orderTrail.listOrders({ query }, call),
    getTrail: async ({ identifier }, call) => {
      const { order, documents } = await orderTrail.getTrail({ identifier }, call)
      const query = { subject: order.reference }
      const [runs, open, resolved] = await Promise.all([
        operations.listRuns({ query }, call),
        operations.listExceptions({ query: { ...query, state: 'open' } }, call),
        operations.listExceptions({ query: { ...query, state: 'resolved' } }, call),
      ])
      return { order, documents, runs: runs.items, exceptions: [...open.items, ...resolved.items] }
    },
    getRun: ({ id }, call) => operations.getRun({ id }, call),
    listExceptions: ({ query }, call) => operations.listExceptions({ query }, call),
    resolveException: (input, call) => operations.resolveException(input, call),
  }),
})
