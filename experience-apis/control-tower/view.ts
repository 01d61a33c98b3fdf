import { defineView } from '@gantry/core/view'
import { operations } from '@gantry/operations/contract'
import { orderTrail } from '@gantry/order-trail/contract'
import { controlTower } from './contract.ts'

export default defineView({
  contract: controlTower,
  uses: { operations, orderTrail },
  page: new URL('./page/', import.meta.url),
  // The page shows them beside what stopped. A link to docs/runbooks, so that they are packed with the view.
  assets: Object.fromEntries(
    ['engine', 'apis', 'vendors', 'business'].map((name) => [
      `runbooks/${name}.md`,
      new URL(`./runbooks/${name}.md`, import.meta.url),
    ]),
  ),

  serve: ({ operations, orderTrail }) => ({
    getOverview: async (_, call) => {
      const [{ items }, { exceptions, deadLetters }] = await Promise.all([
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
      return { stages, exceptions, deadLetters, at: new Date().toISOString() }
    },
    listOrders: ({ query }, call) => orderTrail.listOrders({ query }, call),
    getTrail: async ({ identifier }, call) => {
      const { order, documents } = await orderTrail.getTrail({ identifier }, call)
      const query = { subject: order.reference }
      const { correlation } = order
      const payments = documents.filter(({ kind }) => kind === 'payment')
      const [own, ofRequest, ...ofPayments] = await Promise.all([
        operations.listRuns({ query }, call),
        correlation ? operations.listRuns({ query: { correlation } }, call) : { items: [] },
        // A payment told of before its invoice began its run under a correlation id of its own.
        ...payments.map(({ id }) => operations.listRuns({ query: { flow: 'payment-application', key: id } }, call)),
      ])
      // A payment may settle several orders, so that its run is about none; runs about other orders are not shown here.
      const others = [ofRequest, ...ofPayments].flatMap(({ items }) => items.filter((run) => !run.subject))
      const runs = [...new Map([...own.items, ...others].map((run) => [run.id, run])).values()]
      runs.sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
      const exceptions = await Promise.all(
        (['open', 'resolved'] as const).flatMap((state) => [
          operations.listExceptions({ query: { ...query, state } }, call),
          // What stopped a payment is about no order, yet it keeps this one open.
          ...unique(others.map(({ id }) => id)).map((run) =>
            operations.listExceptions({ query: { run, state } }, call),
          ),
        ]),
      )
      return { order, documents, runs, exceptions: exceptions.flatMap(({ items }) => items) }
    },
    listRuns: ({ query }, call) => operations.listRuns({ query }, call),
    getRun: ({ id }, call) => operations.getRun({ id }, call),
    cancelRun: (input, call) => operations.cancelRun(input, call),
    restartRun: (input, call) => operations.restartRun(input, call),
    signalRun: (input, call) => operations.signalRun(input, call),
    listApprovals: ({ query }, call) => operations.listApprovals({ query }, call),
    decideApproval: (input, call) => operations.decideApproval(input, call),
    listExceptions: ({ query }, call) => operations.listExceptions({ query }, call),
    previewException: (input, call) => operations.previewException(input, call),
    resolveException: (input, call) => operations.resolveException(input, call),
    listDeadLetters: ({ query }, call) => operations.listDeadLetters({ query }, call),
    resolveDeadLetter: (input, call) => operations.resolveDeadLetter(input, call),
    startBulk: (input, call) => operations.startBulk(input, call),
    listActs: ({ query }, call) => operations.listActs({ query }, call),
    getBulk: ({ id }, call) => operations.getBulk({ id }, call),
  }),
})

const unique = (ids: string[]) => [...new Set(ids)]
