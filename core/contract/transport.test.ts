import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { fromProblem, IntegrationError, toProblem } from '../errors/integration-error.ts'
import { type Listening, listenOn } from '../runtime/server.ts'
import { Tokens } from '../security/tokens.ts'
import { client } from './client.ts'
import {
  type Call,
  type Client,
  defineContract,
  del,
  event,
  get,
  type Port,
  page,
  patch,
  post,
  put,
  z,
} from './contract.ts'
import { documentOf } from './document.ts'
import { serve } from './server.ts'

const Line = z.strictObject({ sku: z.string(), quantity: z.int().min(1) })
const Order = z.object({ id: z.string(), note: z.string().default('none'), lines: z.array(Line) })

const orders = defineContract({
  name: 'orders',
  version: '2.1.0',
  tier: 'process',
  title: 'Orders',
  description: 'Orders of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    createOrder: post('/orders', { summary: 'Creates.', body: Order, returns: Order, status: 201, idempotent: true }),
    getOrder: get('/orders/{id}', { summary: 'Reads.', returns: Order }),
    putOrder: put('/orders/{id}', { summary: 'Sets.', body: Order, returns: Order }),
    changeOrder: patch('/orders/{id}', { summary: 'Changes.', body: Order.partial(), returns: Order }),
    removeOrder: del('/orders/{id}', { summary: 'Removes.', returns: z.object({ gone: z.boolean() }) }),
    listOrders: get('/orders', {
      summary: 'Lists.',
      query: z.strictObject({ state: z.string().optional(), limit: z.coerce.number().int().max(10).default(5) }),
      returns: page(Order),
    }),
    printOrder: get('/orders/{id}/print', {
      summary: 'Prints.',
      returns: z.object({ fileName: z.string(), mediaType: z.literal('text/plain'), content: z.base64() }),
      returnsFile: 'text/plain',
    }),
    breakOrder: post('/orders/{id}/break', { summary: 'Answers outside its contract.', returns: Order }),
  },
  events: { ordered: event(Order, { key: ({ id }) => id }) },
})

const shared = { id: 'kept', note: 'mine', lines: [{ sku: 'A', quantity: 1 }] }
let received: { input: unknown; call: Call } | undefined
const failures: Record<string, unknown> = {
  data: new IntegrationError('no-such-order', 'There is no such order.', { kind: 'data', status: 404, detail: 'x' }),
  transient: new IntegrationError('rate-limited', 'Slow down.', {
    kind: 'transient',
    retryAfterMs: 1500,
    outcomeUnknown: true,
  }),
  policy: new IntegrationError('credit-hold', 'On hold.', { kind: 'policy', team: 'finance' }),
  bug: new TypeError('cannot read properties of undefined, password=hunter2'),
}
const answer = async (input: unknown, call: Call) => {
  received = { input, call }
  const { id } = input as { id?: string }
  if (id !== undefined && failures[id]) throw failures[id]
  return { id: id ?? 'new', lines: [], extra: 'stripped' } as never
}
const port: Port<typeof orders> = {
  createOrder: async (input, call) => {
    received = { input, call }
    return input.body
  },
  getOrder: (input, call) => (input.id === 'shared' ? Promise.resolve(shared) : answer(input, call)),
  putOrder: answer,
  changeOrder: answer,
  removeOrder: async () => ({ gone: true }),
  printOrder: async ({ id }) => {
    if (failures[id]) throw failures[id]
    return { fileName: 'Łódź (1).txt', mediaType: 'text/plain', content: Buffer.from('Ł\0ź').toString('base64') }
  },
  listOrders: async ({ query }, call) => {
    received = { input: { query }, call }
    return { items: [{ id: query.state ?? 'any', lines: [] }], next: String(query.limit) }
  },
  breakOrder: async () => ({ id: 1 }) as never,
}

// @ts-expect-error what is sent as a file says its name, its media type and its content
get('/faults', {
  summary: 'Is no file.',
  returns: z.object({ text: z.string() }),
  returnsFile: 'text/plain',
})

