import { describe, expect, test } from 'vitest'
import { IntegrationError } from '../errors/integration-error.ts'
import { unauthenticated } from '../security/tokens.ts'
import { defineContract, get, type Port, post, z } from './contract.ts'
import { documentOf } from './document.ts'
import { BODY_LIMIT } from './limit.ts'
import { PROBLEMS, ProblemDetails } from './problem.ts'
import { serve } from './server.ts'

const shop = defineContract({
  name: 'shop',
  version: '1.2.0',
  tier: 'experience',
  title: 'Shop',
  description: 'Sells.',
  owner: 'sales',
  criticality: 'standard',
  lifecycle: 'deprecated',
  operations: {
    getBasket: get('/baskets/{id}', {
      summary: 'Read a basket.',
      returns: z.object({ id: z.string() }).openapi('Basket'),
    }),
    buy: post('/orders', {
      summary: 'Buy what is in the basket.',
      body: z.strictObject({ basket: z.string(), note: z.string().optional() }).openapi('Purchase'),
      returns: z.object({ order: z.string() }).openapi('Receipt'),
      status: 201,
      idempotent: true,
    }),
  },
})

const REFUSALS: Record<string, () => IntegrationError> = {
  gone: () => new IntegrationError('no-such-basket', 'There is no such basket.', { kind: 'data', status: 404 }),
  held: () =>
    new IntegrationError('credit-hold', 'The customer is on credit hold.', { kind: 'policy', team: 'credit' }),
  odd: () => new IntegrationError('odd', 'The basket cannot be sold.', { kind: 'data' }),
  busy: () => new IntegrationError('busy', 'Too many.', { kind: 'transient', status: 429, retryAfterMs: 1500 }),
  down: () => new IntegrationError('down', 'Later.', { kind: 'transient', outcomeUnknown: true, retryAfterMs: 1000 }),
  denied: () => new IntegrationError('vendor-denied', 'Not us.', { kind: 'policy', status: 502 }),
  bug: () => new IntegrationError('bug', 'Ours.', { kind: 'bug', detail: 'internals' }),
}

const port: Port<typeof shop> = {
  getBasket: async ({ id }) => ({ id }),
  buy: async ({ body }) => {
    const refusal = REFUSALS[body.basket]
    if (refusal) throw refusal()
    return { order: 'O-1' }
  },
}

const app = serve(shop, port, {
  authenticate: async (authorization) => {
    if (!authorization) throw unauthenticated('An access token is needed.')
    return { tenant: 't', principal: 'p', scopes: [authorization.replace('Bearer ', '')] }
  },
})

type Responses = Record<string, { $ref?: string; content?: unknown }>
type Operation = { deprecated?: boolean; parameters: { $ref?: string }[]; responses: Responses }
const document = documentOf(shop) as { paths: Record<string, Record<string, Operation>> }
const documented = (path: string, method: string) => document.paths[path]![method]!

const headers = { authorization: 'Bearer *', 'idempotency-key': 'k', 'content-type': 'application/json' }
const buy = (body: unknown, given: Record<string, string> = headers) =>
  app.request('/orders', { method: 'POST', headers: given, body: JSON.stringify(body) })

describe('every failure of the server is one that the document names', () => {
  const { authorization: _, ...anonymous } = headers
  const { 'idempotency-key': __, ...keyless } = headers
  test.each([
    ['an unknown field', 400, () => buy({ basket: 'b', colour: 'red' })],
    ['no key', 400, () => buy({ basket: 'b' }, keyless)],
    ['no token', 401, () => buy({ basket: 'b' }, anonymous)],
    ['no scope', 403, () => buy({ basket: 'b' }, { ...headers, authorization: 'Bearer experience.shop.getBasket' })],
    ['no such thing', 404, () => buy({ basket: 'gone' })],
    ['a rule', 409, () => buy({ basket: 'held' })],
    ['too large a body', 413, () => buy({ basket: 'b', note: 'x'.repeat(BODY_LIMIT) })],
    ['a body of another kind', 415, () => buy({ basket: 'b' }, { ...headers, 'content-type': 'text/plain' })],
    ['bad data', 422, () => buy({ basket: 'odd' })],
    ['too many requests', 429, () => buy({ basket: 'busy' })],
    ['a system that is down', 503, () => buy({ basket: 'down' })],
  ] as const)('%s: %i', async (_, status, ask) => {
    const response = await ask()
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('x-correlation-id')).toBeTruthy()
    // Strict: a member that the document does not name fails.
    z.strictObject(ProblemDetails.shape).parse(await response.json())
    const name = documented('/orders', 'post').responses[status]?.$ref?.split('/').at(-1) as keyof typeof PROBLEMS
    expect('retryAfter' in PROBLEMS[name]).toBe(response.headers.has('retry-after'))
  })

  test.each(['denied', 'bug'])('any other (%s) is the default, and a bug tells no internals', async (basket) => {
    const response = await buy({ basket })
    const { responses } = documented('/orders', 'post')
    expect((responses[response.status] ?? responses.default)?.$ref).toBe('#/components/responses/Failed')
    expect(responses.default?.$ref).toBe('#/components/responses/Failed')
    expect(await response.text()).not.toContain('internals')
  })

  test('success is not a failure', async () => {
    expect((await buy({ basket: 'b' })).status).toBe(201)
    expect((await app.request('/baskets/7', { headers })).status).toBe(200)
  })
})

test('an operation names only failures it can have, and asks for a key only where one is needed', () => {
  const read = documented('/baskets/{id}', 'get')
  expect(Object.keys(read.responses)).toEqual([
    '200',
    '400',
    '401',
    '403',
    '404',
    '409',
    '410',
    '422',
    '429',
    '500',
    '503',
    'default',
  ])
  expect(read.parameters.map(({ $ref }) => $ref)).not.toContain('#/components/parameters/IdempotencyKey')
  expect(documented('/orders', 'post').parameters.map(({ $ref }) => $ref)).toContain(
    '#/components/parameters/IdempotencyKey',
  )
})

test('operations of a deprecated contract are marked so', () => {
  expect(documented('/baskets/{id}', 'get').deprecated).toBe(true)
})
