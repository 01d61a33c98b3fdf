import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, type Books, booksOf, delivered, expectAgreement, statusAt, trailOf } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
  await landscape.act('stripe', 'customers', { default: 'pay' })
})
afterAll(() => landscape?.stop())

const lines = [line(), careLine()]

/** One of each, all of one correlation, settled to the cent. */
function expectOneOfEach(books: Books, correlation: string) {
  const of = (state: string) => [expect.objectContaining({ correlation, state })]
  const { quotes: _, payments, ...documents } = books
  expect(documents).toEqual({
    orders: of('Activated: paid'),
    subscriptions: of('active'),
    invoices: of('paid'),
    salesOrders: of('Billed'),
    receivables: of('Paid In Full'),
    cash: of('Applied'),
    taxes: of('committed'),
  })
  expect(payments).toMatchObject([{ state: 'succeeded', gross: '1110.44' }])
  expectAgreement(books, { net: '1030.00', tax: '80.44', gross: '1110.44' })
  for (const { open } of [...books.orders, ...books.invoices, ...books.receivables, ...books.cash])
    expect(open).toBe('0.00')
}

test('S01 a signed quote makes one customer, one order, one subscription, one correlation id from CRM to ledger', async () => {
  await quoted(landscape, 'Q-1', quote({ lines }))
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-1'] })
  const { correlation } = await atStage(landscape, 'Q-1', 'paid')
  expect(correlation).toMatch(/^[0-9a-f-]{36}$/)
  expectOneOfEach(await booksOf(landscape, 'Q-1'), correlation!)
  for (const system of ['salesforce', 'stripe', 'netsuite'] as const)
    expect(await landscape.ledger(system, 'customer'), system).toMatchObject([{ reference: 'C-1' }])
  expect(await statusAt(landscape, 'Q-1', 'paid')).toMatchObject({
    correlation,
    open: { amount: '0.00' },
    gross: { amount: '1110.44' },
  })
})

test('S01 the same through the process API, under the correlation id of the caller', async () => {
  await quoted(landscape, 'Q-1p', quote({ lines, state: 'accepted' }))
  const correlation = 'deal-desk-4711'
  const submitted = await landscape.call('/process/order-activation/v1/orders', {
    method: 'POST',
    body: { quote: 'Q-1p', account: 'C-1' },
    headers: { 'idempotency-key': 'q-1p', 'x-correlation-id': correlation },
  })
  expect(submitted).toMatchObject({ status: 202, body: { order: 'Q-1p', correlation } })
  expect(submitted.headers.get('x-correlation-id')).toBe(correlation)
  await atStage(landscape, 'Q-1p', 'paid')
  expectOneOfEach(await booksOf(landscape, 'Q-1p'), correlation)
  expect((await trailOf(landscape, correlation)).body.order).toMatchObject({ reference: 'Q-1p', correlation })
  const runs = await landscape.call<{ items: { flow: string; correlation: string }[] }>(
    '/process/operations/v1/runs?subject=Q-1p',
  )
  expect(runs.body.items.map((run) => run.correlation)).toEqual(runs.body.items.map(() => correlation))
  expect(runs.body.items.map((run) => run.flow)).toEqual(
    expect.arrayContaining(['order-activation', 'invoice-posting']),
  )
})

test('S02 the same closed-won event five times at once makes one of each', async () => {
  await quoted(landscape, 'Q-2', quote({ lines }))
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-2'], times: 5 })
  const { correlation } = await atStage(landscape, 'Q-2', 'paid')
  await delivered(landscape, 'salesforce')
  expectOneOfEach(await booksOf(landscape, 'Q-2'), correlation!)
  const runs = await landscape.call<{ items: unknown[] }>(
    '/process/operations/v1/runs?subject=Q-2&flow=order-activation',
  )
  expect(runs.body.items).toHaveLength(1)
})

test('S04 the same idempotency key with another body: 422; while the first is in flight: 409', async () => {
  await quoted(landscape, 'Q-4', quote({ lines, state: 'accepted' }))
  await quoted(landscape, 'Q-4b', quote({ lines, state: 'accepted' }))
  const submit = (order: string) =>
    landscape.call<{ code: string }>('/experience/crm/v1/orders', {
      method: 'POST',
      body: { quote: order, account: 'C-1' },
      headers: { 'idempotency-key': 'key-4' },
    })
  // Somebody holds the table that a start is written to: the first request cannot be answered yet.
  const obstacle = new pg.Client({ connectionString: landscape.databaseUrl })
  await obstacle.connect()
  let first: ReturnType<typeof submit>
  try {
    await obstacle.query('begin')
    await obstacle.query('lock table gantry.run in exclusive mode')
    first = submit('Q-4')
    await eventually('the first request has its key', async () => {
      const { rowCount } = await obstacle.query(`select from gantry.idempotency where key like '%key-4%'`)
      return rowCount === 1
    })
    const meanwhile = await submit('Q-4')
    expect(meanwhile).toMatchObject({ status: 409, body: { code: 'idempotency-key-in-flight' } })
    expect(meanwhile.headers.get('retry-after')).toBe('1')
  } finally {
    await obstacle.end()
  }
  expect((await first).status).toBe(202)
  expect(await submit('Q-4')).toMatchObject({ status: 202, body: (await first).body })
  expect(await submit('Q-4b')).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } })
  await atStage(landscape, 'Q-4', 'paid')
  expect((await booksOf(landscape, 'Q-4b')).orders).toEqual([])
})

test('S57 any identifier of any system finds the whole trail', async () => {
  await quoted(landscape, 'Q-57', quote({ lines }))
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-57'] })
  await atStage(landscape, 'Q-57', 'paid')
  const [opportunity] = (
    (await (await fetch(`${landscape.sandboxes.salesforce.url}/_sandbox/tables/Opportunity`)).json()) as {
      Id: string
      Gantry_Reference__c: string
    }[]
  ).filter((deal) => deal.Gantry_Reference__c === 'Q-57')
  const books = await booksOf(landscape, 'Q-57')
  const documents = Object.values(books).flat()
  expect(documents).toHaveLength(9)
  const identifiers = [
    ...documents.flatMap(({ id, number, correlation }) => [id, number, correlation]),
    'Q-57',
    opportunity!.Id,
  ].filter((identifier) => identifier !== undefined)
  // The trail is a projection: its last document comes a moment after the CRM was told.
  const whole = await eventually('the trail holds every document', async () => {
    const { body } = await trailOf(landscape, 'Q-57')
    const all = documents.every(({ id }) => body.documents.some((one) => one.id === id))
    return all && body.order.stage === 'paid' && body
  })
  for (const identifier of new Set(identifiers))
    expect(await trailOf(landscape, identifier), identifier).toMatchObject({ status: 200, body: whole })
  expect(await trailOf(landscape, 'nobody-knows')).toMatchObject({ status: 404, body: { code: 'no-such-trail' } })
})