const tokens = new Tokens('a key for tests that is long enough')
const app = serve(orders, port, {
  authenticate: async (authorization) => (await tokens.verify(authorization?.replace('Bearer ', '') ?? '')).identity,
})
let listening: Listening
const transports: Record<string, () => Client<typeof orders>> = {
  direct: () => client(orders, { kind: 'direct', port: port as never }),
  'app.fetch': () =>
    client(
      orders,
      http('http://orders', (request) => app.request(request)),
    ),
  http: () =>
    client(
      orders,
      http(listening.url, (request) => fetch(request)),
    ),
}
const http = (origin: string, send: (request: Request) => Response | Promise<Response>) => ({
  kind: 'http' as const,
  baseUrl: origin,
  fetch: (request: Request) => {
    // A host mounts each contract under its base path; this app stands alone.
    const url = new URL(request.url)
    url.pathname = url.pathname.replace('/process/orders/v2', '')
    return send(new Request(url, request))
  },
  token: (identity: Call['identity']) => tokens.mint(identity),
})
beforeAll(async () => {
  listening = await listenOn(app as never, 0)
})
afterAll(() => listening.close())

const call = (more: Partial<Call> = {}): Call => ({
  identity: { tenant: 't', principal: 'p', scopes: ['process.orders.*'], onBehalfOf: 'someone' },
  correlation: 'one-correlation',
  ...more,
})
const failing = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: IntegrationError) => thrown,
  )
  expect(error).toBeInstanceOf(IntegrationError)
  return error!
}

describe.each(Object.keys(transports))('a client over %s', (name) => {
  const orders = () => transports[name]!()

  test('passes path, query, body, identity, correlation, key and deadline, and applies defaults', async () => {
    const deadline = Date.now() + 5000
    const body = { id: 'a/b ü', lines: [{ sku: 'A', quantity: 2 }] }
    const created = await orders().createOrder({ body }, call({ idempotencyKey: 'key', deadline }))
    expect(created).toEqual({ ...body, note: 'none' })
    expect(received!.input).toEqual({ body: created })
    const { deadline: arrived, ...rest } = received!.call
    expect(rest).toEqual(call({ idempotencyKey: 'key' }))
    // What crosses a network is the time left: the moment is a little later for the way it took.
    expect(arrived! - deadline).toBeGreaterThanOrEqual(0)
    expect(arrived! - deadline).toBeLessThan(1000)
    expect((await orders().getOrder({ id: 'a/b ü?#' }, call())).id).toBe('a/b ü?#')
    expect(await orders().listOrders({ query: { state: 'open', limit: 3 } }, call())).toMatchObject({ next: '3' })
    expect(await orders().listOrders({}, call())).toMatchObject({ next: '5', items: [{ id: 'any' }] })
    expect(await orders().removeOrder({ id: 'x' }, call())).toEqual({ gone: true })
  })

  test('strips what the contract does not name, and shares no value with the port', async () => {
    expect(await orders().getOrder({ id: 'plain' }, call())).toEqual({ id: 'plain', note: 'none', lines: [] })
    const got = await orders().getOrder({ id: 'shared' }, call())
    got.lines[0]!.quantity = 99
    expect(shared.lines[0]!.quantity).toBe(1)
    const lines = [{ sku: 'A', quantity: 2 }]
    await orders().createOrder({ body: { id: 'x', lines } }, call({ idempotencyKey: 'k' }))
    lines[0]!.quantity = 3
    expect((received!.input as { body: { lines: unknown } }).body.lines).toEqual([{ sku: 'A', quantity: 2 }])
  })

  test.each(['data', 'transient', 'policy'])('gives a %s failure as the port threw it', async (kind) => {
    const error = await failing(orders().getOrder({ id: kind }, call()))
    const { code, message, status, detail, retryAfterMs, team, outcomeUnknown } = failures[kind] as IntegrationError
    expect(error).toMatchObject({ code, message, status, kind })
    expect([error.detail, error.retryAfterMs, error.team, error.outcomeUnknown]).toEqual([
      detail,
      retryAfterMs,
      team,
      outcomeUnknown,
    ])
  })

  test('names every field at fault by its path, and never reaches the port', async () => {
    received = undefined
    const body = { id: 1, lines: [{ sku: 'A', quantity: 0, colour: 'red' }] } as never
    const error = await failing(orders().createOrder({ body }, call({ idempotencyKey: 'k' })))
    expect(error).toMatchObject({ code: 'invalid-request', kind: 'data', status: 400 })
    expect(error.errors!.map(({ path }) => path).sort()).toEqual([
      'body.id',
      'body.lines.0.colour',
      'body.lines.0.quantity',
    ])
    const query = await failing(orders().listOrders({ query: { limit: 11, nonsense: 1 } as never }, call()))
    expect(query.errors!.map(({ path }) => path).sort()).toEqual(['query.limit', 'query.nonsense'])
    expect(received).toBeUndefined()
  })

  test('refuses an identity without the scope', async () => {
    const identity = { tenant: 't', principal: 'p', scopes: ['process.orders.listOrders', 'system.*'] }
    expect(await failing(orders().getOrder({ id: '1' }, call({ identity })))).toMatchObject({
      code: 'forbidden',
      status: 403,
    })
    await orders().listOrders({}, call({ identity }))
  })
})

