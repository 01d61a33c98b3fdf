import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Ask, Limits } from '../connector/allowance.ts'
import { Limiter } from '../connector/limiter.ts'
import { SharedAllowances } from '../connector/shared-allowance.ts'
import { openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { freshDatabase } from '../testing/database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  const { db, pool, close } = openDatabase(database.url)
  await migrate(db, [CORE_MIGRATIONS])
  // CockroachDB has none.
  await pool.query('drop function gantry.lease')
  await close()
})
afterAll(() => database.drop())

let shared: SharedAllowances[]
const opened: Limiter[] = []
beforeEach(() => {
  shared = [1, 2].map(() => new SharedAllowances(database.url, 't', 'cockroachdb'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const limiter of opened.splice(0)) limiter.close()
  await Promise.all(shared.map((each) => each.close()))
})

const ask = (given: Partial<Ask>): Ask => ({ waiting: 0, urgent: 0, taken: 0, ended: [], ...given })
/** One connection, as two workers have it. */
const connection = (name: string, limits: Limits) => {
  const allowances = shared.map((each) => each.of(name, limits))
  const limiters = allowances.map((allowance) => new Limiter('Vendor', allowance))
  opened.push(...limiters)
  return { allowances, limiters }
}

/** Once its connections are warm it says nothing of a request that has ended, and so asks for nothing. */
async function warmUp(limiter: Limiter): Promise<void> {
  const began = performance.now()
  const warm = async () => {
    await limiter.run(async () => {}, { urgent: false })
    return performance.now() - began
  }
  await expect.poll(warm, { timeout: 5000 }).toBeGreaterThan(1200)
}

test('a pause that one worker is told of holds within a second for the moments that another one has', async () => {
  const { allowances, limiters } = connection('paused', { requestsPerSecond: 0.67, concurrency: 20 })
  await warmUp(limiters[0]!)
  const left: number[] = []
  const first = Promise.withResolvers<void>()
  const requests = [...Array(2)].map(() =>
    limiters[0]!.run(
      async () => {
        left.push(performance.now())
        first.resolve()
      },
      { urgent: true },
    ),
  )
  await first.promise
  await allowances[1]!.tell({ answered: true, pauseMs: 1900 })
  const told = performance.now()
  await Promise.all(requests)
  // The second one had its moment before that.
  expect(left).toHaveLength(2)
  expect(left[1]! - told).toBeGreaterThan(1850)
}, 15_000)

test('a place that its worker has done with is another’s within a second', async () => {
  const { limiters } = connection('placed', { requestsPerSecond: 1000, concurrency: 1 })
  const [one, two] = limiters
  await warmUp(one!)
  const asked = performance.now()
  await two!.run(async () => {}, { urgent: false })
  expect(performance.now() - asked).toBeLessThan(1000)
}, 10_000)

test('a worker that is stopped in the middle of a lease keeps it from the others for seconds only', async () => {
  const { allowances } = connection('stopped', { requestsPerSecond: 1000, concurrency: 5 })
  const [one, two] = allowances
  await one!.lease(ask({}))
  const stopped = Promise.withResolvers<void>()
  const goesOn = Promise.withResolvers<void>()
  const query = pg.Client.prototype.query
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (
    this: pg.Client,
    ...said: pg.QueryConfig[]
  ) {
    if (said[0]?.name === 'gantry-lease-keep') {
      vi.mocked(pg.Client.prototype.query).mockRestore()
      stopped.resolve()
      await goesOn.promise
    }
    return Reflect.apply(query, this, said)
  } as never)
  const late = one!.lease(ask({ waiting: 3 }))
  await stopped.promise
  expect(await two!.lease(ask({ waiting: 5 }))).toMatchObject({ places: 5 })
  goesOn.resolve()
  await expect(late).rejects.toThrow()
  // What it had begun is taken back, and it goes on over a new connection.
  expect(await one!.lease(ask({ waiting: 3 }))).toMatchObject({ places: 0, slots: [] })
}, 20_000)
