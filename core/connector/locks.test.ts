import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import type { IntegrationError } from '../errors/integration-error.ts'
import { freshDatabase } from '../testing/database.ts'
import { Locks } from './locks.ts'
import { outbound } from './outbound.ts'

const REQUEST_MS = 1_000

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let open: ReturnType<typeof openDatabase>
beforeAll(async () => {
  fresh = await freshDatabase()
  open = openDatabase(fresh.url, { max: 2 })
  await migrate(open.db, [CORE_MIGRATIONS])
})
afterAll(async () => {
  await open.close()
  await fresh.drop()
})

const opened: Locks[] = []
const worker = () => {
  const locks = new Locks(fresh.url)
  opened.push(locks)
  return locks
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((locks) => locks.close()))
})

/** Cuts every connection that holds locks, as a restart of the database does, and a killed worker's own. */
const cut = async () => {
  await open.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'gantry-locks' and datname = current_database()`)
}

test('of two workers one does it after the other, and leaves no trace', async () => {
  const order: string[] = []
  const work = (name: string) => async () => {
    order.push(`${name} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    order.push(`${name} ends`)
  }
  await Promise.all(['a', 'b', 'c'].map((name) => worker().exclusively('order:1', work(name), REQUEST_MS)))
  for (let at = 0; at < order.length; at += 2) expect(order[at + 1]).toBe(order[at]!.replace('begins', 'ends'))
  expect(order).toHaveLength(6)
  expect((await open.pool.query('select * from gantry.section')).rows).toEqual([])
})

test('what a lost worker had under way is waited for before another one looks; it sends nothing more itself', async () => {
  const requests: string[] = []
  const vendor = createServer((request, response) => {
    requests.push(request.method!)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => vendor.once('listening', resolve))
  const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/`
  const limits = { requestsPerSecond: 1000, concurrency: 10 }
  const { fetch, close } = outbound({ connection: 'Vendor', limits, log: pino({ enabled: false }) })

  const entered = Promise.withResolvers<number>()
  const goOn = Promise.withResolvers<void>()
  const late = worker().exclusively(
    'order:2',
    async () => {
      entered.resolve(performance.now())
      await fetch(url, { method: 'POST' })
      await goOn.promise
      await fetch(url)
      await fetch(url, { method: 'POST' })
    },
    REQUEST_MS,
  )
  const began = await entered.promise
  await expect.poll(() => requests).toEqual(['POST'])
  await cut()
  const other = worker()
  const next = () => other.exclusively('order:2', async () => performance.now(), REQUEST_MS)
  // Longer than a step waits in its place.
  expect(await next().catch((error: IntegrationError) => error)).toMatchObject({
    code: 'locked-elsewhere',
    unsent: true,
    retryAfterMs: expect.closeTo(REQUEST_MS + 2_000, -3),
  })
  let entries: number | undefined
  await expect
    .poll(async () => (entries = await next().catch(() => undefined)), { interval: 50, timeout: 10_000 })
    .toBeDefined()
  expect(entries! - began).toBeGreaterThan(REQUEST_MS + 1_500)
  goOn.resolve()
  // It may still read; what would change something stays here.
  await expect(late).rejects.toMatchObject({ code: 'locked-elsewhere', unsent: true })
  expect(requests).toEqual(['POST', 'GET'])
  await close()
  vendor.close()
})

test('a section whose requests were all answered ends for all, though its connection was cut', async () => {
  const [one, two] = [worker(), worker()]
  await one.exclusively('order:3', cut, REQUEST_MS)
  const asked = performance.now()
  await two.exclusively('order:3', async () => {}, REQUEST_MS)
  expect(performance.now() - asked).toBeLessThan(REQUEST_MS)
})

test('a long section says that it goes on before it sends more', async () => {
  const one = worker()
  const seen: Date[] = []
  const vendor = createServer((_, response) => void response.end('{}')).listen(0, '127.0.0.1')
  await new Promise((resolve) => vendor.once('listening', resolve))
  const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/`
  const limits = { requestsPerSecond: 1000, concurrency: 10 }
  const { fetch, close } = outbound({ connection: 'Vendor', limits, log: pino({ enabled: false }) })
  const until = async () => (await open.pool.query('select until from gantry.section')).rows[0].until as Date
  await one.exclusively(
    'order:4',
    async () => {
      seen.push(await until())
      await expect
        .poll(
          async () => {
            await fetch(url, { method: 'POST' })
            return (await until()).getTime()
          },
          { timeout: 10_000 },
        )
        .toBeGreaterThan(seen[0]!.getTime())
    },
    REQUEST_MS,
  )
  await close()
  vendor.close()
})
