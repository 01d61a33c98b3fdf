import type { Books } from '@gantry/core/sandbox'
import type { Context, Hono } from 'hono'
import { noRecord, problem, Refusal } from './problem.ts'

const JOBS = '/services/rest/async/v1/job'

/** A request that is answered later; `key` is what its client calls it by. */
type Job = { id: string; key?: string; polls: number; result?: { status: number; location?: string; body: string } }

/**
 * Does the work at once, or as a job where the client prefers that (Oracle help, "Sending an Asynchronous Request Using
 * an Idempotency Key"). Without `Prefer: respond-async` a key is not looked at.
 */
export async function answered(books: Books, c: Context, work: () => Promise<Response>): Promise<Response> {
  if (c.req.header('prefer') !== 'respond-async') return work()
  const key = c.req.header('x-netsuite-idempotency-key')
  const known = key && books.find<Job>('job', (job) => job.key === key)
  if (known) {
    const refusal = new Refusal(
      400,
      'IDEMPOTENCY_ERROR',
      'A request with the same idempotency key is already submitted. See the "Location" header for a link to the previously submitted job',
    )
    const response = problem(c, refusal)
    response.headers.set('location', `${JOBS}/${known.id}`)
    return response
  }
  const job: Job = { id: String(books.size('job') + 1), ...(key && { key }), polls: 0 }
  books.put('job', job.id, job)
  const response = await work().catch((error: unknown) => {
    if (error instanceof Refusal) return problem(c, error)
    throw error
  })
  const location = response.headers.get('location')
  const result = { status: response.status, ...(location && { location }), body: await response.text() }
  books.put('job', job.id, { ...job, result } satisfies Job)
  await books.durable()
  return c.body('{}', 202, {
    location: `${JOBS}/${job.id}`,
    'preference-applied': 'respond-async',
    'content-type': 'application/json',
  })
}

/** What became of a job. Whoever asks at once is told that it is still at work. */
export function jobRoutes(app: Hono, books: Books): void {
  const find = (c: Context): Job => {
    const job = books.get<Job>('job', c.req.param('id')!)
    if (!job) throw noRecord()
    return job
  }
  const self = (path: string) => [{ rel: 'self', href: path }]

  app.get(`${JOBS}/:id`, (c) => {
    const job = find(c)
    const completed = job.polls > 0 && job.result !== undefined
    books.put('job', job.id, { ...job, polls: job.polls + 1 })
    const progress = !completed ? 'processing' : job.result!.status < 300 ? 'succeeded' : 'failed'
    const path = `${JOBS}/${job.id}`
    return c.json({ links: self(path), completed, id: job.id, progress, task: { links: self(`${path}/task`) } })
  })

  app.get(`${JOBS}/:id/task`, (c) => {
    const path = `${JOBS}/${find(c).id}/task`
    return c.json({ links: self(path), count: 1, hasMore: false, items: [{ links: self(`${path}/1`) }], offset: 0 })
  })

  app.get(`${JOBS}/:id/task/1/result`, (c) => {
    const { result } = find(c)
    if (!result) throw noRecord()
    return new Response(result.body || null, {
      status: result.status,
      headers: {
        ...(result.location && { location: result.location }),
        ...(result.body && { 'content-type': 'application/vnd.oracle.resource+json; type=error; charset=UTF-8' }),
      },
    })
  })
}
