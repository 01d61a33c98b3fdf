import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startValidatingProxy, type ValidatingProxy } from './proxy.ts'

const problem = (status: number) => ({ type: 'about:blank', title: 'No.', status, code: 'no', kind: 'data' })
/** What the host answers, by path. */
const ANSWERS: Record<string, [number, unknown]> = {
  '/process/order-trail/v1/orders': [200, { items: [{ made: 'up' }] }],
  '/process/operations/v1/counts': [200, { runs: [], exceptions: [], deadLetters: [] }],
  '/process/operations/v1/runs/r/signals': [400, problem(400)],
  '/process/operations/v1/runs/q/signals': [200, {}],
}
const host = createServer((request, response) => {
  const [status, body] = ANSWERS[request.url ?? ''] ?? [404, problem(404)]
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body))
})
let proxy: ValidatingProxy
beforeAll(async () => {
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  proxy = await startValidatingProxy(`http://127.0.0.1:${(host.address() as AddressInfo).port}`)
}, 60_000)
afterAll(async () => {
  await proxy?.close()
  host.close()
})

const ask = async (path: string, body?: object) => {
  const before = proxy.tally.violations.length
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(proxy.url + path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : {})
  const text = await response.text()
  return { status: response.status, text, found: proxy.tally.violations.slice(before) }
}

test('what fits the contract passes, and what does not is held against it; the caller hears the host either way', async () => {
  expect(await ask('/process/operations/v1/counts')).toMatchObject({ status: 200, found: [] })
  const { status, text, found } = await ask('/process/order-trail/v1/orders')
  expect([status, text]).toEqual([200, '{"items":[{"made":"up"}]}'])
  expect(found.length).toBeGreaterThan(0)
  expect(found[0]).toMatchObject({ method: 'GET', status: 200 })
  expect(found.every(({ location }) => location[0] === 'response')).toBe(true)
  expect(proxy.tally.byApi).toEqual({ '/process/operations/v1': 1, '/process/order-trail/v1': 1 })
})

test('a request that does not fit is held against whoever takes it, not against whoever refuses it', async () => {
  expect(await ask('/process/operations/v1/runs/r/signals', { nonsense: true })).toMatchObject({
    status: 400,
    found: [],
  })
  expect(proxy.tally.refused).toBe(1)
  const { found } = await ask('/process/operations/v1/runs/q/signals', { nonsense: true })
  expect(found.some(({ location }) => location[0] === 'request')).toBe(true)
})
