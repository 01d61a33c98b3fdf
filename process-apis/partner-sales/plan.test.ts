import { CORE_MIGRATIONS, migrate } from '@gantry/core/database/migrate'
import { Usage } from '@gantry/core/observe/usage'
import { TENANT, TestEngine } from '@gantry/core/testing/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activityOf } from './activity.ts'
import { countSubmission, planUseOf, submittedToday } from './plan.ts'
import partnerSalesProcess from './process.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([])
  await migrate(engine.db, [CORE_MIGRATIONS, partnerSalesProcess.migrations!])
})
afterAll(() => engine?.close())

const caller = (partner: string) => ({ tenant: TENANT, principal: 'shop', scopes: [], partner })

test('orders are counted by partner and day, the same one once, however many come at once', async () => {
  const orders = Array.from({ length: 203 }, (_, at) => `Q-${at}`)
  const outcomes = await Promise.allSettled(
    orders.map((order) => countSubmission(engine.db, caller('P-1'), 'order', order)),
  )
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  expect(refused).toHaveLength(3)
  expect(refused[0]).toMatchObject({ code: 'plan-exhausted', status: 429 })
  expect(refused[0].retryAfterMs).toBeGreaterThan(0)
  expect(await submittedToday(engine.db, TENANT, 'P-1')).toBe(200)
  const taken = orders[outcomes.findIndex(({ status }) => status === 'fulfilled')]!
  await countSubmission(engine.db, caller('P-1'), 'order', taken)
  await countSubmission(engine.db, caller('P-2'), 'order', 'Q-0')
  await countSubmission(engine.db, { ...caller('P-1'), plan: 'plus' }, 'order', 'Q-more')
  // An order has the name of its quote.
  await countSubmission(engine.db, caller('P-1'), 'quote', taken)
  expect(await submittedToday(engine.db, TENANT, 'P-1')).toBe(201)
})

test('activity is told by day, today and the days before it, a partner’s own alone', async () => {
  const today = new Date().toISOString().slice(0, 10)
  const usage = new Usage(engine.db, { warn() {} } as never)
  const portal = { tier: 'experience', name: 'portal', version: '1.0.0', partners: true } as const
  for (const partner of ['P-1', 'P-1', 'P-2']) usage.count(portal, caller(partner))
  // What a host of ours asks on behalf of a partner is no call of the partner's.
  usage.count({ tier: 'process', name: 'sales', version: '1.0.0' }, caller('P-1'))
  await usage.close()
  const days = await activityOf(engine.db, caller('P-1'), 7)
  expect(days).toHaveLength(7)
  expect(days.at(-1)).toEqual({ day: today, requests: 2, orders: 201 })
  expect(days[0]).toMatchObject({ requests: 0, orders: 0 })
  expect((await activityOf(engine.db, caller('P-2'), 1))[0]).toEqual({ day: today, requests: 1, orders: 1 })
  expect((await activityOf(engine.db, caller('P-1~sandbox'), 1))[0]).toMatchObject({ requests: 0, orders: 0 })
  expect(await planUseOf(engine.db, caller('P-2'), { standard: { calls: 600, seconds: 60 } })).toEqual({
    plan: 'standard',
    calls: { count: 600, seconds: 60 },
    ordersPerDay: 200,
    quotesPerDay: 200,
    ordersToday: 1,
    quotesToday: 0,
    next: { plan: 'plus', ordersPerDay: 5000, quotesPerDay: 5000 },
  })
  expect(await planUseOf(engine.db, { ...caller('P-2'), plan: 'plus' }, {})).not.toHaveProperty('next')
})
