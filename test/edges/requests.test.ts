import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Landscape, SANDBOXES } from '../landscape.ts'
import { customer, line, quote, setUp } from '../sales.ts'

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
})
afterAll(() => landscape?.stop())

/** What a request that is refused must leave as it was. */
async function state() {
  const effects = await Promise.all(SANDBOXES.map(async (name) => (await landscape.stats(name)).effects))
  return { effects, runs: (await landscape.call('/process/operations/v1/counts')).body }
}

const json = { 'content-type': 'application/json' }
const keyed = { ...json, 'idempotency-key': 'edge' }
const orders = '/experience/crm/v1/orders'
const runs = '/process/operations/v1/runs'
const quotes = '/system/cpq/v1/quotes/Q-edge'
const submission = { quote: 'Q-edge', account: 'C-1' }
const resolution = '/process/operations/v1/exceptions/6a9f4c8e-0d3b-4a55-9f5e-1c2d3e4f5a6b/resolution'
const { currency: _, ...withoutCurrency } = quote()

type Case = {
  what: string
  method?: string
  path: string
  headers?: Record<string, string>
  body?: unknown
  status: number
  code: string
  /** Paths of the fields at fault. */
  at?: string[]
}

const cases: Case[] = [
  {
    what: 'a wrong type',
    method: 'POST',
    path: orders,
    headers: keyed,
    body: { quote: 5 },
    status: 400,
    code: 'invalid-request',
    at: ['body.quote'],
  },
  {
    what: 'an unknown field',
    method: 'POST',
    path: orders,
    headers: keyed,
    body: { ...submission, discount: '1' },
    status: 400,
    code: 'invalid-request',
    at: ['body.discount'],
  },
  {
    what: 'several faults at once',
    method: 'POST',
    path: orders,
    headers: keyed,
    body: { quote: '', account: 7 },
    status: 400,
    code: 'invalid-request',
    at: ['body.quote', 'body.account'],
  },
  {
    what: 'an array for an object',
    method: 'POST',
    path: orders,
    headers: keyed,
    body: [],
    status: 400,
    code: 'invalid-request',
    at: ['body'],
  },
  {
    what: 'null for an object',
    method: 'POST',
    path: orders,
    headers: keyed,
    body: 'null',
    status: 400,
    code: 'invalid-request',
    at: ['body'],
  },
  { what: 'no body', method: 'POST', path: orders, headers: keyed, status: 400, code: 'malformed-body', at: ['body'] },
  {
    what: 'bad JSON',
    method: 'POST',
    path: orders,
    headers: keyed,
    body: '{"quote":',
    status: 400,
    code: 'malformed-body',
    at: ['body'],
  },
  {
    what: 'another content type',
    method: 'POST',
    path: orders,
    headers: { ...keyed, 'content-type': 'text/plain' },
    body: JSON.stringify(submission),
    status: 415,
    code: 'unsupported-content-type',
  },
  {
    what: 'a form',
    method: 'POST',
    path: orders,
    headers: { ...keyed, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'quote=Q-edge',
    status: 415,
    code: 'unsupported-content-type',
  },
  {
    what: 'no Idempotency-Key',
    method: 'POST',
    path: orders,
    headers: json,
    body: submission,
    status: 400,
    code: 'invalid-request',
    at: ['header.idempotency-key'],
  },
  {
    what: 'an Idempotency-Key without end',
    method: 'POST',
    path: orders,
    headers: { ...json, 'idempotency-key': 'k'.repeat(256) },
    body: submission,
    status: 400,
    code: 'invalid-request',
    at: ['header.idempotency-key'],
  },
  {
    what: 'no Idempotency-Key at the process API',
    method: 'POST',
    path: '/process/order-activation/v1/orders',
    headers: json,
    body: submission,
    status: 400,
    code: 'invalid-request',
    at: ['header.idempotency-key'],
  },
  {
    what: 'two megabytes',
    method: 'POST',
    path: orders,
    headers: keyed,
    body: { quote: 'q'.repeat(2 * 1024 * 1024) },
    status: 413,
    code: 'body-too-large',
  },
  { what: 'an unknown path of an API', path: '/experience/crm/v1/nothing', status: 404, code: 'no-such-path' },
  { what: 'an unknown API', path: '/experience/nobody/v1/orders', status: 404, code: 'no-such-path' },
  { what: 'an unknown version', path: '/experience/crm/v9/orders/Q-1', status: 404, code: 'no-such-path' },
  { what: 'a wrong method', method: 'DELETE', path: orders, status: 405, code: 'method-not-allowed' },
  { what: 'an order nobody submitted', path: `${orders}/Q-never`, status: 404, code: 'no-such-order' },
  {
    what: 'a zero byte in the path',
    path: `${orders}/Q%00x`,
    status: 400,
    code: 'invalid-request',
    at: ['param.reference'],
  },
  { what: 'a broken escape in the path', path: `${orders}/%ff%fe`, status: 404, code: 'no-such-order' },
  { what: 'a reference without end', path: `${orders}/${'x'.repeat(5000)}`, status: 404, code: 'no-such-order' },
  {
    what: 'SQL in the path',
    path: `/process/order-trail/v1/trails/${encodeURIComponent(`' or 1=1 --`)}`,
    status: 404,
    code: 'no-such-trail',
  },
  {
    what: 'a resolution of no id',
    method: 'POST',
    path: '/process/operations/v1/exceptions/7/resolution',
    headers: json,
    body: { resolution: { action: 'retry' }, reason: 'why not' },
    status: 404,
    code: 'no-such-exception',
  },
  {
    what: 'a zero byte in a field',
    method: 'POST',
    path: orders,
    headers: keyed,
    body: { quote: 'Q\u0000' },
    status: 400,
    code: 'invalid-request',
    at: ['body'],
  },
  {
    what: 'a zero byte in the query',
    path: '/process/order-trail/v1/orders?search=%00',
    status: 400,
    code: 'invalid-request',
    at: ['query'],
  },
  { what: 'a run id that is none', path: `${runs}/not-a-uuid`, status: 404, code: 'no-such-run' },
  {
    what: 'a run nobody knows',
    path: `${runs}/6a9f4c8e-0d3b-4a55-9f5e-1c2d3e4f5a6b`,
    status: 404,
    code: 'no-such-run',
  },
  {
    what: 'an exception id that is none',
    path: '/process/operations/v1/exceptions/7',
    status: 404,
    code: 'no-such-exception',
  },
  {
    what: 'a limit that is no number',
    path: `${runs}?limit=all`,
    status: 400,
    code: 'invalid-request',
    at: ['query.limit'],
  },
  { what: 'a limit too high', path: `${runs}?limit=100000`, status: 400, code: 'invalid-request', at: ['query.limit'] },
  {
    what: 'a cursor of nobody',
    path: '/process/order-trail/v1/orders?cursor=yesterday',
    status: 400,
    code: 'invalid-request',
    at: ['query.cursor'],
  },
  { what: 'an unknown state', path: `${runs}?state=lost`, status: 400, code: 'invalid-request', at: ['query.state'] },
  {
    what: 'an unknown resolution',
    method: 'POST',
    path: resolution,
    headers: json,
    body: { resolution: { action: 'pray' }, reason: 'why not' },
    status: 400,
    code: 'invalid-request',
    at: ['body.resolution.action'],
  },
  {
    what: 'a resolution without a reason',
    method: 'POST',
    path: resolution,
    headers: json,
    body: { resolution: { action: 'retry' } },
    status: 400,
    code: 'invalid-request',
    at: ['body.reason'],
  },
  {
    what: 'a resolution of nothing',
    method: 'POST',
    path: resolution,
    headers: json,
    body: { resolution: { action: 'retry' }, reason: 'why not' },
    status: 404,
    code: 'no-such-exception',
  },
  {
    what: 'a quote without a currency',
    method: 'PUT',
    path: quotes,
    headers: json,
    body: withoutCurrency,
    status: 400,
    code: 'invalid-request',
    at: ['body.currency'],
  },
  {
    what: 'a currency in small letters',
    method: 'PUT',
    path: quotes,
    headers: json,
    body: quote({ currency: 'usd' }),
    status: 400,
    code: 'invalid-request',
    at: ['body.currency'],
  },
  {
    what: 'a price as a number',
    method: 'PUT',
    path: quotes,
    headers: json,
    body: quote({ lines: [{ ...line(), unitPrice: 9.99 as unknown as string }] }),
    status: 400,
    code: 'invalid-request',
    at: ['body.lines.0.unitPrice'],
  },
  {
    what: 'an unknown field deep down',
    method: 'PUT',
    path: '/system/crm/v1/customers/C-edge',
    headers: json,
    body: { ...customer, billTo: { country: 'US', planet: 'Mars' } },
    status: 400,
    code: 'invalid-request',
    at: ['body.billTo.planet'],
  },
  {
    what: 'no lines',
    method: 'PUT',
    path: quotes,
    headers: json,
    body: quote({ lines: [] }),
    status: 400,
    code: 'invalid-request',
    at: ['body.lines'],
  },
  {
    what: 'no Idempotency-Key at a system API',
    method: 'POST',
    path: '/system/erp/v1/sales-orders/Q-1/cancel',
    status: 400,
    code: 'invalid-request',
    at: ['header.idempotency-key'],
  },
]

describe('a malformed request is refused as problem+json, and changes nothing:', () => {
  test.each(cases)('$what', async ({ method = 'GET', path, headers = {}, body, status, code, at }) => {
    const before = await state()
    const answer = await landscape.call<{ code: string; status: number; errors?: { path: string; message: string }[] }>(
      path,
      { method, headers, ...(body !== undefined && { body }) },
    )
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status, body: { status, code } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    if (status === 405) expect(answer.headers.get('allow')).toBe('POST')
    if (at) expect(answer.body.errors?.map((error) => error.path)).toEqual(at)
    expect(answer.body).not.toHaveProperty('stack')
    expect(await state()).toEqual(before)
  })

  /** Sends without a content-length, as `fetch` never does. */
  const sendChunked = (path: string, bytes: number, headers: Record<string, string>) =>
    new Promise<{ status: number; type: string | undefined; body: string }>((resolve, reject) => {
      const sent = request(`${landscape.url}${path}`, { method: 'POST', headers }, (response) => {
        let body = ''
        response.on('data', (chunk) => {
          body += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode!, type: response.headers['content-type'], body }),
        )
      })
      sent.on('error', reject)
      for (let left = bytes; left > 0; left -= 65_536) sent.write('x'.repeat(65_536))
      sent.end()
    })

  test.each([
    ['an API', orders],
    ['the webhook door', '/webhooks/stripe'],
  ])('two megabytes without a content-length, at %s', async (_, path) => {
    const before = await state()
    const answer = await sendChunked(path, 2 * 1024 * 1024, keyed)
    expect(answer).toMatchObject({ status: 413, type: 'application/problem+json' })
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'body-too-large' })
    expect(await state()).toEqual(before)
  })

  test('a correlation id that is none is replaced', async () => {
    for (const given of ['x'.repeat(300), 'two words', '{"a":1}']) {
      const answer = await landscape.call('/process/operations/v1/counts', { headers: { 'x-correlation-id': given } })
      expect(answer.headers.get('x-correlation-id'), given).toMatch(/^[0-9a-f-]{36}$/)
    }
  })
})
