import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf, exceptionAbout, expectAgreement } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
beforeAll(async () => {
  // Nothing is delivered by itself: the test is the one that knocks.
  landscape = await Landscape.start({ settings: { stripe: { webhookUrl: '' } } })
  await setUp(landscape)
})
afterAll(() => landscape?.stop())

const operations = '/process/operations/v1'
type Bulk = { id: string; state: string; total: number; resolved: number; refused: number; replaying: number }
type Letter = {
  id: string
  data: { order: string }
  state: string
  resolvedBy?: string
  reason?: string
  before?: object
}

async function bulk(key: string, body: object): Promise<Bulk> {
  const started = await landscape.call<Bulk>(`${operations}/bulks`, {
    method: 'POST',
    body,
    headers: { 'idempotency-key': key },
  })
  expect(started.status, JSON.stringify(started.body)).toBe(202)
  return eventually('the bulk is through', async () => {
    const { body } = await landscape.call<Bulk>(`${operations}/bulks/${started.body.id}`)
    return body.state === 'completed' && body.replaying === 0 && body
  })
}

const letters = async (state = 'open') =>
  (await landscape.call<{ items: Letter[]; total: number }>(`${operations}/dead-letters?state=${state}`)).body

/** Tells Gantry, as Stripe would, of the finalized invoices of these orders; `spoil` may change what is told. */
async function tell(orders: readonly string[], spoil: (order: string, payload: string) => string): Promise<void> {
  const table = await fetch(`${landscape.sandboxes.stripe.url}/_sandbox/tables/events`)
  for (const event of (await table.json()) as { type: string }[]) {
    const told = JSON.stringify(event)
    const order = orders.find((each) => told.includes(`"${each}"`))
    if (event.type !== 'invoice.finalized' || !order) continue
    const payload = spoil(order, told)
    const signature = Stripe.webhooks.generateTestHeaderString({
      payload,
      secret: landscape.environment.STRIPE_WEBHOOK_SECRET!,
    })
    const headers = { 'stripe-signature': signature }
    expect(await landscape.call('/webhooks/stripe', { method: 'POST', body: payload, headers })).toMatchObject({
      status: 200,
    })
  }
}

/** Longer than any name of a legal entity may be. */
const POISON = 'US01'.repeat(20)

test('S54 poison webhooks are all kept, the others go on; corrected in bulk, all complete, each effect once', async () => {
  const orders = [...Array(8).keys()].map((n) => `Q-54-${n}`)
  const poisoned = orders.filter((_, index) => index % 3 === 0)
  for (const order of orders) await quoted(landscape, order, quote({ lines: [line()] }))
  await landscape.act('salesforce', 'close-won', { quotes: orders })
  for (const order of orders) await atStage(landscape, order, 'active')
  await tell(orders, (order, payload) =>
    poisoned.includes(order) ? payload.replaceAll('"US01"', `"${POISON}"`) : payload,
  )
  for (const order of orders) if (!poisoned.includes(order)) await atStage(landscape, order, 'invoiced')
  const kept = await letters()
  expect(kept.items.map(({ data }) => data.order).sort()).toEqual(poisoned)
  for (const order of poisoned) expect((await booksOf(landscape, order)).receivables).toEqual([])

  const unchanged = { of: 'dead-letters', filter: {}, resolution: { action: 'replay' }, reason: 'Tried as it is.' }
  expect(await bulk('unchanged', unchanged)).toMatchObject({ total: 3, resolved: 0, refused: 3 })
  const corrected = {
    of: 'dead-letters',
    filter: { code: 'broken-contract' },
    resolution: { action: 'map', field: 'legalEntity', values: { [POISON]: 'US01' } },
    reason: 'Billing sent the name four times over.',
  }
  const done = await bulk('corrected', corrected)
  expect(done).toMatchObject({ total: 3, resolved: 3, refused: 0 })
  expect((await bulk('corrected', corrected)).id).toBe(done.id)
  for (const order of orders) {
    await atStage(landscape, order, 'invoiced')
    const books = await booksOf(landscape, order)
    expectAgreement(books, { net: '1000.00', gross: '1078.10' })
    expect([books.receivables.length, books.taxes.length], order).toEqual([1, 1])
  }
  expect((await letters()).total).toBe(0)
  for (const letter of (await letters('replayed')).items)
    expect(letter).toMatchObject({
      resolvedBy: 'developer',
      reason: 'Billing sent the name four times over.',
      before: { legalEntity: POISON },
    })
})

test('S54 orders that one missing company held are resumed by one decision, each effect once', async () => {
  const orders = [...Array(4).keys()].map((n) => `Q-54-held-${n}`)
  for (const order of orders) await quoted(landscape, order, quote({ legalEntity: 'LEMURIA' }))
  await landscape.act('salesforce', 'close-won', { quotes: orders })
  const exceptions = await Promise.all(orders.map((order) => exceptionAbout(landscape, order)))
  await landscape.act('netsuite', 'company', { legalEntities: [{ name: 'LEMURIA', currency: 'USD' }] })
  await landscape.act('avalara', 'company', { companies: ['LEMURIA'] })
  const filter = { code: exceptions[0]!.code, flow: 'order-activation', text: 'LEMURIA' }
  const retry = { of: 'exceptions', filter, resolution: { action: 'retry' }, reason: 'The company is there.' }
  const [first, second] = await Promise.all([bulk('company', retry), bulk('company-again', retry)])
  // Whichever of the two bulks came first to an exception, it was resolved once.
  expect(first.resolved + second.resolved).toBe(4)
  for (const order of orders) {
    await atStage(landscape, order, 'active')
    const { orders: made, salesOrders, subscriptions, invoices } = await booksOf(landscape, order)
    expect([made.length, salesOrders.length, subscriptions.length + invoices.length], order).toEqual([1, 1, 1])
  }
})
