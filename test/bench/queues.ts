import { randomUUID } from 'node:crypto'
import { Logger, run as startWorker } from 'graphile-worker'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { type Contestant, Ends, type Setting, STEPS, type Work } from './contestant.ts'

/** Of the step before; null for the first. */
type Job = { flow: string; step: number; result: Awaited<ReturnType<Work>> | null }

/**
 * A pg-boss job for each step. Fetched in batches without a pause (its own polling never goes under half a second),
 * and the next steps' jobs inserted in bulk before the batch is completed.
 */
export async function pgBoss(url: string, { work }: Setting): Promise<Contestant> {
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
      const done = await Promise.all(jobs.map(async ({ data }) => ({ ...data, result: await work() })))
      const next = done.filter(({ step }) => step < STEPS)
      if (next.length > 0)
        await boss.insert(
          queue,
          next.map(({ flow, step, result }) => ({ data: { flow, step: step + 1, result } })),
        )
      await boss.complete(
        queue,
        jobs.map(({ id }) => id),
        done[0]!.result,
      )
      for (const { flow, step } of done) if (step === STEPS) ends.tell(flow)
    }
  })()
  return {
    flow: async () => {
      const flow = randomUUID()
      const ended = ends.of(flow)
      await boss.insert(queue, [{ data: { flow, step: 1, result: null } }])
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
export async function graphileWorker(url: string, { inFlight, work }: Setting): Promise<Contestant> {
  const ends = new Ends()
  const pool = new pg.Pool({ connectionString: url, max: 20 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const worker = await startWorker({
    pgPool: pool,
    concurrency: inFlight,
    noHandleSignals: true,
    preset: { worker: { localQueue: { size: 500 }, completeJobBatchDelay: 0 } },
    logger: new Logger(() => () => {}),
    taskList: {
      step: async (payload, { addJob }) => {
        const { flow, step } = payload as Job
        const result = await work()
        if (step < STEPS) await addJob('step', { flow, step: step + 1, result })
      },
    },
  })
  worker.events.on('job:complete', ({ job, error }) => {
    const { flow, step } = job.payload as Job
    if (!error && step === STEPS) ends.tell(flow)
  })
  return {
    flow: async () => {
      const flow = randomUUID()
      const ended = ends.of(flow)
      await worker.addJob('step', { flow, step: 1, result: null })
      await ended
    },
    close: async () => {
      await worker.stop()
      await pool.end()
    },
  }
}
