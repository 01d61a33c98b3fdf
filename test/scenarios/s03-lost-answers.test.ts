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
afterEach(() => landscape.faults('netsuite', {}))
afterAll(() => landscape?.stop())

const writes = {
  salesOrders: 'POST /services/rest/record/v1/salesOrder',
  receivables: '!transform/invoice',
  cash: 'POST /services/rest/record/v1/customerPayment',
} as const

for (const [document, only] of Object.entries(writes) as [keyof typeof writes, string][])
  test(`S03 the ERP commits (${document}), the answer is lost: the retry finds it by its external reference`, async () => {
    const order = `Q-3-${document}`
    await quoted(landscape, order, quote({ lines: [line(), careLine()] }))
    await landscape.faults('netsuite', { commitThenDrop: 1, only })
    await landscape.act('salesforce', 'close-won', { quotes: [order] })
    await eventually('the document is booked', async () => (await booksOf(landscape, order))[document].length > 0)
    // The step cannot have succeeded: every answer to this write is lost.
    expect((await booksOf(landscape, order)).orders[0]?.state).not.toBe('Activated: paid')
    await landscape.faults('netsuite', {})
    await atStage(landscape, order, 'paid')
    await delivered(landscape, 'stripe')
    const books = await booksOf(landscape, order)
    expectAgreement(books, { net: '1030.00', tax: '80.44', gross: '1110.44' })
    expect(books.subscriptions).toMatchObject([{ state: 'active' }])
    expect(books.payments).toHaveLength(1)
    expect(books.cash).toMatchObject([{ gross: '1110.44', open: '0.00', state: 'Applied' }])
    expect(books.receivables).toMatchObject([{ open: '0.00', state: 'Paid In Full' }])
  })
