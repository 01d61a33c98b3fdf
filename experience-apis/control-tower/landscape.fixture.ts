import { randomUUID } from 'node:crypto'
import { IntegrationError } from '@gantry/core/errors'
import type { OpenException } from '@gantry/operations/contract'
import { deadLetter, type Letter } from './dead-letters.fixture.ts'
import { ATTACK, at, minutesAgo, money, orders, trails } from './orders.fixture.ts'

type Asked = { id: string; state: string; decidedBy?: string; decidedAt?: string; reason?: string; ask: string }

export type Landscape = {
  exceptions: OpenException[]
  letters: Letter[]
  resolutions: unknown[]
  approvals: Asked[]
  interventions: object[]
  bulks: unknown[]
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
  approvals: [
    {
      ...{ id: randomUUID(), run: randomUUID(), flow: 'order-activation', runKey: 'Q-00061', subject: 'Q-00061' },
      ...{ step: 'discount', item: '', team: 'finance', ask: 'May Q-00061 have 40% off?', detail: { note: ATTACK } },
      ...{ fourEyes: true, starter: 'sam', correlation: randomUUID(), state: 'pending' },
      ...{ askedAt: minutesAgo(20), dueAt: minutesAgo(-600) },
    } as Asked,
  ],
  interventions: [],
  bulks: [],
  letters: [deadLetter('41', 'grey', 30), deadLetter('42', ATTACK, 45)],
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

/** What stopped a payment of Q-00058: it is about no order. */
const PAYMENT = {
  run: randomUUID(),
  exception: {
    ...exception(
      'Q-00058',
      'customer-on-hold',
      'accounts-receivable',
      'cash',
      'The payment could not be booked.',
      'x',
      5,
    ),
    flow: 'payment-application',
  },
}

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
  const ofPayment = {
    ...{ id: PAYMENT.run, version: 1, flow: 'payment-application', key: 'pi_3QvUb2Lk9xW1z7Qe', state: 'held' },
    ...{ correlation: 'its own', createdAt: at(0), updatedAt: at(1900) },
  }
  const resolved = (id: string, action: string, reason: string) => {
    const found = { ...memory.exceptions.find((each) => each.id === id)!, state: 'resolved' as const }
    const done = { ...found, resolution: action, resolvedBy: 'developer', reason, resolvedAt: new Date().toISOString() }
    memory.exceptions = memory.exceptions.map((each) => (each.id === id ? done : each))
    return done
  }
  const operations = {
    listActs: async ({
      query: { by, cursor = '0', limit },
    }: {
      query: { by?: string; cursor?: string; limit: number }
    }) => {
      const all = Array.from({ length: 70 }, (_, place) => ({
        id: `6f0e2a1c-0000-4000-8000-0000000000${String(place).padStart(2, '0')}`,
        at: at(0),
        action: 'exception.resolved',
        by: place < 69 ? 'bert' : 'anna',
        reason: `Reason ${place + 1}`,
        seq: 70 - place,
      })).filter((act) => by === undefined || act.by === by)
      const to = Number(cursor) + limit
      return { items: all.slice(Number(cursor), to), ...(to < all.length && { next: String(to) }) }
    },
    listRuns: async ({ query }: { query: { subject?: string; key?: string; state?: string; flow?: string } }) => {
      if (query.key === ofPayment.key) return { items: [ofPayment] }
      if (query.subject === undefined && (query as { correlation?: string }).correlation) return { items: [] }
      const subject = query.subject ?? 'Q-00057'
      const invoiced = { ...run(subject), flow: 'invoice-posting', key: 'in_1QvTzAKb7uYh2c9dE3', state: 'completed' }
      const blockedBy = { id: invoiced.id, key: invoiced.key, state: 'held' }
      return {
        items: [
          { ...run(subject), flow: 'order-activation', key: subject, state: 'completed' },
          { ...invoiced },
          { ...run(subject), flow: 'order-status', key: `${subject}:activated`, state: 'completed' },
          { ...run(subject), flow: 'order-status', key: `${subject}:invoiced`, state: 'blocked', blockedBy },
        ].filter(({ state }) => !query.state || state === query.state),
      }
    },
    getRun: async ({ id }: { id: string }) => {
      const exceptions = memory.exceptions.filter((each) => each.run === id)
      const { subject } = exceptions[0]!
      const step = { item: '', kind: 'step', attempts: 1, startedAt: at(0), finishedAt: at(310) }
      return {
        ...run(subject!),
        ...{
          id,
          flow: 'invoice-posting',
          key: `in_${subject}`,
          state: 'held',
          principal: 'event:billing',
          revision: 0,
        },
        input: { id: `in_${subject}`, order: subject, currency: 'EUR', legalEntity: 'EMEA' },
        ...{ orderedBy: 'ACC-1000', ahead: 0, waits: [] },
        behind: [{ id: randomUUID(), key: 'in_next', state: 'blocked' }],
        steps: [
          { ...step, step: 'customer', state: 'done', result: { id: '2217', name: ATTACK } },
          {
            ...{ ...step, step: 'tax', state: 'held', attempts: 3 },
            error: { code: 'tax-mapping-missing', message: exceptions[0]!.sentence },
          },
        ],
        exceptions,
        approvals: memory.approvals,
        interventions: memory.interventions,
        exchanges: [],
      }
    },
    cancelRun: async ({ id, body }: { id: string; body: object }) => {
      memory.resolutions.push({ id, body: body as never })
      memory.interventions = [{ id: '1', action: 'cancel', by: 'developer', reason: 'Not wanted.', at: at(1) }]
      return { ...run('Q-00057'), id, flow: 'invoice-posting', key: 'in', state: 'queued' }
    },
    restartRun: async ({ id, body }: { id: string; body: object }) => {
      memory.resolutions.push({ id, body: body as never })
      return { ...run('Q-00057'), id, flow: 'invoice-posting', key: 'in', state: 'queued' }
    },
    listApprovals: async ({ query }: { query: { state: string } }) => ({
      items: memory.approvals.filter(({ state }) => state === query.state),
    }),
    decideApproval: async ({ id, body }: { id: string; body: { decision: string; reason: string } }) => {
      if (memory.refuse) throw memory.refuse
      const { decision: state, reason } = body
      const decided = { ...memory.approvals.find((one) => one.id === id)!, state, reason, decidedBy: 'developer' }
      memory.approvals = [{ ...decided, decidedAt: at(0) }]
      return decided
    },
    listExceptions: async ({ query }: { query: Record<string, string> }) => {
      if (query.run !== undefined) {
        const items = query.run === PAYMENT.run && query.state === 'open' ? [PAYMENT.exception] : []
        return { items, total: items.length }
      }
      const items = memory.exceptions.filter(
        (each) =>
          (['state', 'team', 'code', 'subject', 'flow'] as const).every(
            (field) => !query[field] || each[field] === query[field],
          ) &&
          (!query.text || `${each.sentence} ${each.detail} ${each.subject}`.includes(query.text)) &&
          (!query.openedBefore || each.openedAt < query.openedBefore),
      )
      return { items, total: items.length }
    },
    getException: async ({ id }: { id: string }) => memory.exceptions.find((each) => each.id === id)!,
    previewException: async ({
      id,
      body: { resolution },
    }: {
      id: string
      body: { resolution: { input?: unknown } }
    }) => {
      const exception = memory.exceptions.find((each) => each.id === id)!
      const change = resolution.input === undefined ? {} : { before: { currency: 'EUR' }, after: resolution.input }
      return { exception, input: {}, change, state: 'queued', done: [{ step: 'customer', item: '' }] }
    },
    resolveException: async ({
      id,
      body,
    }: {
      id: string
      body: { resolution: { action: string }; reason: string }
    }) => {
      if (memory.refuse) throw memory.refuse
      memory.resolutions.push({ id, body })
      return resolved(id, body.resolution.action, body.reason)
    },
    listDeadLetters: async ({ query }: { query: { state: string; text?: string } }) => {
      const items = memory.letters.filter(
        ({ state, data }) => state === query.state && (!query.text || JSON.stringify(data).includes(query.text)),
      )
      return { items, total: items.length }
    },
    resolveDeadLetter: async ({
      id,
      body,
    }: {
      id: string
      body: { resolution: { action: string; data?: unknown } }
    }) => {
      memory.resolutions.push({ id, body })
      const letter = memory.letters.find((each) => each.id === id)!
      Object.assign(letter, { state: 'due', resolvedBy: 'developer', resolution: body.resolution.action })
      return letter
    },
    startBulk: async ({ body }: { body: Record<string, unknown> }) => {
      memory.bulks.push(body)
      return bulkOf(body as never, 'running')
    },
    getBulk: async () => {
      const asked = memory.bulks.at(-1) as { of: string; filter: { ids?: string[] }; resolution: { action: string } }
      const ids = asked.filter.ids
      if (asked.of === 'exceptions')
        for (const { id } of open()) if (!ids || ids.includes(id)) resolved(id, asked.resolution.action, 'in bulk')
      for (const letter of memory.letters) if (asked.of !== 'exceptions') letter.state = 'replayed'
      return bulkOf(asked, 'completed')
    },
    countRuns: async () => ({
      runs: [],
      exceptions: [...Map.groupBy(open(), ({ team }) => team)].map(([team, same]) => ({ team, count: same.length })),
      deadLetters: [{ team: 'platform', count: memory.letters.filter(({ state }) => state === 'open').length }],
    }),
  }
  const bulkId = randomUUID()
  const bulkOf = (
    { of, filter, resolution }: { of: string; filter: { ids?: string[] }; resolution: { action: string } },
    state: string,
  ) => {
    const total = filter.ids?.length ?? 3
    return {
      ...{ id: bulkId, of, action: resolution.action, reason: 'in bulk', by: 'developer', at: at(0), state, total },
      ...{ resolved: state === 'completed' ? total : 0, refused: 0, replaying: 0, refusals: [] },
    }
  }
  return { memory, reset: () => Object.assign(memory, untouched()), ports: { orderTrail, operations } }
}
