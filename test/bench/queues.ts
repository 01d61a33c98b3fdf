import { randomUUID } from 'node:crypto'
import { Logger, run as startWorker } from 'graphile-worker'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { type Contestant, RESULT, STEPS } from './contestant.ts'

type Job = { flow: string; step: number; result: unknown }

/** What has ended, told to whoever started it. */
class Ends {
  readonly #waiting = new Map<string, () => void>()

  of(flow: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(flow, resolve))
  }

  tell({ flow, step }: Job): void {
    if (step < STEPS) return
    this.#waiting.get(flow)?.()
    this.#waiting.delete(flow)
  }
}

/**
 * A pg-boss job for each step. Fetched in batches without a pause (its own polling never goes under half a second),
 * and the next steps' jobs inserted in bulk before the batch is completed.
 */
export async function pgBoss(url: string): Promise<Contestant> {
  const queue = 'steps'
  const boss = new PgBoss({ connectionString: url, max: 10 })
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue(queue, { partition: true, retryLimit: 0 })
  const ends = new Ends()
  let closing = false
  let due = Promise.withResolvers<void>()
  const fetching = (async () => {
    while (!closing) {
      const jobs = await boss.fetch<Job>(queue, { batchSize: 100 })
      if (jobs.length === 0) {
        const timer = setTimeout(due.resolve, 500)
        await due.promise
        clearTimeout(timer)
        due = Promise.withResolvers()
        continue
      }
      const next = jobs.filter(({ data }) => data.step < STEPS)
      if (next.length > 0)
        await boss.insert(
          queue,
          next.map(({ data: { flow, step } }) => ({ data: { flow, step: step + 1, result: RESULT } })),
        )
      await boss.complete(
        queue,
        jobs.map(({ id }) => id),
        RESULT,
      )
      for (const { data } of jobs) ends.tell(data)
    }
  })()
  return {
    flow: async () => {
      const flow = randomUUID()
      const ended = ends.of(flow)
      await boss.insert(queue, [{ data: { flow, step: 1, result: RESULT } }])
      due.resolve()
      await ended
    },
    close: async () => {
      closing = true
      due.resolve()
      await fetching
      await boss.stop({ graceful: false })
    },
  }
}

/** graphile-worker: the job of a step adds that of the next; jobs are fetched into a local queue. */
export async function graphileWorker(url: string): Promise<Contestant> {
  const ends = new Ends()
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const worker = await startWorker({
    pgPool: pool,
    concurrency: 100,
    noHandleSignals: true,
    preset: { worker: { localQueue: { size: 500 } } },
    logger: new Logger(() => () => {}),
    taskList: {
      step: async (payload, { addJob }) => {
        const { flow, step } = payload as Job
        if (step < STEPS) await addJob('step', { flow, step: step + 1, result: RESULT })
      },
    },
  })
  worker.events.on('job:complete', ({ job, error }) => {
    if (!error) ends.tell(job.payload as Job)
  })
  return {
    flow: async () => {
      const flow = randomUUID()
      const ended = ends.of(flow)
      await worker.addJob('step', { flow, step: 1, result: RESULT })
      await ended
    },
    close: async () => {
      await worker.stop()
      await pool.end()
    },
  }
}
