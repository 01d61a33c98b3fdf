import { fromKysely, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { DatabaseSettings } from '../database/backend.ts'
import type { Transaction } from '../database/database.ts'
import { notify } from '../database/notice.ts'
import { patience } from '../database/patience.ts'

const QUEUE = 'gantry-wake'
/** pg-boss keeps a job for a day at most; what is due later is found by the sweep. */
const FARTHEST_MS = 12 * 3600 * 1000

export const WAKE_CHANNEL = 'gantry_wake'
/** Told by a worker that took the wake of a run it does not carry: whoever does finds the run in the table. */
export const DUE_CHANNEL = 'gantry_due'

/** Told when a run that may be running was cancelled: its worker stops at the next step. */
export const CANCEL_CHANNEL = 'gantry_cancel'

export type Wake = { run: string; at?: Date }
export type WakesOptions = DatabaseSettings & {
  supervise: boolean
  log: Logger
  /** False where the schema was made with the roles: the engine's own may make none. */
  createSchema?: boolean
}
export type WakeJob = { id: string; runs: readonly string[] }

/** One job wakes as many: those who fetch it take whatever is due, not these runs. */
const LARGEST_JOB = 500

/**
 * Wakes of runs, carried by pg-boss. A job names runs and nothing else; the run table is the truth, and a sweep claims
 * due runs whose job was lost.
 */
export class Wakes {
  readonly boss: PgBoss
  /** Whether others are told at once, by LISTEN/NOTIFY. */
  readonly listen: boolean

  private constructor(boss: PgBoss, listen: boolean) {
    this.boss = boss
    this.listen = listen
  }

  /** `supervise` where this process also keeps the queues in order and fires schedules: workers. */
  static async open(
    url: string,
    { supervise, log, backend = 'postgres', listen = true, createSchema = true }: WakesOptions,
  ): Promise<Wakes> {
    const boss = new PgBoss({
      ...patience(),
      connectionString: url,
      schema: 'pgboss',
      createSchema,
      max: 3,
      backend,
      supervise,
      schedule: supervise,
      application_name: 'gantry-boss',
    })
    boss.on('error', (error) => log.error({ error: error.message }, 'pg-boss'))
    await boss.start()
    await boss.createQueue(QUEUE, { retryLimit: 0, expireInSeconds: 60, deleteAfterSeconds: 300 })
    return new Wakes(boss, listen && backend !== 'cockroachdb')
  }

  /** Whether a wake at this time goes through the queue; the sweep finds what is due later. Both in epoch milliseconds. */
  carries(at: number, now: number): boolean {
    return at - now < FARTHEST_MS
  }

  /** Queues wakes in the caller's transaction: they exist if, and only if, it commits. */
  async send(tx: Transaction, wakes: readonly Wake[]): Promise<void> {
    if (wakes.length === 0) return
    const now = wakes.filter(({ at }) => !at).map(({ run }) => run)
    const jobs = [
      ...Array.from({ length: Math.ceil(now.length / LARGEST_JOB) }, (_, at) => ({
        data: { runs: now.slice(at * LARGEST_JOB, (at + 1) * LARGEST_JOB) },
      })),
      ...wakes.flatMap(({ run, at }) => (at ? [{ data: { runs: [run] }, startAfter: at }] : [])),
    ]
    await this.boss.insert(QUEUE, jobs, { db: fromKysely(tx as never) })
    if (this.listen && now.length > 0) await notify(tx, WAKE_CHANNEL)
  }

  async fetch(limit: number): Promise<WakeJob[]> {
    const jobs = await this.boss.fetch<{ runs: string[] }>(QUEUE, { batchSize: limit })
    return (jobs ?? []).map((job) => ({ id: job.id, runs: job.data.runs }))
  }

  async complete(jobs: readonly WakeJob[]): Promise<void> {
    if (jobs.length > 0)
      await this.boss.complete(
        QUEUE,
        jobs.map((job) => job.id),
      )
  }

  async close(): Promise<void> {
    await this.boss.stop({ graceful: false })
  }
}
