import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { afterEach, expect, expectTypeOf, test } from 'vitest'
import { defineContract, get, type Port } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { openConnection } from './connection.ts'
import { defineConnector, provide, secret, z } from './connector.ts'
import { outbound, retryAfterMs, vendorFailure } from './outbound.ts'

const log = pino({ level: 'silent' })
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function vendor(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const open = (limits = { requestsPerSecond: 1000, concurrency: 50 }, timeoutMs?: number) =>
  outbound({ connection: 'Vendor', limits, log, ...(timeoutMs && { timeoutMs }) }).fetch

test('no more requests at a time, nor per second, than the vendor allows', async () => {
  let now = 0
  let most = 0
  const url = await vendor((_, response) => {
    most = Math.max(most, ++now)
    setTimeout(() => {
      now--
      response.end('ok')
    }, 5)
  })
  const send = open({ requestsPerSecond: 100, concurrency: 3 })
  const started = performance.now()
  await Promise.all([...Array(40)].map(async () => (await send(url)).text()))
  expect(most).toBeLessThanOrEqual(3)
  // Ten in each tenth of a second: the last of forty leaves after three of them.
  expect(performance.now() - started).toBeGreaterThanOrEqual(280)
})

test.for([
  ['GET', false],
  ['POST', true],
] as const)(
  'an answer that does not come in time: a %s is transient, its outcome unknown: %s',
  async ([method, unknown]) => {
    const url = await vendor(() => {})
    const error = await open(undefined, 30)(url, { method }).catch((thrown: IntegrationError) => thrown)
    expect(error).toMatchObject({ code: 'vendor-timeout', kind: 'transient', outcomeUnknown: unknown })
  },
)

test('a connection refused or dropped is transient; a refusal comes back as it is', async () => {
  const dropped = await vendor((request) => request.socket.destroy())
  for (const url of [dropped, 'http://127.0.0.1:9'])
    await expect(open()(`${url}/v1/x?token=canary`, { method: 'POST' })).rejects.toMatchObject({
      code: 'vendor-unreachable',
      outcomeUnknown: true,
      detail: expect.not.stringContaining('canary'),
    })
  const refusing = await vendor((_, response) => response.writeHead(503, { 'retry-after': '7' }).end('no'))
  const answer = await open()(refusing)
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([503, '7', 'no'])
})

test.for([
  [200, 'vendor-answer-lost'],
  [400, 'vendor-answer-lost'],
  [404, undefined],
  [429, undefined],
] as const)('an answer %i that is cut off: %s', async ([status, code]) => {
  const url = await vendor((_, response) => {
    response
      .writeHead(status, { 'content-length': '100', 'retry-after': '3' })
      .write('{"code":', () => response.destroy())
  })
  const answer = await open()(url, { method: 'POST' }).catch((error: IntegrationError) => error)
  if (code) expect(answer).toMatchObject({ code, kind: 'transient', outcomeUnknown: true })
  else expect(answer).toMatchObject({ status })
})

test('no request outlives its deadline: not one that gets no answer, nor one whose answer drips', async () => {
  const silent = await vendor(() => {})
  const dripping = await vendor((_, response) => {
    response.writeHead(200)
    const drip = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(drip))
  })
  for (const url of [silent, dripping]) {
    const started = performance.now()
    await expect(open()(url, { method: 'POST', deadline: Date.now() + 900 })).rejects.toMatchObject({
      code: 'vendor-timeout',
      outcomeUnknown: true,
    })
    expect(performance.now() - started).toBeLessThan(1500)
  }
  // Whoever cannot leave in time is told so before the deadline, and that nothing was sent.
  const busy = open({ requestsPerSecond: 1000, concurrency: 1 })
  const first = busy(silent, { method: 'POST', deadline: Date.now() + 1500 }).catch(() => {})
  const started = performance.now()
  await expect(busy(silent, { method: 'POST', deadline: Date.now() + 900 })).rejects.toMatchObject({
    code: 'deadline-passed',
    unsent: true,
  })
  expect(performance.now() - started).toBeLessThan(900)
  await first
})

test('a dead vendor is left alone after eight failures, but for one probe a second, and found again when it answers', async () => {
  let [asked, dead] = [0, true]
  const url = await vendor((request, response) => {
    asked++
    if (dead) request.socket.destroy()
    else response.end('ok')
  })
  const send = open()
  const attempt = () => send(url, { method: 'POST' }).catch((error: IntegrationError) => error)
  for (let failure = 0; failure < 8; failure++)
    expect(await attempt()).toMatchObject({ code: 'vendor-unreachable', outcomeUnknown: true })
  const started = performance.now()
  const refused = (await attempt()) as IntegrationError
  expect(refused).toMatchObject({ code: 'vendor-down', kind: 'transient', unsent: true })
  expect(refused.outcomeUnknown).toBeUndefined()
  expect(refused.retryAfterMs).toBeGreaterThan(500)
  const askedAfter = () => attempt().then(() => asked)
  await expect.poll(askedAfter, { interval: 10, timeout: 3000 }).toBe(10)
  expect(performance.now() - started).toBeGreaterThan(1900)
  dead = false
  await expect.poll(async () => (await attempt()) instanceof Response, { interval: 10, timeout: 3000 }).toBe(true)
  expect(await attempt()).toBeInstanceOf(Response)
})

