import { randomUUID } from 'node:crypto'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isDatabaseUnavailable } from '../database/failure.ts'
import { IntegrationError, toIntegrationError, toProblem } from '../errors/integration-error.ts'
import { idOf } from '../flow/identity.ts'
import type { RecordAsked } from '../security/audit/asked.ts'
import { type Caller, callerOf } from '../security/caller.ts'
import type { Identity } from '../security/identity.ts'
import { authorize } from './client.ts'
import type { Call, Contract, Operation, Port } from './contract.ts'
import { routeOf } from './document.ts'
import type { Elsewhere } from './elsewhere.ts'
import { type FileContent, fileAnswer, prefersFile } from './file.ts'
import type { Idempotency } from './idempotency.ts'
import { CORRELATION_LIMIT } from './limit.ts'
import { limitBody, refuseUnkeptText } from './request-body.ts'
import { noticeOf, refuseAfterSunset } from './sunset.ts'
import { invalidRequest, parseOutput, refuseUntellable } from './validation.ts'

export type ServerOptions = {
  /** The identity of a caller that may call this API; throws `unauthenticated`, or what else keeps it out. */
  authenticate: (authorization: string | undefined, caller: Caller) => Promise<Identity>
  /** Asked before anything is begun or kept, and again where answering failed. */
  elsewhere?: Elsewhere
  /** Holds back a call that takes two people until the second one asks; throws for the first. */
  release?: (operation: string, identity: Identity, input: unknown) => Promise<void>
  /** Has a call performed, and leaves an act of what it changes. */
  record?: RecordAsked
  /** Stored answers by `Idempotency-Key`; absent where the port itself honours the key (system APIs). */
  idempotency?: Idempotency
  /** Told of each caller that was let in, before it is answered. */
  onUse?: (identity: Identity) => void
  /** What of an answer the caller may see; all of it where it is absent. */
  disclose?: (operation: Operation, output: unknown, identity: Identity) => unknown
  onError?: (error: IntegrationError, request: { method: string; path: string; correlation: string }) => void
}

/** Answers are kept by nobody on the way, and nothing in them is ever run. */
const FOR_PROGRAMS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

type Env = { Variables: { identity: Identity; caller: Caller; correlation: string; told: Record<string, string> } }
type AnyPort = Record<string, (input: unknown, call: Call) => Promise<unknown>>

/** Serves a contract over HTTP: authenticates, authorizes, validates, and answers every failure as problem+json. */
export function serve<C>(given: C, port: NoInfer<Port<C>>, options: ServerOptions): OpenAPIHono<Env> {
  const contract = given as unknown as Contract
  const notice = Object.entries(noticeOf(contract))
  const app = new OpenAPIHono<Env>({
    defaultHook: (result, c) => {
      if (result.success) return
      const prefix = result.target === 'json' ? 'body' : result.target
      const error = invalidRequest(result.error.issues, [prefix])
      return answer(c as never, error, options)
    },
  })
  app.use(async (c, next) => {
    const given = correlationOf(c.req.header('x-correlation-id'))
    c.set('correlation', given ?? randomUUID())
    const told: Record<string, string> = {}
    c.set('told', told)
    const tell = (name: string, value: string) => {
      told[name] = value
      c.header(name, value)
    }
    const caller = callerOf(c, tell)
    const identity = await options.authenticate(c.req.header('authorization'), caller)
    c.set('identity', identity)
    c.set('caller', caller)
    refuseLongCorrelation(c.req.header('x-correlation-id'))
    options.onUse?.(identity)
    for (const [name, value] of notice) tell(name, value)
    refuseAfterSunset(contract)
    const key = c.req.header('idempotency-key')
    // It ends up in vendors' records, and a vendor refuses a key of ours that comes back with another one.
    // Two partners may choose the same key.
    const whose = identity.partner === undefined ? [] : [identity.partner]
    if (!given && key) c.set('correlation', idOf(identity.tenant, ...whose, c.req.path, key))
    c.header('x-correlation-id', c.get('correlation'))
    for (const [name, value] of Object.entries(FOR_PROGRAMS)) c.header(name, value)
    await next()
  })
  app.use(limitBody)
  app.use(refuseUnkeptText)
  app.onError((thrown, c) => answer(c as never, asError(thrown), options))
  app.notFound((c) =>
    answer(
      c as never,
      new IntegrationError('no-such-path', `The ${contract.name} API has no ${c.req.method} ${c.req.path}.`, {
        kind: 'data',
        status: 404,
      }),
      options,
    ),
  )
  for (const [id, operation] of Object.entries(contract.operations)) mount(app, contract, id, operation, port, options)
  refuseOtherMethods(app, contract, options)
  return app
}

