import { randomUUID } from 'node:crypto'
import { IntegrationError } from '@gantry/core/errors'
import type { OpenException } from '@gantry/operations/contract'
import type { OrderRow, TrailDocument } from '@gantry/order-trail/contract'

const minutesAgo = (minutes: number, ms = 0) => new Date(Date.now() - minutes * 60_000 + ms).toISOString()
const money = (currency: string, amount: string) => ({ currency, amount })

export const ATTACK = '<img src=x onerror="window.attacked=true">'

/** [reference, customer, entity, stage, currency, gross, open, minutes ago, message] */
type Line = [string, string, string, OrderRow['stage'], string, string, string, number, string]

const LINES: Line[] = [
  [
    'Q-00057',
    'Nordwind Logistik GmbH',
    'EMEA',
    'paid',
    'EUR',
    '29155.00',
    '0.00',
    0,
    '29155.00 EUR received, 0.00 EUR open.',
  ],
  [
    'Q-00058',
    'Sakura Precision KK',
    'APAC',
    'partly-paid',
    'JPY',
    '1320000',
    '720000',
    1,
    '600000 JPY received, 720000 JPY open.',
  ],
  [
    'Q-00059',
    'Redwood Analytics Inc.',
    'NAMER',
    'invoiced',
    'USD',
    '10812.50',
    '10812.50',
    3,
    'Invoice INV-2026-0391 is in the ledger.',
  ],
  [
    'Q-00061',
    ATTACK,
    'NAMER',
    'active',
    'USD',
    '480.00',
    '480.00',
    4,
    'The order is active in billing and in the ERP.',
  ],
  [
    'Q-00062',
    'Fjord Aquaculture AS',
    'EMEA',
    'on-hold',
    'EUR',
    '7320.10',
    '7320.10',
    9,
    'There is no tax code for product SEAT-PRO in Norway. (tax)',
  ],
  [
    'Q-00063',
    'Blue Mesa Robotics',
    'NAMER',
    'on-hold',
    'USD',
    '152300.00',
    '152300.00',
    14,
    'The period 2026-10 is closed in the ledger. (general-ledger)',
  ],
  ['Q-00064', 'Atelier Lumière SARL', 'EMEA', 'submitted', 'EUR', '960.00', '960.00', 15, 'Taken in.'],
  [
    'Q-00065',
    'Kestrel Freight Ltd',
    'EMEA',
    'refused',
    'EUR',
    '41250.00',
    '41250.00',
    42,
    'The quote expired on 31 October.',
  ],
  ['Q-00066', 'Marigold Health', 'NAMER', 'cancelled', 'USD', '3600.00', '0.00', 95, 'Called off by the customer.'],
  ['Q-1.2', 'Orchard & Vine', 'NAMER', 'paid', 'USD', '88.20', '0.00', 200, '88.20 USD received, 0.00 USD open.'],
]

const FILLERS = ['Alder', 'Birch', 'Cedar', 'Damson', 'Elm', 'Fir', 'Gorse', 'Hazel'].map(
  (tree) => `${tree} Street Trading`,
)

/** Ten orders told by hand, then as many as two pages need. */
export const orders: OrderRow[] = [
  ...LINES,
  ...Array.from({ length: 60 }, (_, index): Line => {
    const stage = (['invoiced', 'paid', 'active', 'paid'] as const)[index % 4]!
    const [currency, entity] = [
      ['EUR', 'EMEA'],
      ['USD', 'NAMER'],
      ['JPY', 'APAC'],
    ][index % 3] as [string, string]
    const amount = currency === 'JPY' ? `${(index + 3) * 45_100}` : `${(index + 3) * 731}.40`
    const open = stage === 'paid' ? (currency === 'JPY' ? '0' : '0.00') : amount
    return [
      `Q-01${String(index).padStart(3, '0')}`,
      FILLERS[index % 8]!,
      entity,
      stage,
      currency,
      amount,
      open,
      300 + index * 47,
      'The order is active in billing and in the ERP.',
    ]
  }),
].map(([reference, customerName, legalEntity, stage, currency, gross, open, minutes, message], index) => ({
  reference,
  customer: `ACC-${1000 + index}`,
  customerName,
  legalEntity,
  currency,
  stage,
  message,
  gross: money(currency, gross),
  open: money(currency, open),
  correlation: `7f9c24e8-3b12-4fef-91e0-${String(index).padStart(12, '0')}`,
  submittedAt: minutesAgo(minutes + 2),
  updatedAt: minutesAgo(minutes),
}))

const T0 = Date.parse('2026-11-20T14:03:07.120Z')
const at = (ms: number) => new Date(T0 + ms).toISOString()

/** An order from quote to cash; `filed` is the tax as the tax engine has it. */
function trail(
  currency: string,
  net: string,
  tax: string,
  gross: string,
  filed: string,
  paid?: string,
): TrailDocument[] {
  const amounts = { net: money(currency, net), tax: money(currency, tax), gross: money(currency, gross) }
  return [
    { system: 'cpq', kind: 'quote', id: 'a0q8d00000QzK3mAAF', number: 'Q-00057', gross: amounts.gross, at: at(0) },
    { system: 'crm', kind: 'order', id: '8018d00000Xw2LkAAJ', number: '00000143', at: at(1840) },
    { system: 'billing', kind: 'customer', id: 'cus_Nw8rT2kqLz41Ab', at: at(1840) },
    { system: 'billing', kind: 'subscription', id: 'sub_1QvTz8Lk2mN4pR6s', at: at(1840) },
    {
      system: 'billing',
      kind: 'invoice',
      id: 'in_1QvTzAKb7uYh2c9dE3',
      number: 'INV-2026-0387',
      ...amounts,
      at: at(1840),
    },
    { system: 'erp', kind: 'customer', id: '2217', at: at(1840) },
    { system: 'erp', kind: 'sales order', id: '40913', number: 'SO-10482', ...amounts, at: at(1840) },
    { system: 'tax', kind: 'tax document', id: 'in_1QvTzAKb7uYh2c9dE3', tax: money(currency, filed), at: at(4310) },
    { system: 'erp', kind: 'invoice', id: '40977', number: 'INV10391', ...amounts, at: at(4310) },
    ...(paid === undefined
      ? []
      : [
          {
            system: 'payments',
            kind: 'payment',
            id: 'pi_3QvUb2Lk9xW1z7Qe',
            gross: money(currency, paid),
            note: 'SEPA debit',
            at: at(7_512_000),
          },
          {
            system: 'erp',
            kind: 'cash application',
            id: '41206',
            number: 'PYMT2231',
            gross: money(currency, paid),
            at: at(7_512_000),
          },
        ]),
  ]
}

const trails: Record<string, TrailDocument[]> = {
  'Q-00057': trail('EUR', '24500.00', '4655.00', '29155.00', '4655.00', '29155.00'),
  'Q-00058': trail('JPY', '1200000', '120000', '1320000', '120000', '600000'),
  'Q-00059': trail('USD', '10000.00', '812.50', '10812.50', '812.49'),
}

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
    listRuns: async ({ query }: { query: { subject: string } }) => ({
      items: [
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
