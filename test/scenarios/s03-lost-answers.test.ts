import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf, delivered, expectAgreement } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
  await landscape.act('stripe', 'customers', { default: 'pay' })
})
afterEach(async () => {
  for (const system of ['stripe', 'netsuite'] as const) await landscape.faults(system, {})
})
afterAll(() => landscape?.stop())

/** A document, the system that commits it, and the write whose answer is lost. */
const writes = [
  ['subscriptions', 'stripe', 'POST /v1/subscriptions'],
  ['invoices', 'stripe', '/finalize'],
  ['salesOrders', 'netsuite', 'POST /services/rest/record/v1/salesOrder'],
  ['receivables', 'netsuite', '!transform/invoice'],
  ['cash', 'netsuite', 'POST /services/rest/record/v1/customerPayment'],
] as const

for (const [document, system, only] of writes)
  test(`S03 ${system} commits (${document}), the answer is lost: the retry finds it; nothing twice`, async () => {
    const order = `Q-3-${document}`
    await quoted(landscape, order, quote({ lines: [line(), careLine()] }))
    const before = (await landscape.stats(system)).lostAnswers
    await landscape.faults(system, { commitThenDrop: 1, only })
    await landscape.act('salesforce', 'close-won', { quotes: [order] })
    await eventually('the document is booked and the answer lost', async () => {
      const { lostAnswers } = await landscape.stats(system)
      return lostAnswers > before && (await booksOf(landscape, order))[document].length > 0
    })
    await landscape.faults(system, {})
    await atStage(landscape, order, 'paid')
    await delivered(landscape, 'stripe')
    const books = await booksOf(landscape, order)
    expectAgreement(books, { net: '1030.00', tax: '80.44', gross: '1110.44' })
    expect(books.subscriptions).toMatchObject([{ state: 'active' }])
    expect(books.payments).toHaveLength(1)
    expect(books.cash).toMatchObject([{ gross: '1110.44', open: '0.00', state: 'Applied' }])
    expect(books.receivables).toMatchObject([{ open: '0.00', state: 'Paid In Full' }])
  })
