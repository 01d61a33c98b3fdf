import { randomUUID } from 'node:crypto'
import { IntegrationError } from '@gantry/core/errors'
import type { OpenException } from '@gantry/operations/contract'
import { ATTACK, at, minutesAgo, money, orders, trails } from './orders.fixture.ts'

export type Landscape = {
  exceptions: OpenException[]
  resolutions: unknown[]
  asked: string[]
  refuse: IntegrationError | undefined
}

const exception = (
  subject: string,
  code: string,
  team: string,
  step: string,
  sentence: string,
  detail: string,
  opened: number,
): OpenException => ({
  id: randomUUID(),
  run: randomUUID(),
  flow: step === 'validate' ? 'order-activation' : 'invoice-posting',
  runKey: `in_${subject}`,
  subject,
  step,
  item: '',
  phase: 'do',
  code,
  kind: 'data',
  sentence,
  detail,
  team,
  correlation: randomUUID(),
  state: 'open',
  openedAt: minutesAgo(opened),
  dueAt: minutesAgo(opened - 24 * 60),
})

const untouched = (): Landscape => ({
  resolutions: [],
  asked: [],
  refuse: undefined,
  exceptions: [
    exception(
      'Q-00062',
      'tax-mapping-missing',
      'tax',
      'tax',
      'There is no tax code for product SEAT-PRO in Norway.',
      'AvaTax 300: TaxCodeNotFound for itemCode SEAT-PRO',
      9,
    ),
    exception(
      'Q-00063',
      'period-closed',
      'general-ledger',
      'receivable',
      'The period 2026-10 is closed in the ledger.',
      'NetSuite USER_ERROR: period Oct 2026 is locked for A/R',
      14,
    ),
    exception(
      'Q-00067',
      'tax-address-missing',
      'tax',
      'address',
      `${ATTACK} has no address to file the tax by.`,
      ATTACK,
      1500,
    ),
  ],
})

/** The process APIs with canned answers, and a memory of what was asked of them; `reset` clears it. */
export function landscape() {
  const memory = untouched()
  const found = (search = '') =>
    orders.filter(
      (order) =>
        `${order.reference} ${order.customerName} ${order.correlation}`.includes(search) ||
        (order.reference === 'Q-00057' && search === 'PYMT2231'),
    )
  const orderTrail = {
    listOrders: async ({ query }: { query: { search?: string; stage?: string; cursor?: string; limit: number } }) => {
      memory.asked.push(JSON.stringify(query))
      const all = found(query.search).filter(({ stage }) => !query.stage || stage === query.stage)
      const from = Number(query.cursor ?? 0)
      const items = all.slice(from, from + query.limit)
      return { items, ...(from + query.limit < all.length && { next: String(from + query.limit) }) }
    },
    getTrail: async ({ identifier }: { identifier: string }) => {
      const order = found(identifier)[0]
      if (order) return { order, documents: trails[order.reference] ?? [] }
      throw new IntegrationError('no-such-order', `Nothing is called ${identifier}.`, { kind: 'data', status: 404 })
    },
    summarize: async () => ({
      items: [...Map.groupBy(orders, (order) => `${order.stage} ${order.legalEntity} ${order.currency}`).values()].map(
        (same) => {
          const { stage, legalEntity, currency } = same[0]!
          const total = (field: 'gross' | 'open') => {
            const cents = same.reduce((sum, order) => sum + Math.round(Number(order[field]!.amount) * 100), 0)
            return money(currency!, currency === 'JPY' ? String(cents / 100) : (cents / 100).toFixed(2))
          }
          return {
            stage,
            legalEntity: legalEntity!,
            currency: currency!,
            orders: same.length,
            gross: total('gross'),
            open: total('open'),
          }
        },
      ),
    }),
  }
  const open = () => memory.exceptions.filter(({ state }) => state === 'open')
  const run = (subject: string) => ({
    id: randomUUID(),
    version: 1,
    subject,
    correlation: 'x',
    createdAt: at(0),
    updatedAt: at(1900),
  })
  const operations = {
    listRuns: async ({ query }: { query: { subject: string } | { subject?: never; correlation: string } }) => ({
      items:
        query.subject === undefined
          ? []
          : [
              { ...run(query.subject), flow: 'order-activation', key: query.subject, state: 'completed' },
              { ...run(query.subject), flow: 'invoice-posting', key: 'in_1QvTzAKb7uYh2c9dE3', state: 'completed' },
              { ...run(query.subject), flow: 'order-status', key: `${query.subject}:activated`, state: 'completed' },
              {
                ...run(query.subject),
                flow: 'order-status',
                key: `${query.subject}:invoiced:in_1QvTzAKb7uYh2c9dE3`,
                state: 'completed',
              },
            ],
    }),
    getRun: async ({ id }: { id: string }) => {
      const { subject } = memory.exceptions.find((each) => each.run === id)!
      const input = { id: `in_${subject}`, order: subject, currency: 'EUR', legalEntity: 'EMEA' }
      return {
        ...run(subject!),
        id,
        flow: 'invoice-posting',
        key: 'k',
        state: 'held',
        input,
        steps: [],
        exceptions: [],
      }
    },
    listExceptions: async ({
      query,
    }: {
      query: { state: string; team?: string; code?: string; subject?: string }
    }) => ({
      items: memory.exceptions.filter((each) =>
        (['state', 'team', 'code', 'subject'] as const).every((field) => !query[field] || each[field] === query[field]),
      ),
    }),
    getException: async ({ id }: { id: string }) => memory.exceptions.find((each) => each.id === id)!,
    resolveException: async ({
      id,
      body,
    }: {
      id: string
      body: { resolution: { action: string }; reason: string }
    }) => {
      if (memory.refuse) throw memory.refuse
      memory.resolutions.push({ id, body })
      const resolved = {
        ...memory.exceptions.find((each) => each.id === id)!,
        state: 'resolved' as const,
        resolution: body.resolution.action,
        resolvedBy: 'developer',
        reason: body.reason,
        resolvedAt: new Date().toISOString(),
      }
      memory.exceptions = memory.exceptions.map((each) => (each.id === id ? resolved : each))
      return resolved
    },
    countRuns: async () => ({
      runs: [],
      exceptions: [...Map.groupBy(open(), ({ team }) => team)].map(([team, same]) => ({ team, count: same.length })),
    }),
  }
  return { memory, reset: () => Object.assign(memory, untouched()), ports: { orderTrail, operations } }
}