test('a port that answers outside its contract is a bug, on either side of the wire', async () => {
  for (const transport of Object.values(transports))
    expect(await failing(transport().breakOrder({ id: '1' }, call()))).toMatchObject({
      code: 'broken-contract',
      kind: 'bug',
    })
})

test("a bug's words stay inside: the answer names neither message nor stack", async () => {
  const error = await failing(transports.http!().getOrder({ id: 'bug' }, call()))
  expect(error).toMatchObject({ code: 'internal-error', kind: 'bug', status: 500 })
  expect(JSON.stringify(toProblem(error))).not.toContain('hunter2')
})

test('an API that cannot be reached, or is late, is transient and of unknown outcome', async () => {
  const gone = client(
    orders,
    http('http://127.0.0.1:9', (request) => fetch(request)),
  )
  expect(await failing(gone.getOrder({ id: '1' }, call()))).toMatchObject({
    code: 'api-unreachable',
    kind: 'transient',
    outcomeUnknown: true,
  })
  const late = call({ deadline: Date.now() - 1 })
  expect(await failing(transports.http!().getOrder({ id: '1' }, late))).toMatchObject({ code: 'deadline-passed' })
})

test('malformed JSON, a body too large and an unknown path are problems too', async () => {
  const authorization = `Bearer ${await tokens.mint(call().identity)}`
  const send = (path: string, body?: string) =>
    fetch(listening.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': 'k' },
      ...(body !== undefined && { body }),
    })
  for (const [response, status, code] of [
    [await send('/orders', '{"id":'), 400, 'malformed-body'],
    [await send('/orders', JSON.stringify({ note: 'x'.repeat(2 ** 20) })), 413, 'body-too-large'],
    [await send('/nowhere'), 404, 'no-such-path'],
  ] as const) {
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ status, code })
    expect(response.status).toBe(status)
  }
})

test('the document is the same bytes each time and names the contract', () => {
  const [one, other] = [documentOf(orders), documentOf(orders)]
  expect(JSON.stringify(one)).toBe(JSON.stringify(other))
  expect(one).toMatchObject({ openapi: '3.1.0', info: { version: '2.1.0' }, servers: [{ url: '/process/orders/v2' }] })
})

test('a problem is an error and back', () => {
  for (const kind of ['data', 'transient', 'policy']) {
    const error = failures[kind] as IntegrationError
    expect(toProblem(fromProblem(toProblem(error)))).toEqual(toProblem(error))
  }
})