test('a vendor that takes requests and says nothing is left alone within 5 s, but for one probe a second', async () => {
  let dead = true
  const arrived: number[] = []
  const url = await vendor((_, response) => {
    arrived.push(performance.now())
    if (!dead) response.end('ok')
  })
  const client = outbound({ connection: 'Vendor', limits: { requestsPerSecond: 100, concurrency: 5 }, log })
  const attempt = () => client.fetch(url, { method: 'POST' }).catch((thrown: IntegrationError) => thrown)
  const started = performance.now()
  const hanging = [...Array(5)].map(attempt)
  const refused = await attempt()
  expect(refused).toMatchObject({ code: 'vendor-down', unsent: true })
  expect(performance.now() - started).toBeLessThan(5000)
  expect(arrived).toHaveLength(5)
  const asking = setInterval(() => void attempt(), 20)
  await expect.poll(() => arrived.length, { interval: 20, timeout: 5000 }).toBeGreaterThanOrEqual(7)
  clearInterval(asking)
  const probes = arrived.slice(5)
  for (let at = 1; at < probes.length; at++) expect(probes[at]! - probes[at - 1]!).toBeGreaterThan(900)
  dead = false
  await expect.poll(async () => (await attempt()) instanceof Response, { interval: 20, timeout: 3000 }).toBe(true)
  // What hung meanwhile is lost long after; it says nothing against the vendor any more.
  servers[0]!.closeAllConnections()
  for (const lost of await Promise.all(hanging)) expect(lost).toMatchObject({ code: 'vendor-unreachable' })
  expect(await attempt()).toBeInstanceOf(Response)
  await client.close()
}, 15_000)

test('a redirect is not followed: credentials go nowhere else', async () => {
  const url = await vendor((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end())
  expect((await open()(url, { headers: { authorization: 'secret' } })).status).toBe(302)
})

test('Retry-After is read as seconds or as a date, and never as the past', () => {
  expect(retryAfterMs('3')).toBe(3000)
  expect(retryAfterMs('0.5')).toBe(500)
  expect(retryAfterMs('-1')).toBe(0)
  expect(retryAfterMs(new Date(Date.now() + 5000).toUTCString())).toBeGreaterThan(3000)
  expect(retryAfterMs('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0)
  for (const none of [null, undefined, '', 'soon']) expect(retryAfterMs(none)).toBeUndefined()
})

test.for([
  [429, 'rate-limited', 'transient', undefined],
  [500, 'vendor-failed', 'transient', true],
  [503, 'vendor-failed', 'transient', true],
  [408, 'vendor-failed', 'transient', true],
  [401, 'vendor-denied', 'policy', undefined],
  [403, 'vendor-denied', 'policy', undefined],
  [404, 'not-found', 'data', undefined],
  [400, 'vendor-refused', 'data', undefined],
  [422, 'vendor-refused', 'data', undefined],
] as const)('a vendor that answers %i: %s, %s', ([status, code, kind, unknown]) => {
  const error = vendorFailure({ vendor: 'Vendor', status, message: 'words', retryAfter: '2' })
  expect(error).toMatchObject({ code, kind })
  expect(error.outcomeUnknown).toBe(unknown)
  expect(error.retryAfterMs).toBe(kind === 'transient' ? 2000 : undefined)
})

const things = defineContract({
  name: 'things',
  version: '1.0.0',
  tier: 'system',
  title: 'Things',
  description: 'Things of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: { getThing: get('/things/{id}', { summary: 'Reads.', returns: z.object({ id: z.string() }) }) },
})
const base = {
  name: 'vendor',
  title: 'Vendor',
  config: z.object({ apiKey: secret(), baseUrl: z.url() }),
  limits: { requestsPerSecond: 10, concurrency: 1 },
  manifest: {},
  conformance: 'unverified' as const,
  sandbox: async () => ({}) as never,
  rehearsal: () => Promise.reject(new Error('no rehearsal here')),
}

test('a connection that is not configured says which field, never its value; the vendor is opened once, when called', async () => {
  let opened = 0
  const connector = defineConnector({
    ...base,
    connect: ({ config }) => ({ n: ++opened, key: config.apiKey }),
    provides: [
      provide(things, (vendor: { n: number }) => ({ getThing: async ({ id }) => ({ id: `${id}${vendor.n}` }) })),
    ],
  })
  const options = { name: 'vendor', log, exclusively: <T>(_: string, work: () => Promise<T>) => work() }
  const attempt = () =>
    openConnection(connector as never, { ...options, config: { apiKey: 'canary', baseUrl: 'no url' } })
  expect(attempt).toThrow(IntegrationError)
  try {
    attempt()
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'connection-misconfigured', detail: expect.stringContaining('baseUrl') })
    expect(JSON.stringify(thrown)).not.toContain('canary')
  }
  const config = { apiKey: 'canary', baseUrl: 'http://vendor.example' }
  const connection = openConnection(connector as never, { ...options, config })
  expect(opened).toBe(0)
  const [one, other] = await Promise.all([connection.port(things), connection.port(things)])
  const call = { identity: { tenant: 't', principal: 'p', scopes: [] }, correlation: 'c' }
  expect([await one.getThing({ id: 'a' }, call), await other.getThing({ id: 'b' }, call)]).toEqual([
    { id: 'a1' },
    { id: 'b1' },
  ])
})

test('types: a provision must answer its whole contract, with its own vendor', () => {
  const never = (_: () => unknown) => {}
  expectTypeOf<Port<typeof things>['getThing']>().parameter(0).toEqualTypeOf<{ id: string }>()
  // @ts-expect-error getThing is missing
  never(() => provide(things, () => ({})))
  // @ts-expect-error it answers what the contract returns
  never(() => provide(things, () => ({ getThing: async () => ({ id: 1 }) })))
  // @ts-expect-error the configuration has no such field
  never(() => defineConnector({ ...base, provides: [], connect: ({ config }) => config.nothing }))
  // @ts-expect-error a connector says what its claim rests on
  never(() => defineConnector({ ...base, conformance: 'trust me', provides: [], connect: () => ({}) }))
})
