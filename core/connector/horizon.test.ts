import { expect, test } from 'vitest'
import type { Call } from '../contract/contract.ts'
import { horizonMs, withinHorizon } from './horizon.ts'

const HOUR_MS = 3_600_000
const call = (hours?: number): Call => ({
  identity: { tenant: 't', principal: 'p', scopes: [] },
  correlation: 'c',
  deadline: Date.now() + 60_000,
  ...(hours !== undefined && { uncertainSince: Date.now() - hours * HOUR_MS }),
})
const key = { repeat: 'key', horizon: '24 h' } as const

test('a write of unknown outcome is repeated while the vendor knows its key, and not blindly after', () => {
  for (const safe of [call(), call(23.9)]) expect(withinHorizon('a.create', 'Acme', key, safe)).toBe(safe)
  expect(() => withinHorizon('a.create', 'Acme', key, call(25))).toThrow(
    expect.objectContaining({ code: 'key-expired', kind: 'policy', unsent: true, outcomeUnknown: true }),
  )
  // It may still reach the vendor at its deadline.
  expect(() => withinHorizon('a.create', 'Acme', key, call(23.99))).toThrow('no longer knows')
})

test('a connector that can look first is told to; what needs no key is repeated at any age', () => {
  expect(withinHorizon('a.create', 'Acme', { ...key, past: 'lookup' }, call(25))).toMatchObject({ lookFirst: true })
  const old = call(1000)
  for (const repeat of ['externalId', 'lookup', 'natural', 'read'] as const)
    expect(withinHorizon('a.create', 'Acme', { repeat }, old)).toBe(old)
  expect(withinHorizon('a.create', 'Acme', undefined, old)).toBe(old)
})

test('horizons are hours or days', () => {
  expect([horizonMs('24 h'), horizonMs('30 d')]).toEqual([24 * HOUR_MS, 720 * HOUR_MS])
  expect(() => horizonMs('a day')).toThrow('no horizon')
})
