import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { openDatabase } from '../database/database.ts'
import { sweepRetention } from '../database/retention.ts'
import { Engine } from '../runtime/engine.ts'
import { callOf, log, TestEngine } from '../testing/engine.ts'
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
          returning id, tenant
      ) insert into gantry.journal (run, step, tenant, kind, state, result, epoch)
        select id, 'first', tenant, 'step', 'done', '1', 1 from ended`,
      [from],
    )
  await pool.query(`insert into gantry.event (tenant, name, key, data, source, correlation, occurred_at)
    select 'tenant-1', 'noise', n::text, '{}', n::text, '', now() from generate_series(1, 20000) as n`)
  await triggers('enable')
  for (const table of LARGE) await pool.query(`analyze gantry.${table}`)
}, 120_000)
afterAll(() => engine.close())

type Node = { 'Node Type': string; 'Relation Name'?: string; Plans?: Node[] }
const scanned = (node: Node): string[] => [
  ...(node['Node Type'] === 'Seq Scan' && node['Relation Name'] ? [node['Relation Name']] : []),
  ...(node.Plans ?? []).flatMap(scanned),
]

/** Every statement that a worker and its starts send while runs begin, sleep, wait in order and end. */
async function statements(): Promise<Map<string, readonly unknown[]>> {
  const seen = new Map<string, readonly unknown[]>()
  const { db, pool } = openDatabase(engine.url, { max: 6 })
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown
    client.query = ((...given: unknown[]) => {
      const [text, values] = given as [string | { text: string; values?: unknown[] }, unknown[] | undefined]
      if (typeof text === 'string') seen.set(text, values ?? [])
      else seen.set(text.text, text.values ?? [])
      return query(...given)
    }) as never
  })
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
  await db.destroy()
  return seen
}

test(`no statement of the engine reads all of ${RUNS} ended runs`, async () => {
  const before = await rowsRead()
  const seen = await statements()
  const plans: [string, string[]][] = []
  const client = await engine.database.pool.connect()
  for (const [text, parameters] of seen) {
    if (!/^\s*(with|select|insert|update|delete)/i.test(text) || !text.includes('gantry.')) continue
    await client.query('begin')
    const { rows } = await client.query(`explain (format json) ${text}`, [...parameters])
    await client.query('rollback')
    const tables = scanned(rows[0]['QUERY PLAN'][0].Plan).filter((table) => LARGE.includes(table))
    if (tables.length > 0) plans.push([text.trim().slice(0, 200), tables])
  }
  client.release()
  expect(seen.size).toBeGreaterThan(10)
  expect(plans).toEqual([])
  // Those inside of functions too: nothing was read from end to end while all of this ran, by an index either.
  const after = await rowsRead()
  for (const table of LARGE)
    expect([table, after[table]!.sequentially - before[table]!.sequentially]).toEqual([table, 0])
  for (const table of LARGE) expect(after[table]!.byIndex - before[table]!.byIndex).toBeLessThan(RUNS / 2)
})

type Read = { relname: string; sequentially: number; byIndex: number }

async function rowsRead(): Promise<Record<string, Read>> {
  // Each connection tells what it read a second later at most, or when it ends.
  await sql`select pg_stat_force_next_flush()`.execute(engine.db)
  const { rows } = await engine.database.pool.query<Read>(
    `select t.relname, t.seq_tup_read::int as sequentially, sum(i.idx_tup_read)::int as "byIndex"
      from pg_stat_user_tables t join pg_stat_user_indexes i using (relid) where t.schemaname = 'gantry'
      group by t.relname, t.seq_tup_read`,
  )
  return Object.fromEntries(rows.map((row) => [row.relname, row]))
}