test('types: what does not fit the contract does not compile', () => {
  type Orders = Client<typeof orders>
  expectTypeOf<Parameters<Orders['getOrder']>[0]>().toEqualTypeOf<{ id: string }>()
  expectTypeOf<Awaited<ReturnType<Orders['createOrder']>>>().toEqualTypeOf<z.output<typeof Order>>()
  expectTypeOf<Parameters<Port<typeof orders>['listOrders']>[0]['query']['limit']>().toEqualTypeOf<number>()
  expectTypeOf(orders.events.ordered.key).parameter(0).toEqualTypeOf<z.output<typeof Order>>()
  const never = (_: () => unknown) => {}
  const some = transports.direct!()
  // @ts-expect-error the path asks for an id
  never(() => some.getOrder({}, call()))
  // @ts-expect-error the body is missing
  never(() => some.createOrder({}, call()))
  // @ts-expect-error a call always carries its context
  never(() => some.getOrder({ id: '1' }))
  // @ts-expect-error a port answers every operation
  never((): Port<typeof orders> => ({ ...port, getOrder: undefined }))
  // @ts-expect-error a port answers what the contract returns
  never((): Port<typeof orders> => ({ ...port, removeOrder: async () => ({ gone: 'yes' }) }))
  // @ts-expect-error there is no such verb for a status
  never(() => post('/x', { summary: 's', returns: Order, status: 299 }))
  // @ts-expect-error a contract names its owner
  never(() => defineContract({ ...orders, owner: undefined }))
  // @ts-expect-error an event's key is a string
  never(() => event(z.object({ n: z.number() }), { key: ({ n }) => n }))
})

test('a repeat under the same key has the same correlation id, where the caller gives none; no other request has it', async () => {
  const heard = async (key: string, tenant: string, given = {}) => {
    const authorization = `Bearer ${await tokens.mint({ tenant, principal: 'p', scopes: ['*'] })}`
    const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': key, ...given }
    const response = await app.request('/orders', { method: 'POST', headers, body: JSON.stringify(shared) })
    expect(response.headers.get('x-correlation-id')).toBe(received!.call.correlation)
    return received!.call.correlation
  }
  const first = await heard('k1', 't1')
  expect(await heard('k1', 't1')).toBe(first)
  expect(await heard('k2', 't1')).not.toBe(first)
  expect(await heard('k1', 't2')).not.toBe(first)
  expect(await heard('k1', 't1', { 'x-correlation-id': 'mine' })).toBe('mine')
})

test('a file is JSON for whoever names no media type, and bytes for whoever accepts its own', async () => {
  const token = await tokens.mint(call().identity)
  const print = (accept?: string, id = 'x') =>
    app.request(`/orders/${id}/print`, { headers: { authorization: `Bearer ${token}`, ...(accept && { accept }) } })
  for (const accept of [undefined, '*/*', 'application/json, text/plain;q=0.5', 'image/png']) {
    const json = await print(accept)
    expect(json.headers.get('vary')).toBe('accept')
    expect(await json.json()).toMatchObject({ fileName: 'Łódź (1).txt', mediaType: 'text/plain' })
  }
  for (const accept of ['text/plain', 'application/json;q=0.5, text/plain']) {
    const file = await print(accept)
    expect(file.headers.get('content-type')).toBe('text/plain')
    expect(file.headers.get('content-disposition')).toBe(
      `attachment; filename="__d___1_.txt"; filename*=UTF-8''%C5%81%C3%B3d%C5%BA%20%281%29.txt`,
    )
    expect(file.headers.get('cache-control')).toBe('no-store')
    expect(Buffer.from(await file.arrayBuffer()).toString()).toBe('Ł\0ź')
  }
  const refused = await print('text/plain', 'data')
  expect([refused.status, refused.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  const { paths } = documentOf(orders) as {
    paths: Record<string, { get: { responses: { 200: { content: object } } } }>
  }
  expect(paths['/orders/{id}/print']!.get.responses[200].content).toEqual({
    'application/json': expect.objectContaining({ schema: expect.anything() }),
    'text/plain': {},
  })
})
