import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageRest, type RestOperation, type RestServer, sendRest } from './rest-client.ts'
import type { Paging } from './rest-paging.ts'
import { pathOf, queryOf } from './rest-parameters.ts'

type Seen = { method?: string; url?: string; type?: string; body: string; headers: Record<string, unknown> }
let seen: Seen
let answer: { status: number; headers?: Record<string, string>; body: string }
const http = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const { method, url, headers } = request
  seen = {
    body,
    headers,
    ...(method && { method }),
    ...(url && { url }),
    ...(headers['content-type'] && { type: headers['content-type'] }),
  }
  response.writeHead(answer.status, answer.headers).end(answer.body)
})
let server: RestServer
beforeAll(async () => {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`
  server = {
    fetch: (to, init) => fetch(to, init),
    vendor: 'Acme',
    servers: { baseUrl: url },
    always: { query: { key: 'k' } },
  }
})
afterAll(() => void http.close())

const get = { method: 'get', path: '/things/{id}', answer: 'json' } as const satisfies RestOperation

describe('a request', () => {
  test('is written as the operation says', async () => {
    answer = { status: 200, body: '{"a":1}' }
    const { body } = await sendRest(
      server,
      { ...get, idempotencyKey: 'Idempotency-Key' },
      { path: { id: 'a/b c' }, query: { x: undefined } },
      { idempotencyKey: 'i-1' },
    )
    expect(body).toEqual({ a: 1 })
    expect(seen).toMatchObject({
      method: 'GET',
      url: '/v1/things/a%2Fb%20c?key=k',
      headers: { 'idempotency-key': 'i-1' },
    })
  })

  test.each([
    [
      'form',
      { amount: 5, metadata: { a: 'b' }, lines: [{ sku: 'x' }] },
      'amount=5&metadata%5Ba%5D=b&lines%5B0%5D%5Bsku%5D=x',
    ],
    ['form', { tags: ['a', 'b'], gone: undefined }, 'tags=a&tags=b'],
    ['json', { a: [1] }, '{"a":[1]}'],
  ] as const)('a %s body %j', async (kind, body, wire) => {
    answer = { status: 204, body: '' }
    const fields = { lines: { style: 'deepObject' } } as const
    await sendRest(
      server,
      { ...get, method: 'post', answer: 'none', body: { kind, mediaType: 'x/y', fields } },
      { path: { id: 1 }, body },
    )
    expect(seen).toMatchObject({ body: wire, type: 'x/y' })
  })

  test('a multipart body carries a part for each entry, objects as JSON', async () => {
    answer = { status: 204, body: '' }
    const body = { kind: 'multipart', mediaType: 'multipart/form-data' } as const
    await sendRest(
      server,
      { ...get, method: 'post', answer: 'none', body },
      { path: { id: 1 }, body: { tags: ['a', 'b'], about: { n: 1 }, file: new Blob(['x']) } },
    )
    expect(seen.type).toMatch(/^multipart\/form-data; boundary=/)
    expect(seen.body.match(/name="tags"/g)).toHaveLength(2)
    expect(seen.body).toContain('{"n":1}')
    expect(seen.body).toContain('name="file"; filename=')
  })

  test.each([
    [{ a: [1, 2] }, {}, 'a=1&a=2'],
    [{ a: [1, 2] }, { a: { explode: false } }, 'a=1%2C2'],
    [{ a: ['x y', 2] }, { a: { style: 'pipeDelimited', explode: false } }, 'a=x%20y%7C2'],
    [{ a: { b: 1, c: { d: 2 } } }, { a: { style: 'deepObject' } }, 'a%5Bb%5D=1&a%5Bc%5D%5Bd%5D=2'],
    [{ a: { b: 1 } }, {}, 'b=1'],
    [{ a: { b: 1 } }, { a: { json: true } }, 'a=%7B%22b%22%3A1%7D'],
    [{ a: null, b: false, c: [] }, {}, 'b=false'],
  ] as const)('a query %j in the style %j', (values, styles, wire) => {
    expect(queryOf(values, styles)).toBe(wire)
  })

  test('a path may name parameters in any style', () => {
    expect(
      pathOf(
        "/Records(Id='{id}'){style}{m}",
        { id: "o'1", style: ['a', 'b'], m: 3 },
        { style: { style: 'label' }, m: { style: 'matrix' } },
      ),
    ).toBe("/Records(Id='o'1').a,b;m=3")
  })
})

describe('an answer', () => {
  test.each([
    [
      429,
      { 'retry-after': '2' },
      '{"error":{"code":"slow","message":"Too fast."}}',
      { code: 'rate-limited', kind: 'transient', retryAfterMs: 2000, detail: 'Acme 429 slow: Too fast.' },
    ],
    [
      422,
      {},
      '{"errors":[{"detail":"No such thing.","code":17}]}',
      { code: 'vendor-refused', kind: 'data', detail: 'Acme 422 17: No such thing.' },
    ],
    [
      400,
      {},
      '{"error":{"code":"X","message":{"lang":"en","value":"Wrong."}}}',
      { code: 'vendor-refused', detail: 'Acme 400 X: Wrong.' },
    ],
    [404, {}, '', { code: 'not-found' }],
    [200, {}, '<html>', { code: 'vendor-answer-unexpected', kind: 'bug' }],
  ])('%i becomes a failure a flow can act on', async (status, headers, body, failure) => {
    answer = { status, headers: headers as Record<string, string>, body }
    await expect(sendRest(server, get, { path: { id: 1 } })).rejects.toMatchObject(failure)
  })
})

describe('a list is read page by page', () => {
  const page = async (paging: Paging, body: unknown, cursor?: string, headers: Record<string, string> = {}) => {
    answer = { status: 200, headers, body: JSON.stringify(body) }
    return pageRest(server, { ...get, path: '/things', paging }, {}, cursor)
  }
  test('by cursor', async () => {
    const paging = { kind: 'cursor', items: 'data', parameter: 'after', next: 'meta.next' } as const
    expect(await page(paging, { data: [1], meta: { next: 'n2' } }, 'n1')).toEqual({ items: [1], next: 'n2' })
    expect(seen.url).toBe('/v1/things?after=n1&key=k')
    expect(await page(paging, { data: [1], meta: { next: null } })).toEqual({ items: [1] })
  })
  test('by the last id', async () => {
    const paging = { kind: 'after', items: 'data', parameter: 'after', id: 'id', more: 'more' } as const
    expect(await page(paging, { data: [{ id: 'a' }], more: true })).toMatchObject({ next: 'a' })
    expect(await page(paging, { data: [{ id: 'a' }], more: false })).not.toHaveProperty('next')
  })
  test('by offset', async () => {
    const paging = { kind: 'offset', items: 'd.results', parameter: 'skip', total: 'd.count' } as const
    expect(await page(paging, { d: { results: [1, 2], count: '5' } }, '2')).toEqual({ items: [1, 2], next: '4' })
    expect(await page(paging, { d: { results: [5], count: '5' } }, '4')).toEqual({ items: [5] })
  })
  test('by page', async () => {
    const paging = { kind: 'page', items: '', parameter: 'page', first: 0 } as const
    expect(await page(paging, [1])).toEqual({ items: [1], next: '1' })
    expect(await page(paging, [], '1')).toEqual({ items: [] })
  })
  test('by link, in the answer or in its header, and never to another server', async () => {
    const first = await page({ kind: 'link', items: '' }, [1], undefined, {
      link: '</v1/things?p=2>; rel="next", <x>; rel=last',
    })
    expect(first).toEqual({ items: [1], next: '/v1/things?p=2' })
    await page({ kind: 'link', items: 'v', next: 'next' }, { v: [] }, first.next)
    expect(seen.url).toBe('/v1/things?p=2')
    await expect(page({ kind: 'link', items: '' }, [], 'https://elsewhere.example/')).rejects.toMatchObject({
      code: 'vendor-answer-unexpected',
    })
  })
})
