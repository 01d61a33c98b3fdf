import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { atStage, booksOf } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'

// The process APIs as they are, over another ERP: nothing of them names one.

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start({ erp: 'dynamics365-finance' })
  await setUp(landscape)
  await landscape.act('stripe', 'customers', { default: 'pay' })
})
beforeEach(() => landscape.faults('dynamics365-finance', {}))
afterAll(() => landscape?.stop())

const lines = [line(), careLine()]
const win = async (reference: string) => {
  await quoted(landscape, reference, quote({ lines }))
  await landscape.act('salesforce', 'close-won', { quotes: [reference] })
}

/** One of each, to the cent. An order in Dynamics carries no tax of ours. */
async function expectPaidOnce(reference: string) {
  const { salesOrders, receivables, cash, taxes, invoices } = await booksOf(landscape, reference)
  expect(salesOrders).toMatchObject([{ entity: 'US01', net: '1030.00', state: 'Backorder', lines: { count: 2 } }])
  expect(receivables).toMatchObject([
    { net: '1030.00', tax: '80.44', gross: '1110.44', open: '0.00', state: 'Settled' },
  ])
  expect(receivables[0]!.reference).toBe(invoices[0]!.id)
  expect(cash).toMatchObject([{ gross: '1110.44', open: '0.00', state: 'Settled' }])
  expect(taxes).toMatchObject([{ tax: '80.44' }])
}

test('S01 on Dynamics 365 Finance: a signed quote is in its books and in cash, each document once', async () => {
  await win('Q-1')
  await atStage(landscape, 'Q-1', 'paid')
  await expectPaidOnce('Q-1')
  expect(await landscape.ledger('netsuite')).toEqual([])
})

/** A document, and the write whose answer is lost. */
const writes = [
  ['salesOrders', 'POST /data/$batch'],
  ['receivables', 'POST /data/FreeTextInvoiceHeaders('],
  ['cash', 'POST /data/CustomerPaymentJournalHeaders('],
] as const

for (const [document, only] of writes)
  test(`S03 on Dynamics 365 Finance: it commits (${document}), the answer is lost, and nothing is there twice`, async () => {
    const order = `Q-3-${document}`
    const { lostAnswers } = await landscape.stats('dynamics365-finance')
    await landscape.faults('dynamics365-finance', { commitThenDrop: 1, only })
    await win(order)
    await eventually('the document is booked and the answer lost', async () => {
      const stats = await landscape.stats('dynamics365-finance')
      return stats.lostAnswers > lostAnswers && (await booksOf(landscape, order))[document].length > 0
    })
    await landscape.faults('dynamics365-finance', {})
    await atStage(landscape, order, 'paid')
    await expectPaidOnce(order)
  })
