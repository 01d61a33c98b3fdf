import type { OrderRow, TrailDocument } from '@gantry/order-trail/contract'

export const minutesAgo = (minutes: number, ms = 0) => new Date(Date.now() - minutes * 60_000 + ms).toISOString()
export const money = (currency: string, amount: string) => ({ currency, amount })

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
export const at = (ms: number) => new Date(T0 + ms).toISOString()

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

/** The documents of the orders that have any. */
export const trails: Record<string, TrailDocument[]> = {
  'Q-00057': trail('EUR', '24500.00', '4655.00', '29155.00', '4655.00', '29155.00'),
  'Q-00058': trail('JPY', '1200000', '120000', '1320000', '120000', '600000'),
  'Q-00059': trail('USD', '10000.00', '812.50', '10812.50', '812.49'),
}
