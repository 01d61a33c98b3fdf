import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineSandbox } from '../sandbox.ts'
import { type RunningSandbox, startSandbox } from '../server.ts'
import { documentApp, documentLedger } from './app.ts'
import { endTokens } from './authentication.ts'
import type { SandboxDocument } from './document.ts'

const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const thing = { $ref: '#/components/schemas/Thing' }
const id = { name: 'thingId', in: 'path', required: true, schema: { type: 'integer' } } as const
const document: SandboxDocument = {
  info: { title: 'Acme', version: '1' },
  servers: [{ url: 'https://acme.example/v1' }],
  security: [{ key: [] }, { grant: [] }],
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        parameters: [
          { name: 'cursor', in: 'query', schema: { type: 'string' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 5 } },
          { name: 'colour', in: 'query', schema: { type: 'string' } },
        ],
        responses: {
          '200': json({
            type: 'object',
            properties: { data: { type: 'array', items: thing }, next: { type: 'string' } },
          }),
        },
        'x-gantry': { paging: { kind: 'cursor', items: 'data', parameter: 'cursor', next: 'next', size: 'limit' } },
      },
      post: {
        operationId: 'createThing',
        requestBody: { required: true, ...json(thing) },
        responses: { '201': json(thing) },
        'x-gantry': { idempotencyKey: 'idempotency-key' },
      },
    },
    '/things/latest': { get: { operationId: 'getLatest', responses: { '200': json(thing) } } },
    '/things/{thingId}': {
      get: { operationId: 'getThing', parameters: [id], responses: { '200': json(thing) } },
      patch: {
        operationId: 'changeThing',
        parameters: [id],
        requestBody: json({ type: 'object', properties: { colour: { type: 'string' } }, additionalProperties: false }),
        responses: { '200': json(thing) },
      },
      delete: { operationId: 'removeThing', parameters: [id], responses: { '204': {} } },
    },
    '/things/{thingId}/cancel': {
      post: { operationId: 'cancelThing', parameters: [id], responses: { '200': json(thing) } },
    },
    "/Parts(Thing='{thing}',Number={number})": {
      get: {
        operationId: 'getPart',
        parameters: [],
        responses: { '200': json({ type: 'object', properties: { number: { type: 'string' } } }) },
      },
    },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      grant: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://login.acme.example/token' } } },
    },
    schemas: {
      Thing: {
        type: 'object',
        required: ['id', 'colour'],
        properties: {
          id: { type: 'integer', readOnly: true },
          colour: { type: 'string', minLength: 2 },
          status: { type: 'string', enum: ['open', 'cancelled'] },
          size: { oneOf: [{ type: 'number' }, { type: 'integer' }] },
        },
      },
    },
  },
}

const sandbox = defineSandbox({
  name: 'acme',
  title: 'Acme',
  defaults: { apiKey: 'k', clientId: 'c', clientSecret: 's' },
  app: (context) => documentApp(document, context),
  ledger: documentLedger,
  actions: { 'end-tokens': ({ books }) => endTokens(books) },
})

