import pino from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Backend } from '../database/backend.ts'
import { openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { freshDatabase } from '../testing/database.ts'
import type { Ask } from './allowance.ts'
import type { Grant } from './auth/grant-store.ts'
import { startServer } from './auth/open-vendor.fixture.ts'
import { sharedGrants } from './auth/shared-grants.ts'
import { outbound } from './outbound.ts'
import { SharedAllowances } from './shared-allowance.ts'

const KEY = 'host-key-of-the-test-0123456789-0123456789'
let database: Awaited<ReturnType<typeof freshDatabase>>
let open: ReturnType<typeof openDatabase>
beforeAll(async () => {
  database = await freshDatabase()
  open = openDatabase(database.url)
  await migrate(open.db, [CORE_MIGRATIONS])
})
afterAll(async () => {
  await open.close()
  await database.drop()
})

describe('tokens in the database', () => {
  const grant: Grant = {
    accessToken: 'canary-access',
    refreshToken: 'canary-refresh',
    more: { instance_url: 'https://eu.example' },
  }

  test('are kept sealed, replaced by one at a time, and read back with the time that is left', async () => {
    const store = sharedGrants(open.db, KEY, 't', 'acme')
    const other = sharedGrants(open.db, KEY, 't', 'acme')
    expect(await store.read('a')).toBeUndefined()
    expect(await store.replace('a', 0, { ...grant, expiresAt: Date.now() + 60_000 })).toBe(true)
    const kept = await other.read('a')
    expect(kept).toMatchObject({ generation: 1, grant })
    expect(kept!.grant.expiresAt! - Date.now()).toBeGreaterThan(55_000)
    // Both refreshed at once: only one answer is the last.
    const answers = await Promise.all([
      store.replace('a', 1, { ...grant, refreshToken: 'r2' }),
      other.replace('a', 1, { ...grant, refreshToken: 'r3' }),
    ])
    expect(answers.sort()).toEqual([false, true])
    const { rows } = await open.pool.query('select * from gantry.grant')
    expect(JSON.stringify(rows) + rows[0].sealed.toString('latin1')).not.toContain('canary')
  })

  test('are asked for by none of the workers before the moment a token endpoint named, also where there is none yet', async () => {
    const [store, other] = [sharedGrants(open.db, KEY, 't', 'acme'), sharedGrants(open.db, KEY, 't', 'acme')]
    await store.refuse('c', 60_000)
    const refused = await other.read('c')
    expect(refused).toMatchObject({ generation: 0, grant: { accessToken: '', expiresAt: 0 } })
    expect(refused!.refusedUntil! - Date.now()).toBeGreaterThan(55_000)
    expect(await other.replace('c', 0, grant)).toBe(true)
    await store.refuse('c', 60_000)
    // The token that is there serves on.
    expect(await other.read('c')).toMatchObject({ generation: 1, grant, refusedUntil: expect.any(Number) })
    expect(await other.replace('c', 1, grant)).toBe(true)
    expect((await store.read('c'))!.refusedUntil).toBeUndefined()
  })

  test('are of no use elsewhere: another key, or a row copied to another connection', async () => {
    await sharedGrants(open.db, KEY, 't', 'acme').replace('b', 0, { ...grant, expiresAt: Date.now() + 60_000 })
    await open.pool.query(
      `insert into gantry.grant select tenant, 'evil', name, sealed, expires_at, renew_at, generation from gantry.grant where name = 'b'`,
    )
    for (const store of [sharedGrants(open.db, `${KEY}x`, 't', 'acme'), sharedGrants(open.db, KEY, 't', 'evil')]) {
      const read = await store.read('b')
      expect(read?.grant).toMatchObject({ accessToken: '', expiresAt: 0 })
      expect(await store.replace('b', read!.generation, grant)).toBe(true)
    }
  })
})

// The other way of speaking is CockroachDB's, on Postgres.
describe.each<Backend>(['postgres', 'cockroachdb'])('the allowance of a connection, as said to %s', (backend) => {
  const opened: SharedAllowances[] = []
  let connections = 0
  const vendor = (number: number) => `vendor-${number}-${backend}`
  /** Workers of one new connection. */
  const workers = (
    count: number,
    limits: { requestsPerSecond: number; concurrency: number; requestsPerDay?: number },
  ) => {
    const name = vendor(++connections)
    return [...Array(count)].map(() => {
      const allowances = new SharedAllowances(database.url, 't', backend)
      opened.push(allowances)
      return allowances.of(name, limits)
    })
  }
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()))
  })
  const ask = (given: Partial<Ask>): Ask => ({ waiting: 0, urgent: 0, taken: 0, ended: [], ...given })

  test('moments to leave: in no second more than allowed, over all workers, and those given back are given out again', async () => {
    const [one, two] = workers(2, { requestsPerSecond: 50, concurrency: 200 })
    const given: number[] = []
    let missed: { moment: number }[] = []
    let [returned, told] = [0, 0]
    while (given.length < 110) {
      const back = missed
      missed = []
      returned += back.length
      const leases = await Promise.all([
        one!.lease(ask({ waiting: 30, ended: back })),
        two!.lease(ask({ waiting: 30 })),
      ])
      for (const { moment } of leases.flatMap(({ slots }) => slots))
        if (++told % 10 === 0) missed.push({ moment })
        else given.push(moment)
    }
    given.sort((a, b) => a - b)
    // The vendor may look at any second: it holds no more than 50.
    for (let at = 50; at < given.length; at++) expect(given[at]! - given[at - 50]!).toBeGreaterThan(1)
    expect(returned).toBeGreaterThan(5)
    expect(given.at(-1)! - given[0]!).toBeLessThan((given.length / 50) * 1.06)
  })

  test('places: all to whoever needs them, a fair part once others do, and the next one free to whom somebody waits', async () => {
    const [one, two] = workers(2, { requestsPerSecond: 10_000, concurrency: 5 })
    expect((await one!.lease(ask({ waiting: 9 }))).places).toBe(5)
    expect((await two!.lease(ask({ waiting: 9 }))).places).toBe(0)
    // The first one learns of it, and gives back what it does not use.
    const told = Promise.withResolvers<void>()
    one!.onNews(told.resolve)
    await two!.lease(ask({ waiting: 9 }))
    await told.promise
    expect(await one!.lease(ask({ waiting: 4, taken: 5 }))).toMatchObject({ places: 5, yields: true, slots: [] })
    expect((await one!.lease(ask({ waiting: 4, taken: 3 }))).places).toBe(3)
    expect((await two!.lease(ask({ waiting: 9 }))).places).toBe(2)
    expect((await one!.lease(ask({ waiting: 4, taken: 3, urgent: 0 }))).places).toBe(3)
    await two!.lease(ask({ waiting: 2, taken: 2, urgent: 1 }))
    expect((await one!.lease(ask({ waiting: 4, taken: 2 }))).places).toBe(2)
    expect(await two!.lease(ask({ waiting: 2, taken: 2, urgent: 1 }))).toMatchObject({
      places: 3,
      slots: [expect.anything()],
    })
  })

  test('a pause holds for every worker, and ends by itself', async () => {
    const [one, two] = workers(2, { requestsPerSecond: 100, concurrency: 10 })
    await Promise.all([one!, two!].map((each) => each.lease(ask({}))))
    const told = Promise.withResolvers<void>()
    two!.onNews(told.resolve)
    await one!.tell({ answered: true, pauseMs: 1500 })
    await told.promise
    const lease = await two!.lease(ask({ waiting: 1, urgent: 1 }))
    expect(lease.slots).toEqual([])
    expect(lease.pausedMs).toBeGreaterThan(200)
    await expect
      .poll(async () => (await two!.lease(ask({ waiting: 1 }))).slots.length, { interval: 20, timeout: 10_000 })
      .toBe(1)
  })

  test('a vendor that does not answer is left alone by all, but for one probe a second; one answer opens the way', async () => {
    const [one, two] = workers(2, { requestsPerSecond: 100, concurrency: 10 })
    await one!.lease(ask({}))
    for (let failure = 0; failure < 8; failure++) await [one!, two!][failure % 2]!.tell({ answered: false })
    expect(await two!.lease(ask({ waiting: 5 }))).toMatchObject({ slots: [], open: { forMs: expect.any(Number) } })
    const probes = async () => {
      const leases = await Promise.all([one!, two!].map((each) => each.lease(ask({ waiting: 5 }))))
      return leases.reduce((sum, { slots }) => sum + slots.length, 0)
    }
    await expect.poll(probes, { interval: 20, timeout: 3000 }).toBe(1)
    expect(await probes()).toBe(0)
    await two!.tell({ answered: true })
    expect(await one!.lease(ask({ waiting: 5 }))).toMatchObject({
      slots: { length: 5 },
      open: undefined,
      failing: false,
    })
  })

  test('three requests without an answer for some seconds open the breaker; two refused at once count as one incident', async () => {
    const [one, two] = workers(2, { requestsPerSecond: 100, concurrency: 10 })
    await one!.lease(ask({}))
    for (let silent = 0; silent < 3; silent++) {
      expect((await two!.lease(ask({ waiting: 1 }))).open).toBeUndefined()
      await one!.tell({ answered: false, silentMs: 3000 })
    }
    expect((await two!.lease(ask({ waiting: 1 }))).open).toBeDefined()
    const rate = async () =>
      (await open.pool.query('select slower_rate from gantry.connection where name = $1', [vendor(connections)]))
        .rows[0].slower_rate
    const tooMany = (pauseMs: number) => one!.tell({ answered: true, pauseMs, slower: { share: 0.5, forMs: 60_000 } })
    await tooMany(0)
    await tooMany(60_000)
    expect(await rate()).toBe(25)
    await tooMany(60_000)
    expect(await rate()).toBe(25)
  })

  test('a day’s quota is counted by all, and corrected by what the vendor tells', async () => {
    const [one, two] = workers(2, { requestsPerSecond: 10_000, concurrency: 50, requestsPerDay: 10 })
    expect((await one!.lease(ask({ waiting: 7 }))).slots).toHaveLength(7)
    expect((await two!.lease(ask({ waiting: 7 }))).slots).toHaveLength(3)
    expect((await one!.lease(ask({ waiting: 1 }))).exhaustedMs).toBeGreaterThan(86_000_000)
    await one!.tell({ quota: { used: 95, limit: 100 } })
    expect((await two!.lease(ask({ waiting: 7 }))).slots).toHaveLength(5)
  })
})

