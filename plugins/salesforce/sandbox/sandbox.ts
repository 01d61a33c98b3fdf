import { defineSandbox, type SandboxContext } from '@gantry/core/sandbox'
import { FailingPart } from '@gantry/core/sandbox/failing-part'
import { Hono } from 'hono'
import { calloutHeaders } from './automation.ts'
import { abortJobs, ingest } from './bulk.ts'
import { composite, graph } from './composite.ts'
import { standardPriceBook } from './cpq.ts'
import { parseExactly } from './json.ts'
import { ledger } from './ledger.ts'
import { INTEGRATION_USER, Org } from './org.ts'
import { Refusal } from './refusal.ts'
import { closeWon, editQuote } from './reps.ts'
import { type Api, type ApiAnswer, Cursors, perform } from './resources.ts'
import { deleteCustomer, editCustomer, enterCustomer, enterCustomers, enterOrder } from './sales.ts'
import { Sessions } from './session.ts'
import { Usage } from './usage.ts'

const JOBS = '/jobs/ingest'
const usageOf = new WeakMap<SandboxContext, Usage>()
const failingOf = new WeakMap<SandboxContext, FailingPart>()
const sessionsOf = new WeakMap<SandboxContext, Sessions>()

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return parseExactly(text)
  } catch {
    throw new Refusal('JSON_PARSER_ERROR', 'Unexpected character in the request body')
  }
}

function app(context: SandboxContext): Hono {
  const { books, clock, deliveries, settings } = context
  const org = Org.of(books)
  standardPriceBook(org, clock)
  org.commit()
  deliveries.start((delivery) => calloutHeaders(settings, delivery.id))
  const sessions = new Sessions(clock, settings)
  sessionsOf.set(context, sessions)
  const failing = new FailingPart()
  failingOf.set(context, failing)
  const api: Api = { org, clock, context, cursors: new Cursors(), failing }
  const usage = new Usage(Number(settings.dailyRequests))
  usageOf.set(context, usage)

  const answer = (given: ApiAnswer) =>
    new Response(given.text ?? (given.body === undefined ? null : JSON.stringify(given.body)), {
      status: given.status,
      headers: {
        ...(given.body !== undefined && { 'content-type': 'application/json;charset=UTF-8' }),
        ...(given.text !== undefined && { 'content-type': 'text/csv' }),
        ...(given.location && { location: given.location }),
        'sforce-limit-info': `api-usage=${usage.usedAt(clock.now())}/${usage.limit}`,
      },
    })
  const refuse = (error: Refusal) => answer({ status: error.status, body: [error.body()] })

  const hono = new Hono()
  hono.post('/services/oauth2/token', (c) => sessions.token(c))
  hono.get('/services/data', () =>
    answer({
      status: 200,
      body: ['45.0', '62.0'].map((version) => ({ label: version, url: `/services/data/v${version}`, version })),
    }),
  )
  hono.all('/services/data/:version/*', async (c) => {
    const version = /^v(\d\d\.\d)$/.exec(c.req.param('version'))?.[1]
    if (!version) return refuse(new Refusal('NOT_FOUND', 'The requested resource does not exist', 404))
    if (!sessions.valid(c.req.header('authorization')))
      return refuse(new Refusal('INVALID_SESSION_ID', 'Session expired or invalid', 401))
    if (!usage.take(clock.now()))
      return refuse(new Refusal('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', 403))
    const url = new URL(c.req.url)
    const path = url.pathname.slice(`/services/data/v${version}`.length)
    const { method } = c.req
    const text = await c.req.text()
    try {
      // From here to the commit nothing waits: no other request sees half of it.
      org.user = INTEGRATION_USER
      const body = c.req.header('content-type')?.startsWith('text/csv') ? text : parse(text)
      const batchSize = Number(/batchSize=(\d+)/.exec(c.req.header('sforce-query-options') ?? '')?.[1])
      let given: ApiAnswer
      if (method === 'POST' && path === '/composite') given = composite(api, version, body)
      else if (method === 'POST' && path === '/composite/graph') given = graph(api, version, body)
      else if (path.startsWith(JOBS)) given = ingest(api, version, method, path.slice(JOBS.length), body)
      else if (method === 'GET' && path === '/limits') given = { status: 200, body: limits(usage, clock.now()) }
      else
        given = perform(api, {
          method,
          version,
          path,
          query: url.searchParams,
          body,
          ...(batchSize > 0 && { batchSize }),
        })
      if (method !== 'GET') {
        org.commit(`${method} ${path.replace(/\/[^/]*$/, (last) => (/^\/[a-zA-Z]\w*$/.test(last) ? last : '/{id}'))}`)
      }
      await books.durable()
      return answer(given)
    } catch (error) {
      org.rollback()
      if (error instanceof Refusal) return refuse(error)
      throw error
    }
  })
  return hono
}

const limits = (usage: Usage, now: Date) => ({
  DailyApiRequests: { Max: usage.limit, Remaining: usage.limit - usage.usedAt(now) },
})

export default defineSandbox({
  name: 'salesforce',
  title: 'Salesforce (CRM and CPQ)',
  /** `calloutUrl` and `calloutToken`: where the org's Flow tells of won deals; none is told where absent. */
  defaults: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret', dailyRequests: '1000000' },
  app,
  ledger,
  actions: {
    'close-won': closeWon,
    'edit-quote': editQuote,
    customer: enterCustomer,
    customers: enterCustomers,
    'edit-customer': editCustomer,
    'delete-customer': deleteCustomer,
    order: enterOrder,
    /** `{ requests }`: the next ones are answered REQUEST_LIMIT_EXCEEDED. */
    refuse: (context, { requests }) => usageOf.get(context)?.refuse(Number(requests)),
    /** A part of a composite request, a record of a collection or a row of a job fails, at the place that is told. */
    'fail-part': (context, body) => failingOf.get(context)?.tell(body),
    /** Bulk jobs that have not begun never will. */
    'abort-jobs': abortJobs,
    /** Ends all sessions, as an administrator may: the next call is answered INVALID_SESSION_ID. */
    'end-sessions': (context) => sessionsOf.get(context)?.end(),
  },
})
