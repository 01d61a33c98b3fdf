import type { ConsumerContract } from '@gantry/core/security/consumer-contract'
import { expect, test } from 'vitest'
import { consumerContractOf } from './consumer-contract.ts'

const DAY_MS = 86_400_000
const kept = (more: Partial<ConsumerContract> = {}): ConsumerContract => ({
  tenant: 'acme',
  client: 'web-shop',
  api: 'process.things',
  major: 1,
  state: 'approved',
  purpose: 'Things.',
  requested_by: 'anna',
  requested_at: new Date('2026-03-01T00:00:00Z'),
  decided_by: 'bert',
  decided_at: new Date('2026-03-02T00:00:00Z'),
  reason: 'Agreed.',
  scopes: ['process.things.getThing'],
  plan: 'standard',
  expires_at: new Date(Date.now() + 90 * DAY_MS),
  asked_scopes: null,
  asked_plan: null,
  asked_days: null,
  ...more,
})
const expiryOf = (days: number) => consumerContractOf(kept({ expires_at: new Date(Date.now() + days * DAY_MS) })).expiry

test('a contract is told with what it grants, and as expiring in its last 30 days', () => {
  expect(consumerContractOf(kept())).toMatchObject({
    requestedAt: '2026-03-01T00:00:00.000Z',
    scopes: ['process.things.getThing'],
    plan: 'standard',
    expiry: 'later',
  })
  expect([31, 30, 1, 0, -1].map(expiryOf)).toEqual(['later', 'expiring', 'expiring', 'expired', 'expired'])
  expect(consumerContractOf(kept({ expires_at: null, plan: null }))).not.toHaveProperty('expiry')
})

test('one that is asked for grants nothing yet; a renewal is told beside what is in force', () => {
  const asked = { asked_scopes: ['*'], asked_plan: 'plus', asked_days: 365 }
  const requested = consumerContractOf(kept({ ...asked, state: 'requested', scopes: [], expires_at: null }))
  expect(requested).toMatchObject({ asked: { scopes: ['*'], plan: 'plus', days: 365 } })
  expect(requested).not.toHaveProperty('scopes')
  expect(consumerContractOf(kept(asked))).toMatchObject({ scopes: ['process.things.getThing'], asked: { days: 365 } })
  expect(consumerContractOf(kept({ state: 'revoked' }))).not.toHaveProperty('scopes')
})