function mount(
  app: OpenAPIHono<Env>,
  contract: Contract,
  id: string,
  operation: Operation,
  port: unknown,
  options: ServerOptions,
) {
  const handle = (port as AnyPort)[id]
  if (!handle) throw new Error(`${contract.name}: the port lacks ${id}.`)
  const { record = (_, work) => work() } = options
  // Whoever may not call learns nothing of what the call takes.
  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    authorize(contract, id, c.get('identity'))
    await next()
  }
  app.openapi({ ...routeOf(contract, id, operation), middleware }, async (context) => {
    const c = context as unknown as Context<Env>
    const valid = (target: 'param' | 'query' | 'json') => (c.req.valid as (target: string) => unknown)(target)
    const identity = c.get('identity')
    const body = operation.body ? valid('json') : undefined
    const input = {
      ...(valid('param') as object | undefined),
      ...(operation.body && { body }),
      ...(operation.query && { query: valid('query') }),
    }
    const idempotencyKey = c.req.header('idempotency-key')
    const timeoutMs = durationOf(c.req.header('x-timeout-ms'))
    const uncertainForMs = durationOf(c.req.header('x-uncertain-for-ms'))
    const call: Call = {
      identity,
      correlation: c.get('correlation'),
      ...(idempotencyKey && { idempotencyKey }),
      ...(timeoutMs && { deadline: Date.now() + timeoutMs }),
      ...(uncertainForMs && { uncertainSince: Date.now() - uncertainForMs }),
    }
    refuseUntellable(operation, input, ['param'])
    // An answer that is given again is no second act: what is stored is not performed.
    const perform = () =>
      record({ contract, operation: id, identity, correlation: call.correlation, input }, async () =>
        parseOutput(contract, id, operation, await handle(input, call)),
      )
    const answerHere = async () => {
      await options.release?.(`${contract.tier}.${contract.name}.${id}`, identity, input)
      if (!operation.idempotent || !options.idempotency || !idempotencyKey) return perform()
      return options.idempotency.once(
        { identity, operation: `${contract.name}.${id}`, key: idempotencyKey, input },
        perform,
      )
    }
    const incoming = { id, operation, input, call, caller: c.get('caller'), headers: c.req.header() }
    const elsewhere = async (met?: unknown) =>
      options.elsewhere?.({ ...incoming, body: async () => new Uint8Array(await c.req.arrayBuffer()) }, met)
    const output =
      (await elsewhere()) ??
      (await answerHere().catch(async (thrown) => {
        const answered = await elsewhere(thrown)
        if (answered) return answered
        throw thrown
      }))
    if (output instanceof Response) return toldWith(c, output) as never
    const disclosed = options.disclose ? options.disclose(operation, output, identity) : output
    if (operation.returnsFile) c.header('vary', 'accept')
    if (prefersFile(c, operation)) return fileAnswer(c, disclosed as FileContent) as never
    return c.json(disclosed as never, operation.status ?? 200) as never
  })
}

/** The caller's correlation id where it is one, else we make one: it is written to logs and to every vendor's documents. */
const correlationOf = (given: string | undefined): string | undefined =>
  given !== undefined && /^[\w.:-]{1,100}$/.test(given) ? given : undefined

/** Every document says how long it may be: whoever sends more is told, and does not look for it in vain. */
function refuseLongCorrelation(given = ''): void {
  if (given.length <= CORRELATION_LIMIT) return
  const message = `Expected ${CORRELATION_LIMIT} characters at most.`
  throw invalidRequest([{ code: 'custom', path: ['header', 'x-correlation-id'], message }])
}

/** Milliseconds, nine digits at most: a timer takes no more, and fires at once beyond. Anything else says nothing. */
const durationOf = (given: string | undefined): number | undefined =>
  given !== undefined && /^[1-9]\d{0,8}$/.test(given) ? Number(given) : undefined

/** Known paths asked with another method: 405 and the methods there are (RFC 9110, 15.5.6). */
function refuseOtherMethods(app: OpenAPIHono<Env>, contract: Contract, options: ServerOptions): void {
  const methods = new Map<string, string[]>()
  for (const { path, method } of Object.values(contract.operations))
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()])
  for (const [path, allowed] of methods)
    app.all(path.replace(/\{(\w+)\}/g, ':$1'), (c) => {
      const message = `${c.req.path} cannot be asked with ${c.req.method}.`
      const error = new IntegrationError('method-not-allowed', message, { kind: 'data', status: 405 })
      const response = answer(c as never, error, options)
      response.headers.set('allow', allowed.join(', '))
      return response
    })
}

function asError(thrown: unknown): IntegrationError {
  if (isDatabaseUnavailable(thrown))
    return new IntegrationError('database-unavailable', 'The database is away for the moment: ask again.', {
      kind: 'transient',
      detail: (thrown as Error).message,
      retryAfterMs: 1000,
      outcomeUnknown: true,
    })
  if (!(thrown instanceof HTTPException)) return toIntegrationError(thrown)
  if (thrown.status === 415)
    return new IntegrationError('unsupported-content-type', 'A request body is sent as application/json.', {
      kind: 'data',
      status: 415,
    })
  return new IntegrationError(thrown.status === 400 ? 'malformed-body' : 'http-error', `${thrown.message}.`, {
    kind: 'data',
    status: thrown.status,
    ...(thrown.status === 400 && { errors: [{ path: 'body', message: 'Not valid JSON.' }] }),
  })
}

function answer(c: Context<Env>, error: IntegrationError, options: ServerOptions): Response {
  const correlation = c.get('correlation') ?? randomUUID()
  options.onError?.(error, { method: c.req.method, path: c.req.path, correlation })
  return toldWith(c, problemResponse(error, correlation))
}

/** With what the edge tells the caller, unless the answer itself says so. */
function toldWith(c: Context<Env>, response: Response): Response {
  for (const [name, value] of Object.entries(c.get('told') ?? {}))
    if (!response.headers.has(name)) response.headers.set(name, value)
  return response
}

/** An error as an HTTP answer, RFC 9457. */
export function problemResponse(error: IntegrationError, correlation?: string): Response {
  return new Response(JSON.stringify(toProblem(error, correlation)), {
    status: error.status,
    headers: {
      'content-type': 'application/problem+json',
      ...FOR_PROGRAMS,
      ...(error.retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) }),
      ...(correlation && { 'x-correlation-id': correlation }),
      // What is left of the body is never read: the connection cannot carry another request.
      ...(error.status === 413 && { connection: 'close' }),
      ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
    },
  })
}