let running: RunningSandbox
let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gantry-document-'))
  running = await startSandbox(sandbox, { port: 0, dir })
})
afterAll(async () => {
  await running.close()
  await rm(dir, { recursive: true })
})

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = { 'x-key': 'k' }) {
  const response = await fetch(`${running.url}${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}
const made = async (colour: string) => (await ask('POST', '/v1/things', { colour })).body.id as number

describe('books', () => {
  test('what is created can be read, changed, cancelled and removed', async () => {
    const created = await ask('POST', '/v1/things', { colour: 'red', size: 3 })
    expect(created).toMatchObject({ status: 201, body: { colour: 'red', size: 3, id: expect.any(Number) } })
    const path = `/v1/things/${created.body.id}`
    expect(created.headers.get('location')).toBe(path)
    expect((await ask('PATCH', path, { colour: 'blue' })).body).toMatchObject({ colour: 'blue', size: 3 })
    expect((await ask('POST', `${path}/cancel`)).body).toMatchObject({ colour: 'blue', status: 'cancelled' })
    expect((await ask('GET', path)).body).toMatchObject({ colour: 'blue', status: 'cancelled' })
    expect(await ask('DELETE', path)).toMatchObject({ status: 204 })
    for (const method of ['GET', 'DELETE']) expect(await ask(method, path)).toMatchObject({ status: 404 })
  })

  test('a list comes page by page, and by what its query says', async () => {
    for (let count = 0; count < 7; count++) await made('green')
    const found: number[] = []
    let cursor = ''
    do {
      const { body } = await ask('GET', `/v1/things?colour=green&limit=3${cursor && `&cursor=${cursor}`}`)
      found.push(...body.data.map((each: { id: number }) => each.id))
      cursor = body.next ?? ''
    } while (cursor)
    expect(new Set(found).size).toBe(7)
  })

  test('the same key takes effect once, and is refused with other content', async () => {
    const key = { 'x-key': 'k', 'idempotency-key': 'i-1' }
    const first = await ask('POST', '/v1/things', { colour: 'once' }, key)
    expect((await ask('POST', '/v1/things', { colour: 'once' }, key)).body).toEqual(first.body)
    expect(await ask('POST', '/v1/things', { colour: 'twice' }, key)).toMatchObject({ status: 409 })
    expect((await ask('GET', '/v1/things?colour=once')).body.data).toHaveLength(1)
  })

  test('a record that changed since it was read is not changed by an old version', async () => {
    const path = `/v1/things/${await made('amber')}`
    const etag = (await ask('GET', path)).headers.get('etag')!
    expect((await ask('PATCH', path, { colour: 'teal' }, { 'x-key': 'k', 'if-match': etag })).status).toBe(200)
    expect((await ask('PATCH', path, { colour: 'pink' }, { 'x-key': 'k', 'if-match': etag })).status).toBe(412)
  })

  test('what no request can make is there from the start', async () => {
    expect(await ask('GET', '/v1/things/latest')).toMatchObject({ status: 200, body: { colour: expect.any(String) } })
    expect(await ask('GET', "/v1/Parts(Thing='a%2Fb',Number=7)")).toMatchObject({ status: 200, body: { number: '7' } })
  })
})

describe('what the document does not allow is refused', () => {
  test.each([
    ['a body without what is required', 'POST', '/v1/things', {}, 400, "body must have required property 'colour'"],
    ['a body of another type', 'POST', '/v1/things', { colour: 7 }, 400, 'body.colour must be string'],
    ['a field nobody knows', 'PATCH', '/v1/things/1', { color: 'x' }, 400, 'additional properties'],
    ['a query out of bounds', 'GET', '/v1/things?limit=6', undefined, 400, 'query.limit must be <= 5'],
    ['a path of another type', 'GET', '/v1/things/abc', undefined, 400, 'path.thingId must be integer'],
    ['no body at all', 'POST', '/v1/things', undefined, 400, 'body is required'],
    ['a path that is not there', 'GET', '/v1/nothing', undefined, 404, 'There is no /v1/nothing.'],
    ['a method that is not there', 'PUT', '/v1/things', {}, 405, 'takes no PUT'],
  ])('%s', async (_, method, path, body, status, message) => {
    const refused = await ask(method, path, body)
    expect(refused.status).toBe(status)
    expect(refused.body.error.message).toContain(message)
  })
})

test('credentials are asked for in any of the ways the document names', async () => {
  for (const headers of [{}, { 'x-key': 'wrong' }, { authorization: 'Bearer made-up' }] as Record<string, string>[])
    expect(await ask('GET', '/v1/things', undefined, headers)).toMatchObject({ status: 401 })
  const token = async (secret: string) =>
    (
      await fetch(`${running.url}/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'c', client_secret: secret }),
      })
    ).json() as Promise<{ access_token?: string }>
  expect(await token('wrong')).toMatchObject({ error: 'invalid_client' })
  const bearer = { authorization: `Bearer ${(await token('s')).access_token}` }
  expect(await ask('GET', '/v1/things', undefined, bearer)).toMatchObject({ status: 200 })
  await fetch(`${running.url}/_sandbox/actions/end-tokens`, { method: 'POST', body: '{}' })
  expect(await ask('GET', '/v1/things', undefined, bearer)).toMatchObject({ status: 401 })
})
