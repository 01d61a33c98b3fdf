import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ended, Lease, News } from '../connector/allowance.ts'
import { SharedAllowances } from '../connector/shared-allowance.ts'
import { openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { withSetting } from '../database/settings.ts'
import { freshDatabase } from '../testing/database.ts'

const WORKERS = 3

let database: Awaited<ReturnType<typeof freshDatabase>>
let open: ReturnType<typeof openDatabase>
let workers: { onPostgres: SharedAllowances; onCockroach: SharedAllowances }[]
beforeAll(async () => {
  database = await freshDatabase()
  open = openDatabase(database.url)
  await migrate(open.db, [CORE_MIGRATIONS])
  // Both ways see the same time to the microsecond: whose clock it is goes by the order of the schemas.
  await open.pool.query(`
    create schema stopped;
    create table stopped.clock as select timestamptz '2026-03-01 12:00:00.123456Z' as now;
    create function stopped.clock_timestamp() returns timestamptz language sql stable as 'select now from stopped.clock'`)
  const url = withSetting(database.url, 'search_path', 'stopped,pg_catalog')
  workers = [...Array(WORKERS)].map(() => ({
    onPostgres: new SharedAllowances(url, 't'),
    onCockroach: new SharedAllowances(url, 't', 'cockroachdb'),
  }))
})
afterAll(async () => {
  await Promise.all(workers.flatMap(({ onPostgres, onCockroach }) => [onPostgres.close(), onCockroach.close()]))
  await open.close()
  await database.drop()
})

/** Often the same: ends and beginnings meet. */
const ms = fc.oneof(fc.constantFrom(0, 1000, 2000), fc.integer({ min: 0, max: 4000 }))
const limits = fc.record(
  {
    requestsPerSecond: fc.oneof(
      fc.constantFrom(0.5, 1, 1.5, 2.5, 25, 1000),
      fc.double({ min: 0.2, max: 400, noNaN: true }),
    ),
    concurrency: fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: 3, max: 12 }), fc.constant(100)),
    requestsPerDay: fc.integer({ min: 1, max: 60 }),
  },
  { requiredKeys: ['requestsPerSecond', 'concurrency'] },
)
const news: fc.Arbitrary<News> = fc.record(
  {
    answered: fc.boolean(),
    silentMs: ms,
    pauseMs: ms,
    slower: fc.oneof(
      fc.record({
        requestsPerSecond: fc.integer({ min: 1, max: 50 }),
        forMs: ms,
      }),
      fc.record({ share: fc.constantFrom(0.25, 0.5), forMs: ms }),
    ),
    quota: fc.record(
      {
        used: fc.integer({ min: 0, max: 70 }),
        limit: fc.integer({ min: 1, max: 70 }),
        forMs: ms,
      },
      { requiredKeys: ['used', 'limit'] },
    ),
  },
  { requiredKeys: [] },
)
const worker = fc.nat(WORKERS - 1)
const passed = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 150 }) },
  { weight: 3, arbitrary: ms },
  { weight: 1, arbitrary: fc.constantFrom(12_000, 86_400_000) },
)
const leased = fc
  .record({
    worker,
    passed,
    waiting: fc.oneof(fc.nat(2), fc.nat(60)),
    pressing: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    taken: fc.oneof(fc.constant(0), fc.nat(8)),
    // Which of its moments have ended, and how late they left; some never.
    ended: fc.array(fc.tuple(fc.nat(30), fc.option(fc.double({ min: 0, max: 0.2, noNaN: true }))), { maxLength: 6 }),
  })
  .map((asked) => ({ lease: asked, tell: undefined, passed: asked.passed, worker: asked.worker }))
const told = fc
  .record({ worker, passed, news, times: fc.constantFrom(1, 1, 1, 3, 8) })
  .map((said) => ({ tell: said, lease: undefined, passed: said.passed, worker: said.worker }))
const story = fc.array(fc.oneof({ weight: 4, arbitrary: leased }, { weight: 1, arbitrary: told }), {
  minLength: 1,
  maxLength: 25,
})

/** Milliseconds are exact to a thousandth: one of the two subtracts instants, the other one fractions of seconds. */
const alike = ({ places, slots, yields, failing, open, ...rest }: Lease) => ({
  places,
  yields,
  failing,
  slots: slots.map(({ moment }) => ({ moment, inMs: expect.any(Number) })),
  open: open && { forMs: expect.closeTo(open.forMs, 3), probeMs: expect.closeTo(open.probeMs, 3) },
  ...Object.fromEntries(
    Object.entries(rest).map(([name, ms]) => [name, ms === undefined ? ms : expect.closeTo(ms, 3)]),
  ),
})

let names = 0
test('a lease is the same whether the database’s function hands it out or statements in a transaction do', async () => {
  let some = 0
  await fc.assert(
    fc.asyncProperty(limits, story, async (limits, story) => {
      const number = ++names
      const both = workers.map(({ onPostgres, onCockroach }) => [
        onPostgres.of(`postgres-${number}`, limits),
        onCockroach.of(`cockroach-${number}`, limits),
      ])
      const moments = workers.map((): number[] => [])
      for (const { worker, passed, lease, tell } of story) {
        await open.pool.query(`update stopped.clock set now = now + $1 * interval '1 millisecond'`, [passed])
        if (tell) {
          for (let time = 0; time < tell.times; time++)
            await Promise.all(both[worker]!.map((allowance) => allowance.tell(tell.news)))
          continue
        }
        const { waiting, pressing, taken } = lease
        const mine = moments[worker]!
        const ended = lease.ended.map(([which, late]): Ended => {
          // One that was never handed out is passed over.
          const moment = mine.splice(which, 1)[0] ?? which
          return late === null ? { moment } : { moment, left: moment + late }
        })
        const ask = { waiting, urgent: Math.round(waiting * pressing), taken, ended }
        const [first, second] = await Promise.all(both[worker]!.map((allowance) => allowance.lease(ask)))
        expect(second).toEqual(alike(first!))
        mine.push(...first!.slots.map(({ moment }) => moment))
        some += first!.slots.length
      }
      const kept = async (name: string) => [
        (await open.pool.query('select *, null as name from gantry.connection where name = $1', [name])).rows,
        (
          await open.pool.query(
            `select places, waiting, urgent, seen_at from gantry.connection_worker where name = $1
              order by seen_at, places, waiting, urgent`,
            [name],
          )
        ).rows,
      ]
      expect(await kept(`cockroach-${number}`)).toEqual(await kept(`postgres-${number}`))
    }),
    { numRuns: 200 },
  )
  expect(some).toBeGreaterThan(500)
}, 30_000)
