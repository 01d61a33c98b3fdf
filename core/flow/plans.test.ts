import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { sweepRetention } from '../database/retention.ts'
import { Engine } from '../runtime/engine.ts'
import { BACKEND } from '../testing/database.ts'
import { callOf, log, TestEngine } from '../testing/engine.ts'
import { endToEnd, observed, rowsRead, type Statements } from '../testing/statements.ts'
import { defineFlow } from './flow.ts'
import { Wakes } from './wakes.ts'
import { Worker } from './worker.ts'

const RUNS = 200_000
const PART = 10_000
const LARGE = ['run', 'journal', 'event']

const flow = defineFlow({
  name: 'planned',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string(), order: z.string().optional() }),
  key: ({ id }) => id,
  orderedBy: ({ order }) => order,
  uses: {},
  run: async (_, { step, sleep, local }) => {
    await step('first', async () => 1)
    await sleep('short', { within: { ms: 20 } })
    await local('second', async () => 2)
  },
})

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
  // As a year leaves it, and statistics as autovacuum does.
  const { pool } = engine.database
  const triggers = (able: 'enable' | 'disable') =>
    pool.query(`alter table gantry.run ${able} trigger user; alter table gantry.journal ${able} trigger user`)
  await triggers('disable')
  // In parts: a long transaction would keep the readers of events of all other tests on this server waiting.
  for (let from = 0; from < RUNS; from += PART)
    await pool.query(
      `with ended as (
        insert into gantry.run (id, tenant, flow, version, key, digest, input, output, correlation, principal, state,
            released, updated_at, finished_at)
          select gen_random_uuid(), 'tenant-' || n % 5, 'planned', 1, n::text, '', '{}', '{}', n::text, 'p', 'completed', true,
            now() - n * interval '1 s', now() - n * interval '1 s' from generate_series($1::int + 1, $1 + ${PART}) as n
          returning id, seq, tenant
      ) insert into gantry.journal (run, run_seq, step, tenant, kind, state, result, epoch)
        select id, seq, 'first', tenant, 'step', 'done', '1', 1 from ended`,
      [from],
    )
  await pool.query(`insert into gantry.event (tenant, name, key, data, source, correlation, occurred_at)
    select 'tenant-1', 'noise', n::text, '{}', n::text, '', now() from generate_series(1, 20000) as n`)
  await triggers('enable')
  for (const table of LARGE) await pool.query(`analyze gantry.${table}`)
}, 120_000)
afterAll(() => engine.close())

/** Every statement that a worker and its starts send while runs begin, sleep, wait in order and end. */
async function statements(): Promise<Statements> {
  const { db, seen, close } = observed(engine.url, 6)
  const wakes = await Wakes.open(engine.url, { supervise: false, log })
  const worker = new Worker({ db, url: engine.url, wakes, flows: [flow], clientsOf: () => ({}), log, leaseMs: 400 })
  await worker.start()
  const starts = new Engine(db, wakes, [flow])
  starts.carriedBy(worker)
  const ids: string[] = []
  for (let n = 0; n < 30; n++)
    ids.push((await starts.start(flow, { id: `live-${n}`, ...(n % 2 && { order: `o${n % 3}` }) }, callOf())).id)
  for (const id of ids) await engine.reaches(id, 'completed')
  await worker.stop()
  await wakes.close()
  await sweepRetention(db, { forMs: 500 })
  await close()
  return seen
}

test.runIf(BACKEND === 'postgres')(`no statement of the engine reads all of ${RUNS} ended runs`, async () => {
  const before = await rowsRead(engine)
  const seen = await statements()
  expect(seen.size).toBeGreaterThan(10)
  expect(await endToEnd(engine.database.pool, seen, LARGE)).toEqual([])
  // Those inside of functions too: nothing was read from end to end while all of this ran, by an index either.
  const after = await rowsRead(engine)
  for (const table of LARGE)
    expect([table, after[table]!.sequentially - before[table]!.sequentially]).toEqual([table, 0])
  for (const table of LARGE) expect(after[table]!.byIndex - before[table]!.byIndex).toBeLessThan(RUNS / 2)
})
