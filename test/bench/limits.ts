import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '@gantry/core/database/database'
import { CORE_MIGRATIONS, migrate } from '@gantry/core/database/migrate'
import { startDatabase } from '@gantry/scaffold/database/embedded'
import pg from 'pg'

/*
 * Four worker processes with more work than the vendor allows. The vendor counts strictly: no more than so many requests
 * in whatever second one looks at, and a 429 with Retry-After beyond. Told: how much of the allowance was used, and how
 * many answers said "too many". The peer, rate-limiter-flexible on the same Postgres, runs in the same minutes.
 * DATABASE_URL replaces the embedded database: it must let databases be made.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rates: { type: 'string', default: '50,200' },
    seconds: { type: 'string', default: '15' },
  },
  allowPositionals: true,
})
const CONTESTANTS = values.only?.split(',') ?? ['gantry', 'rate-limiter-flexible']
const WORKERS = 4
const SERVICE_MS = 10
const WARM_MS = 2_000
const WINDOW_MS = 1_000

function tell(figure: string, value: number, detail: Record<string, unknown>): void {
  const rounded = Math.round(value * 100_000) / 100_000
  process.stdout.write(`${JSON.stringify({ bench: 'limits', figure, value: rounded, unit: 'share', detail })}\n`)
}

/** A vendor that lets `perSecond` requests through in any second. */
class StrictVendor {
  readonly #server: Server
  #accepted: number[] = []
  #counting = false
  counted = { accepted: 0, refused: 0 }

  private constructor(perSecond: number) {
    this.#server = createServer((_, response) => {
      const now = performance.now()
      while (this.#accepted.length > 0 && this.#accepted[0]! <= now - WINDOW_MS) this.#accepted.shift()
      const within = this.#accepted.length < perSecond
      if (within) this.#accepted.push(now)
      if (this.#counting) this.counted[within ? 'accepted' : 'refused']++
      if (!within) {
        const waitMs = this.#accepted[0]! + WINDOW_MS - now
        return response.writeHead(429, { 'retry-after': String(Math.ceil(waitMs / 1000)) }).end()
      }
      setTimeout(() => response.end('{}'), SERVICE_MS)
    })
  }

  static async open(perSecond: number): Promise<StrictVendor> {
    const vendor = new StrictVendor(perSecond)
    vendor.#server.listen(0, '127.0.0.1')
    await once(vendor.#server, 'listening')
    return vendor
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async count(ms: number): Promise<{ accepted: number; refused: number; seconds: number }> {
    this.counted = { accepted: 0, refused: 0 }
    this.#counting = true
    const started = performance.now()
    await new Promise((resolve) => setTimeout(resolve, ms))
    this.#counting = false
    return { ...this.counted, seconds: (performance.now() - started) / 1000 }
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

async function measure(contestant: string, perSecond: number, databaseUrl: string): Promise<void> {
  const vendor = await StrictVendor.open(perSecond)
  const workers: ChildProcess[] = []
  try {
    for (let worker = 0; worker < WORKERS; worker++) {
      const child = fork(new URL('./limits-worker.ts', import.meta.url), {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      workers.push(child)
      child.send({ contestant, perSecond, databaseUrl, vendorUrl: vendor.url })
    }
    await Promise.all(workers.map((worker) => once(worker, 'message')))
    await new Promise((resolve) => setTimeout(resolve, WARM_MS))
    const { accepted, refused, seconds } = await vendor.count(Number(values.seconds) * 1000)
    const detail = { contestant, perSecond, workers: WORKERS, seconds, accepted, refused }
    tell('used', accepted / (perSecond * seconds), detail)
    tell('over', refused / (accepted + refused), detail)
  } finally {
    for (const worker of workers) worker.kill()
    vendor.close()
  }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(statement)
  await client.end()
}

const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'))
const embedded = process.env.DATABASE_URL ? undefined : await startDatabase({ dir: folder, log: () => {} })
const server = process.env.DATABASE_URL ?? embedded!.url
try {
  for (const perSecond of values.rates.split(',').map(Number))
    for (const contestant of CONTESTANTS) {
      const name = `bench_limits_${process.pid}`
      await administer(server, `create database ${name}`)
      const url = new URL(server)
      url.pathname = `/${name}`
      try {
        const { db, close } = openDatabase(url.href)
        await migrate(db, [CORE_MIGRATIONS])
        await close()
        await measure(contestant, perSecond, url.href)
      } finally {
        await administer(server, `drop database if exists ${name} with (force)`)
      }
    }
} finally {
  await embedded?.stop()
  rmSync(folder, { recursive: true, force: true })
}
