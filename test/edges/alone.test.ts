import type { Host } from '@gantry/core/runtime/host'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf, expectAgreement } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'

/** Everything but order activation; and order activation alone, which reaches all else over HTTP. */
let landscape: Landscape
let alone: Host
beforeAll(async () => {
  landscape = await Landscape.start({ work: ['invoice-posting', 'payment-application', 'order-status'] })
  await setUp(landscape)
  await landscape.act('stripe', 'customers', { default: 'pay' })
  alone = await landscape.startHost({
    serve: ['order-activation'],
    work: ['order-activation'],
    addresses: { system: landscape.url, process: landscape.url },
    // It has no credentials of any vendor: what it does, it does through the other host.
    environment: {},
  })
})
afterAll(async () => {
  await alone?.close()
  await landscape?.stop()
})

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(alone.url + path, init)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('a process API alone serves its own contract, and no other', async () => {
  const { body } = await ask('/contracts')
  expect(body).toMatchObject([{ name: 'order-activation', tier: 'process' }])
  expect((await ask('/process/quote-validation/v1/quotes/Q-1/validation', { method: 'POST' })).status).toBe(404)
  expect((await ask('/system/cpq/v1/quotes/Q-1')).status).toBe(404)
})

test('an order run by it has the same result as in one process', async () => {
  await quoted(landscape, 'Q-alone', quote({ lines: [line(), careLine()], state: 'accepted' }))
  const submitted = await ask('/process/order-activation/v1/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'alone', 'x-correlation-id': 'request-alone' },
    body: JSON.stringify({ quote: 'Q-alone', account: 'C-1' }),
  })
  expect(submitted).toMatchObject({ status: 202, body: { order: 'Q-alone', correlation: 'request-alone' } })
  await atStage(landscape, 'Q-alone', 'paid')
  const books = await booksOf(landscape, 'Q-alone')
  expectAgreement(books, { net: '1030.00', tax: '80.44', gross: '1110.44' })
  expect(Object.values(books).map((documents) => documents.length)).toEqual(Array(9).fill(1))
  for (const { correlation } of [...books.orders, ...books.invoices, ...books.receivables])
    expect(correlation).toBe('request-alone')
  const { body } = await ask('/process/order-activation/v1/orders/Q-alone')
  expect(body).toMatchObject({ state: 'active' })
})

test('an order that the CRM submits at the other host is run here', async () => {
  await quoted(landscape, 'Q-there', quote())
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-there'] })
  await atStage(landscape, 'Q-there', 'paid')
  const { body } = await ask('/process/order-activation/v1/orders/Q-there')
  expect(body).toMatchObject({ state: 'active' })
})

test('the trail of an order lists the run of its payment, once, and no run of another order', async () => {
  const trail = await eventually('the run of the payment is listed', async () => {
    const answer = await landscape.call<{ runs: { id: string; flow: string; subject?: string }[] }>(
      '/experience/control-tower/v1/trails/Q-alone',
    )
    return answer.body.runs?.some(({ flow }) => flow === 'payment-application') && answer.body
  })
  const { runs } = trail
  expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length)
  expect(runs.filter(({ flow }) => flow === 'payment-application')).toHaveLength(1)
  for (const { subject = 'Q-alone' } of runs) expect(subject).toBe('Q-alone')
})
