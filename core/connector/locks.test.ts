import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Backend } from '../database/backend.ts'
import { openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import type { IntegrationError } from '../errors/integration-error.ts'
import { freshDatabase } from '../testing/database.ts'
import { Locks } from './locks.ts'
import { outbound } from './outbound.ts'
import { currentSection } from './section.ts'

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

// The other way of speaking is CockroachDB's, on Postgres.
describe.each<Backend>(['postgres', 'cockroachdb'])('sections, as said to %s', (backend) => {
  // It has none of these.
  if (backend === 'cockroachdb')
    beforeAll(async () => void (await open.pool.query('drop function gantry.enter_section, gantry.leave_section')))

  const opened: Locks[] = []
  const worker = () => {
    const locks = new Locks(fresh.url, backend)
    opened.push(locks)
    return locks
  }
  afterEach(async () => {
    vi.restoreAllMocks()
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
      await open.pool.query('select')
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
    // Longer than a step waits in its place, where the database tells that the other one is lost.
    if (backend === 'postgres')
      expect(await next().catch((error: IntegrationError) => error)).toMatchObject({
        code: 'locked-elsewhere',
        unsent: true,
        retryAfterMs: expect.closeTo(REQUEST_MS + 2_000, -3),
      })
    let entries: number | undefined
    await expect
      .poll(async () => (entries = await next().catch(() => undefined)), { interval: 50, timeout: 10_000 })
      .toBeDefined()
    // Where clocks of several nodes may differ, by that much later.
    expect(entries! - began).toBeGreaterThan(REQUEST_MS + (backend === 'cockroachdb' ? 2_400 : 1_500))
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

  test('of one that is alive past its time and one that comes after it, one sends and never both', async () => {
    const real = performance.now.bind(performance)
    let ahead = 0
    vi.spyOn(performance, 'now').mockImplementation(() => real() + ahead)
    const [late, other] = [worker(), worker()]
    const said = new Map<string, string[]>()
    const sends = async (name: string, who: string, meanwhile?: () => unknown) => {
      await currentSection.getStore()!.leaving()
      said.get(name)!.push(`${who} sends`)
      await meanwhile?.()
      said.get(name)!.push(`${who} is answered`)
    }
    const begun = [...Array(24)].map((_, at) => {
      const [name, first] = [`order:5:${at}`, ['late', 'other', 'both'][at % 3]!]
      const [entered, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      said.set(name, [])
      const end = late.exclusively(
        name,
        async () => {
          entered.resolve()
          await goesOn.promise
          // The other one, if it has asked, has been told by then to come back.
          const another = () => other.exclusively(`beside ${name}`, async () => {}, REQUEST_MS)
          await sends(name, 'late', another)
        },
        REQUEST_MS,
      )
      return { name, first, entered, goesOn, end: end.catch((error: IntegrationError) => error.code) }
    })
    await Promise.all(begun.map(({ entered }) => entered.promise))
    ahead = 60_000
    await open.pool.query(`update gantry.section set until = clock_timestamp() - interval '1 minute'`)
    const ended = await Promise.all(
      begun.map(async ({ name, first, goesOn, end }) => {
        // On Postgres the one before it holds a lock: it comes only after that.
        const overtakes = first === 'other' && backend === 'cockroachdb'
        if (!overtakes) goesOn.resolve()
        if (first === 'late') await expect.poll(() => said.get(name)).toContain('late sends')
        const meanwhile = () => {
          goesOn.resolve()
          return overtakes && end
        }
        await other.exclusively(name, () => sends(name, 'other', meanwhile), REQUEST_MS)
        return { first, end: await end, said: said.get(name)! }
      }),
    )
    const others = ['other sends', 'other is answered']
    for (const { first, end, said } of ended) {
      if (backend === 'postgres' || first === 'late') expect(end).toBeUndefined()
      if (backend === 'cockroachdb' && first === 'other') expect(end).toBe('locked-elsewhere')
      expect(said).toEqual(end === undefined ? ['late sends', 'late is answered', ...others] : others)
    }
  })
})
