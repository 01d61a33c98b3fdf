import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { defineContract, event, z } from '@gantry/core/contract'
import { openDatabase } from '@gantry/core/database/database'
import { CORE_MIGRATIONS, migrate } from '@gantry/core/database/migrate'
import { publish } from '@gantry/core/events/events'
import { defineFlow, type Flow } from '@gantry/core/flow'
import { claimDue } from '@gantry/core/flow/claims'
import { Wakes } from '@gantry/core/flow/wakes'
import { Worker } from '@gantry/core/flow/worker'
import { Engine } from '@gantry/core/runtime/engine'
import { startDatabase } from '@gantry/scaffold/database/embedded'
import pg from 'pg'
import pino from 'pino'

/*
 * What a run costs, taken apart: so many runs of a flow of nothing, of ten steps, of ten sleeps and so on, and from their
 * differences the cost of each part in milliseconds of the whole machine, with the bytes of the log it writes. The figures of
 * docs/capacity.md come from here. `--only claims` leaves the runs out. DATABASE_URL replaces the embedded database: it must let databases be made.
 */
const { values } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true })
const RUNS = 1_500
const PARTS = 10

const { heard } = defineContract({
  name: 'capacity',
  version: '1.0.0',
  tier: 'process',
  title: 'Capacity',
  description: 'Events of this bench.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { heard: event(z.object({ id: z.string() }), { key: ({ id }) => id }) },
}).events

const Input = z.object({ id: z.string() })
const common = { version: 1, team: 'platform', input: Input, key: ({ id }: { id: string }) => id, uses: {} } as const
const items = Array.from({ length: PARTS }, (_, n) => String(n))
const RESULT = { text: 'x'.repeat(289) }
const FLOWS = {
  nothing: defineFlow({ ...common, name: 'nothing', run: async () => {} }),
  steps: defineFlow({
    ...common,
    name: 'steps',
    run: async (_, { step }) => {
      for (const item of items) await step('work', async () => RESULT, { item })
    },
  }),
  local: defineFlow({
    ...common,
    name: 'local',
    run: async (_, { local }) => {
      for (const item of items) await local('work', async () => RESULT, { item })
    },
  }),
  emitted: defineFlow({
    ...common,
    name: 'emitted',
    run: async ({ id }, { emit }) => {
      for (const item of items) await emit('tell', heard, { id: `${id} ${item}` }, { item })
    },
  }),
  awaited: defineFlow({
    ...common,
    name: 'awaited',
    run: async ({ id }, { wait }) => {
      await wait('hear', heard, id, { within: { hours: 1 } })
    },
  }),
}

function tell(figure: string, value: number, unit: string, detail: Record<string, unknown> = {}): void {
  const rounded = Math.round(value * 1000) / 1000
  process.stdout.write(`${JSON.stringify({ bench: 'capacity', figure, value: rounded, unit, detail })}\n`)
}

