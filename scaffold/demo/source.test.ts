import type { Company } from '@gantry/canonical/company'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { expect, test } from 'vitest'
import { againstSource } from './source.ts'

const company = (stated: Partial<Company['stated'][number]>, fate: 'pay' | 'hold' = 'pay') =>
  ({
    quotes: [{ reference: 'Q', draft: { legalEntity: 'ONE', currency: 'USD' }, fate: { kind: fate } }],
    stated: [{ legalEntity: 'ONE', currency: 'USD', orders: 1, ...stated }],
  }) as unknown as Company

const billed = (net: string, tax: string, gross: string): LedgerEntry[] => [
  {
    kind: 'invoice',
    id: 'i',
    entity: 'ONE',
    currency: 'USD',
    net,
    tax,
    gross,
    lines: { count: 3 },
    state: 'paid',
    at: '',
  },
]

const group = { entity: 'ONE', currency: 'USD' }

test('net and tax may differ by half a minor unit a line, gross not at all', () => {
  const within = againstSource(
    group,
    billed('8.74', '1.26', '10.00'),
    company({ net: '8.75', tax: '1.25', gross: '10' }),
  )
  expect(within.breaks).toEqual([])
  expect(within.difference.toFixed(2)).toBe('0.00')
  expect(within.rows).toMatchObject([
    { what: 'source: its own totals', count: 1, net: '8.75', difference: '0.00' },
    { what: 'rounding of 3 lines, ±0.02 allowed', net: '-0.01', tax: '0.01' },
  ])
  const beyond = againstSource(
    group,
    billed('8.73', '1.27', '10.00'),
    company({ net: '8.75', tax: '1.25', gross: '10' }),
  )
  expect(beyond.breaks).toHaveLength(2)
  const gross = againstSource(group, billed('8.75', '1.26', '10.01'), company({ gross: '10' }))
  expect(gross.difference.toFixed(2)).toBe('0.01')
  expect(gross.breaks[0]!.sentence).toContain('gross billed is 10.01, the source says 10')
})

test('an order that was not billed is a break; where one is held nothing is compared', () => {
  expect(againstSource(group, [], company({ gross: '0' })).breaks[0]!.sentence).toContain('0 invoices are billed')
  expect(againstSource(group, [], company({ gross: '10' }, 'hold'))).toMatchObject({ rows: [], breaks: [] })
})
