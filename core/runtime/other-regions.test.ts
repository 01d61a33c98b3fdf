import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Caller } from '../security/caller.ts'
import { PASSED_MARK, PassedMarks } from '../security/passed-mark.ts'
import { OtherRegions } from './other-regions.ts'

const KEY = 'a key that both regions of this test share'
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A region of which nothing is known but how it answers. */
async function regionOf(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    answer(request, response, body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const regions = new OtherRegions({ region: 'us', entities: {}, field: 'entity', addresses: { eu: url }, key: KEY })
  closers.push(
    () => regions.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  )
  const ask = (headers: Record<string, string>, more: Partial<Caller> = {}) => {
    const caller: Caller = {
      method: 'PUT',
      target: '/process/orders/v1/orders/a%2Fb?dry=1&n=a%20b',
      header: (name) => headers[name],
      certificate: () => undefined,
      tell: () => {},
      ...more,
    }
    const body = async () => new TextEncoder().encode('{"note":"ä"}')
    return regions.ask('eu', { caller, headers, body, correlation: 'trace', deadline: Date.now() + 10_000 })
  }
  return { url, ask }
}

test('a request goes on as it came, without what is of one connection or of its way here', async () => {
  let seen: { method?: string; target?: string; headers: IncomingMessage['headers']; body: string } | undefined
  const { url, ask } = await regionOf(({ method, url, headers }, response, body) => {
    seen = { method: method!, target: url!, headers, body }
    response.end()
  })
  await ask({
    authorization: 'Bearer one',
    'idempotency-key': 'once',
    'if-match': '"3"',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    connection: 'keep-alive, X-Of-This-One',
    'x-of-this-one': '1',
    'proxy-authorization': 'Basic secret',
    'x-forwarded-for': '10.0.0.1',
    cookie: 'gantry=secret',
    host: 'us.example.com',
    'content-length': '3',
    [PASSED_MARK]: 'made-up',
  })
  expect(seen).toMatchObject({
    method: 'PUT',
    target: '/process/orders/v1/orders/a%2Fb?dry=1&n=a%20b',
    body: '{"note":"ä"}',
    headers: {
      authorization: 'Bearer one',
      'idempotency-key': 'once',
      'if-match': '"3"',
      traceparent: expect.any(String),
      'x-correlation-id': 'trace',
      'x-timeout-ms': expect.stringMatching(/^\d{4,5}$/),
      'content-length': '13',
      host: new URL(url).host,
    },
  })
  for (const name of ['x-of-this-one', 'proxy-authorization', 'x-forwarded-for', 'cookie'])
    expect(seen!.headers, name).not.toHaveProperty(name)
  const { method, target, headers } = seen!
  const arrived = { method: method!, target: target!, header: (name: string) => headers[name] as string }
  expect(await new PassedMarks(KEY, 'eu').verify({ ...arrived, certificate: () => undefined })).toEqual({})
})

test('an answer is handed back as it comes, whatever it is, while it is still coming', async () => {
  let finish = () => {}
  const { ask } = await regionOf((_, response) => {
    response.writeHead(503, { 'content-type': 'text/html', 'retry-after': '7', 'x-region': ['a', 'b'] })
    response.write('<p>begun')
    finish = () => response.end(', ended')
  })
  const answer = await ask({})
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('retry-after')]).toEqual([
    503,
    'text/html',
    '7',
  ])
  expect(answer.headers.get('x-region')).toBe('a, b')
  expect(answer.headers.has('transfer-encoding')).toBe(false)
  const reader = answer.body!.getReader()
  const part = async () => new TextDecoder().decode((await reader.read()).value)
  expect(await part()).toBe('<p>begun')
  finish()
  expect(await part()).toBe(', ended')
})

test('nobody is led on to another address, with credentials and all', async () => {
  const { ask } = await regionOf((_, response) => {
    response.writeHead(307, { location: 'https://elsewhere.example' })
    response.end()
  })
  await expect(ask({})).rejects.toMatchObject({ code: 'region-unreachable', status: 502 })
})

test('a region that hangs up in mid-request may have done it', async () => {
  const { ask } = await regionOf(({ socket }) => socket.destroy())
  await expect(ask({})).rejects.toMatchObject({ code: 'region-unreachable', outcomeUnknown: true })
})
