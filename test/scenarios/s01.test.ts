import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually, Landscape } from '../landscape.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
})
afterAll(() => landscape.stop())

test('S01 a signed quote makes one customer, one order, one subscription, one correlation id from CRM to ledger', async () => {
  await quoted(landscape, 'Q-1', quote({ lines: [line(), careLine()] }))
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-1'] })
  await landscape.act('stripe', 'customers', { default: 'pay' })
  await eventually('the order is paid in the CRM', async () =>
    (await landscape.ledger('salesforce', 'order')).find((order) => order.state === 'Activated: paid'),
  )
  console.log(await landscape.ledger('stripe'), await landscape.ledger('netsuite'), await landscape.ledger('avalara'))
  expect(1).toBe(1)
})
