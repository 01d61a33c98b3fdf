import { outbound } from '@gantry/core/connector/outbound'
import { SharedAllowances } from '@gantry/core/connector/shared-allowance'
import pg from 'pg'
import pino from 'pino'
import { RateLimiterPostgres, RateLimiterQueue } from 'rate-limiter-flexible'

type Task = { contestant: string; perSecond: number; databaseUrl: string; vendorUrl: string }

/** Requests that want to leave at any time, in one worker. */
const WANTED = 20

/** Sends one request as soon as it may. */
type Send = () => Promise<unknown>

function gantry({ perSecond, databaseUrl, vendorUrl }: Task): Send {
  const limits = { requestsPerSecond: perSecond, concurrency: WANTED * 4 }
  const allowance = new SharedAllowances(databaseUrl, 'bench').of('vendor', limits)
  const { fetch } = outbound({ connection: 'Vendor', limits, allowance, log: pino({ level: 'silent' }) })
  return () => fetch(vendorUrl, { method: 'POST' })
}

/** As its documents say: points for a second, and a queue that waits for them. It knows no Retry-After: that is ours. */
async function rateLimiterFlexible({ perSecond, databaseUrl, vendorUrl }: Task): Promise<Send> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 5 })
  const limiter = await new Promise<RateLimiterPostgres>((resolve, reject) => {
    const opened: RateLimiterPostgres = new RateLimiterPostgres(
      { storeClient: pool, points: perSecond, duration: 1, tableName: 'limits', keyPrefix: 'vendor' },
      (error?: Error) => (error ? reject(error) : resolve(opened)),
    )
  })
  const queue = new RateLimiterQueue(limiter, { maxQueueSize: WANTED * 2 })
  let pausedUntil = 0
  return async () => {
    await queue.removeTokens(1)
    const pause = pausedUntil - performance.now()
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    const response = await fetch(vendorUrl, { method: 'POST' })
    await response.arrayBuffer()
    if (response.status === 429)
      pausedUntil = performance.now() + Number(response.headers.get('retry-after') ?? 1) * 1000
  }
}

process.once('message', async (task: Task) => {
  const send = task.contestant === 'gantry' ? gantry(task) : await rateLimiterFlexible(task)
  process.send?.('ready')
  const ever = async () => {
    for (;;) await send().catch(() => new Promise((resolve) => setTimeout(resolve, 50)))
  }
  await Promise.all([...Array(WANTED)].map(ever))
})
process.on('disconnect', () => process.exit(0))
