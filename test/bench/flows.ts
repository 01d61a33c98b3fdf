import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startDatabase } from '@gantry/scaffold/database/embedded'
import pg from 'pg'
import { type Contestant, latency, STEPS, throughput } from './contestant.ts'
import { gantry } from './gantry.ts'
import { limit } from './limit.ts'
import { graphileWorker, pgBoss } from './queues.ts'

/*
 * Flows of five durable steps with results of 300 bytes, on one Postgres in one run: Gantry as a host starts it, a
 * pg-boss job a step, graphile-worker's chained jobs, and what the same Postgres allows at the most.
 * `--only pgboss,limit` compares with those alone, `--only gantry` with none.
 * Starts, worker and database share the machine. DATABASE_URL replaces the embedded database: it must let databases be made.
 */
const { values } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true })
const only = values.only?.split(',')
const WARM = { warmMs: 1_500, forMs: 6_000 }

function tell(figure: string, value: number, unit: string, detail: Record<string, unknown> = {}): void {
  const rounded = Math.round(value * 1000) / 1000
  process.stdout.write(`${JSON.stringify({ bench: 'flows', figure, value: rounded, unit, detail })}\n`)
}

async function onDatabase<T>(
  server: string,
  open: (url: string) => Promise<Contestant>,
  measure: (contestant: Contestant) => Promise<T>,
): Promise<T> {
  const name = `bench_${open.name.toLowerCase()}_${process.pid}`
  const url = new URL(server)
  url.pathname = `/${name}`
  await administer(server, `create database ${name}`)
  try {
    const contestant = await open(url.href)
    try {
      return await measure(contestant)
    } finally {
      await contestant.close()
    }
  } finally {
    await administer(server, `drop database if exists ${name} with (force)`)
  }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(statement)
  await client.end()
}

const speed = (server: string, open: (url: string) => Promise<Contestant>) =>
  onDatabase(server, open, async (contestant) => ({
    hundred: await throughput(contestant, { inFlight: 100, ...WARM }),
    one: await throughput(contestant, { inFlight: 1, warmMs: 500, forMs: 3_000 }),
  }))

async function main(server: string): Promise<void> {
  const detail = { steps: STEPS, resultBytes: 300, inFlight: 100 }
  const ours = await onDatabase(server, gantry, async (contestant) => {
    const hundred = await throughput(contestant, { inFlight: 100, ...WARM })
    tell('flows_per_second', hundred.perSecond, '1/s', { ...detail, flows: hundred.flows })
    const one = await throughput(contestant, { inFlight: 1, warmMs: 500, forMs: 3_000 })
    tell('flows_per_second_one_in_flight', one.perSecond, '1/s', { ...detail, inFlight: 1, flows: one.flows })
    for (const perSecond of [10, 100]) {
      const { p50Ms, p99Ms, flows } = await latency(contestant, { perSecond, forMs: 8_000 })
      tell('p50_ms', p50Ms, 'ms', { startsPerSecond: perSecond, flows })
      tell('p99_ms', p99Ms, 'ms', { startsPerSecond: perSecond, flows })
    }
    return hundred.perSecond
  })
  for (const [name, open] of Object.entries({ pgboss: pgBoss, graphile: graphileWorker, limit })) {
    if (only && !only.includes(name)) continue
    const { hundred, one } = await speed(server, open)
    const theirs = { flowsPerSecond: Math.round(hundred.perSecond), oneInFlight: Math.round(one.perSecond) }
    tell(`ratio_${name}`, ours / hundred.perSecond, 'ratio', { ...detail, ...theirs })
  }
}

const dir = mkdtempSync(join(tmpdir(), 'gantry-bench-'))
const url = process.env.DATABASE_URL
const database = await startDatabase({ dir, log: () => {}, ...(url && { url }) })
try {
  await main(database.url)
} finally {
  await database.stop()
  rmSync(dir, { recursive: true, force: true })
}
