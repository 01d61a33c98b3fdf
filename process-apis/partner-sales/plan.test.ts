import { CORE_MIGRATIONS, migrate } from '@gantry/core/database/migrate'
import { TENANT, TestEngine } from '@gantry/core/testing/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countOrder, submittedToday } from './plan.ts'
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
  const outcomes = await Promise.allSettled(orders.map((order) => countOrder(engine.db, caller('P-1'), order)))
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  expect(refused).toHaveLength(3)
  expect(refused[0]).toMatchObject({ code: 'plan-exhausted', status: 429 })
  expect(refused[0].retryAfterMs).toBeGreaterThan(0)
  expect(await submittedToday(engine.db, TENANT, 'P-1')).toBe(200)
  const taken = orders[outcomes.findIndex(({ status }) => status === 'fulfilled')]!
  await countOrder(engine.db, caller('P-1'), taken)
  await countOrder(engine.db, caller('P-2'), 'Q-0')
  await countOrder(engine.db, { ...caller('P-1'), plan: 'plus' }, 'Q-more')
  expect(await submittedToday(engine.db, TENANT, 'P-1')).toBe(201)
})