async function onFresh<T>(server: string, name: string, work: (url: string) => Promise<T>): Promise<T> {
  const database = `capacity_${name}_${process.pid}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`create database ${database}`)
  const url = new URL(server)
  url.pathname = `/${database}`
  try {
    return await work(url.href)
  } finally {
    await client.query(`drop database if exists ${database} with (force)`)
    await client.end()
  }
}

type Cost = { msPerRun: number; walPerRun: number; diskPerRun: number }

/** Runs of one flow, started as fast as they are taken; `after` is told of each start. */
async function costOf(
  server: string,
  flow: Flow,
  after?: (parts: { db: ReturnType<typeof openDatabase>['db']; wakes: Wakes; id: string }) => Promise<unknown>,
): Promise<Cost> {
  return onFresh(server, flow.name, async (url) => {
    const { db, pool, close } = openDatabase(url, { max: 10 })
    await migrate(db, [CORE_MIGRATIONS])
    const log = pino({ level: 'silent' })
    const wakes = await Wakes.open(url, { supervise: false, log })
    const worker = new Worker({ db, url, wakes, flows: [flow], clientsOf: () => ({}), log, concurrency: 100 })
    await worker.start()
    const engine = new Engine(db, wakes, [flow])
    engine.carriedBy(worker)
    const call = { identity: { tenant: 't', principal: 'bench', scopes: ['*'] }, correlation: 'bench' }
    const batch = async (count: number, prefix: string) => {
      let next = 0
      const place = async () => {
        while (next < count) {
          const id = `${prefix}${next++}`
          await engine.start(flow, { id }, call)
          await after?.({ db, wakes, id })
        }
      }
      await Promise.all(Array.from({ length: 100 }, place))
      for (;;) {
        const { rows } = await pool.query(`select 1 from gantry.run where state <> 'completed' limit 1`)
        if (rows.length === 0) return
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    await batch(300, 'warm')
    const wal = async () => (await pool.query(`select pg_current_wal_insert_lsn() as at`)).rows[0].at as string
    const [from, begun] = [await wal(), performance.now()]
    await batch(RUNS, 'run')
    const ms = performance.now() - begun
    const { rows } = await pool.query(`select pg_wal_lsn_diff($1, $2)::float8 as bytes`, [await wal(), from])
    await worker.stop()
    const disk =
      await pool.query(`select (pg_total_relation_size('gantry.run') + pg_total_relation_size('gantry.journal')
      + pg_total_relation_size('gantry.event'))::float8 / (select count(*) from gantry.run) as bytes`)
    await wakes.close()
    await close()
    return { msPerRun: ms / RUNS, walPerRun: rows[0].bytes / RUNS, diskPerRun: disk.rows[0].bytes }
  })
}

/** A claim of 50 runs out of a queue of so many. */
async function claimCost(server: string, queued: number): Promise<number> {
  return onFresh(server, `claims_${queued}`, async (url) => {
    const { db, pool, close } = openDatabase(url, { max: 2 })
    await migrate(db, [CORE_MIGRATIONS])
    await pool.query(
      `insert into gantry.run (id, tenant, flow, version, key, digest, input, correlation, principal, state, due_at)
        select gen_random_uuid(), 't' || n % 20, 'f' || n % 3, 1, n::text, '', '{}', '', '', 'queued', clock_timestamp()
        from generate_series(1, $1::int) as n`,
      [queued],
    )
    await pool.query('vacuum analyze gantry.run')
    const flows = ['f0', 'f1', 'f2'].map((name) => ({ name, version: 1, priority: 'normal' as const, room: 50 }))
    let after = ''
    const claim = async () => {
      const claimed = await claimDue(db, { owner: 'bench', leaseMs: 60_000, limit: 50, flows, after })
      after = claimed.at(-1)?.tenant ?? ''
    }
    for (let n = 0; n < 5; n++) await claim()
    const begun = performance.now()
    for (let n = 0; n < 40; n++) await claim()
    const ms = (performance.now() - begun) / 40
    await close()
    return ms
  })
}

async function runs(server: string): Promise<void> {
  const nothing = await costOf(server, FLOWS.nothing)
  tell('start_and_end', nothing.msPerRun, 'ms', {
    walBytes: Math.round(nothing.walPerRun),
    diskBytes: Math.round(nothing.diskPerRun),
    runs: RUNS,
  })
  for (const [figure, flow] of [
    ['step', FLOWS.steps],
    ['local_step', FLOWS.local],
    ['event', FLOWS.emitted],
  ] as const) {
    const cost = await costOf(server, flow)
    const part = (of: keyof Cost) => (cost[of] - nothing[of]) / PARTS
    const detail = { walBytes: Math.round(part('walPerRun')), diskBytes: Math.round(part('diskPerRun')), runs: RUNS }
    tell(figure, part('msPerRun'), 'ms', { ...detail, resultBytes: figure === 'event' ? 0 : 300 })
  }
  const awaited = await costOf(server, FLOWS.awaited, ({ db, wakes, id }) =>
    db
      .transaction()
      .execute((tx) =>
        publish(tx, wakes, [{ event: heard, data: { id }, tenant: 't', correlation: 'bench', source: id }]),
      ),
  )
  const wal = Math.round(awaited.walPerRun - nothing.walPerRun)
  tell('wait_and_its_event', awaited.msPerRun - nothing.msPerRun, 'ms', { walBytes: wal, runs: RUNS })
}

async function main(server: string): Promise<void> {
  if (values.only !== 'claims') await runs(server)
  for (const queued of [5_000, 50_000]) tell('claim_of_50', await claimCost(server, queued), 'ms', { queued })
}

const dir = mkdtempSync(join(tmpdir(), 'gantry-capacity-'))
const url = process.env.DATABASE_URL
const database = await startDatabase({ dir, log: () => {}, ...(url && { url }) })
try {
  await main(database.url)
} finally {
  await database.stop()
  rmSync(dir, { recursive: true, force: true })
}
