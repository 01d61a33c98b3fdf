import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
let body: string
beforeAll(async () => {
  // Nothing is delivered by itself: the test is the one that knocks.
  landscape = await Landscape.start({ settings: { stripe: { webhookUrl: '' } } })
  await setUp(landscape)
  await quoted(landscape, 'Q-hook', quote({ lines: [line()] }))
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-hook'] })
  await atStage(landscape, 'Q-hook', 'active')
  const events = (await (await fetch(`${landscape.sandboxes.stripe.url}/_sandbox/tables/events`)).json()) as {
    type: string
  }[]
  body = JSON.stringify(events.find((event) => event.type === 'invoice.finalized'))
})
afterAll(() => landscape?.stop())

const secret = () => landscape.environment.STRIPE_WEBHOOK_SECRET!
const signed = (payload: string, key = secret(), timestamp = Math.floor(Date.now() / 1000)) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret: key, timestamp })
const knock = (payload: string, signature?: string, connection = 'stripe') =>
  landscape.call(`/webhooks/${connection}`, {
    method: 'POST',
    body: payload,
    headers: signature === undefined ? {} : { 'stripe-signature': signature },
  })
const postings = async () =>
  (await landscape.call<{ items: unknown[] }>('/process/operations/v1/runs?flow=invoice-posting')).body.items

test('a forged, altered, stale or unsigned delivery is refused, and nothing is stored of it', async () => {
  const forgeries: [string, string, string | undefined][] = [
    ['no signature', body, undefined],
    ['nonsense', body, 't=1,v1=00'],
    ['another secret', body, signed(body, `whsec_${'0'.repeat(48)}`)],
    ['an altered body', body.replace('"currency":"usd"', '"currency":"eur"'), signed(body)],
    ['an old one', body, signed(body, secret(), Math.floor(Date.now() / 1000) - 3600)],
    ['one from the future', body, signed(body, secret(), Math.floor(Date.now() / 1000) + 3600)],
  ]
  for (const [what, payload, signature] of forgeries) {
    const answer = await knock(payload, signature)
    expect(answer, what).toMatchObject({ status: 401, body: { code: 'webhook-forged' } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(JSON.stringify(answer.body)).not.toContain(secret())
  }
  expect(await postings()).toEqual([])
  expect((await booksOf(landscape, 'Q-hook')).receivables).toEqual([])
})

test('a delivery to nobody, or to a system that sends none, is refused', async () => {
  expect(await knock(body, signed(body), 'nobody')).toMatchObject({ status: 404, body: { code: 'no-such-connection' } })
  expect(await knock(body, signed(body), 'avalara')).toMatchObject({ status: 404, body: { code: 'no-webhooks' } })
  expect(await postings()).toEqual([])
})

test('a delivery signed rightly that is no JSON is refused, and the next is taken', async () => {
  const answer = await knock('{"type":', signed('{"type":'))
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.status).toBeLessThan(500)
  expect(await postings()).toEqual([])
})

test('the same delivery five times at once, and once more under a new signature, has one effect', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => knock(body, signed(body))))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  // The vendor repeats an event in another envelope: other bytes, the same event.
  const again = JSON.stringify({ ...(JSON.parse(body) as object), pending_webhooks: 7 })
  expect(await knock(again, signed(again, secret(), Math.floor(Date.now() / 1000) - 5))).toMatchObject({ status: 200 })
  const { receivables } = await eventually('the invoice is posted', async () => {
    const books = await booksOf(landscape, 'Q-hook')
    return books.receivables.length > 0 && books
  })
  await atStage(landscape, 'Q-hook', 'invoiced')
  expect(receivables).toHaveLength(1)
  expect(await postings()).toHaveLength(1)
  expect((await booksOf(landscape, 'Q-hook')).taxes).toHaveLength(1)
})