describe.each<Backend>(['postgres', 'cockroachdb'])('a connection of several workers, as said to %s', (backend) => {
  const log = pino({ level: 'silent' })

  test('a Retry-After that one worker is given stops the others, and none asks before its time', async () => {
    let pausedUntil = 0
    const early: number[] = []
    let served = 0
    const vendor = await startServer((_, response) => {
      const now = performance.now()
      if (now < pausedUntil) early.push(pausedUntil - now)
      if (++served !== 10) return response.end('{}')
      // What is on its way already cannot be called back.
      setTimeout(() => {
        pausedUntil = now + 1000
      }, 250)
      return response.writeHead(429, { 'retry-after': '1' }).end()
    })
    const allowances = [...Array(3)].map(() => new SharedAllowances(database.url, 't', backend))
    const limits = { requestsPerSecond: 200, concurrency: 3 }
    const clients = allowances.map((each) =>
      outbound({ connection: 'Vendor', limits, log, allowance: each.of(`retry-after-${backend}`, limits) }),
    )
    const answers = await Promise.all(
      clients.flatMap(({ fetch }) => [...Array(15)].map(() => fetch(vendor.url, { method: 'POST' }))),
    )
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
    expect(early).toEqual([])
    expect(served).toBe(45)
    vendor.close()
    await Promise.all([...clients, ...allowances].map((each) => each.close()))
  })
})
