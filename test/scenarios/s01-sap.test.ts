import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf, exceptionAbout, expectAgreement, resolve } from '../books.ts'
import { Landscape } from '../landscape.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start({ erp: 'sap-s4hana' })
  await setUp(landscape)
  await landscape.act('stripe', 'customers', { default: 'pay' })
})
afterAll(() => landscape?.stop())

const lines = [line(), careLine()]

test('S01 the same flows keep the same order in the books of SAP S/4HANA, once and to the cent', async () => {
  await quoted(landscape, 'Q-1', quote({ lines }))
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-1'], times: 5 })
  const { correlation } = await atStage(landscape, 'Q-1', 'paid')
  const books = await booksOf(landscape, 'Q-1')
  const of = (state: string) => [expect.objectContaining({ correlation, state })]
  expect(books).toMatchObject({ salesOrders: of('Open'), receivables: of('Cleared'), cash: of('Cleared') })
  expectAgreement(books, { net: '1030.00', tax: '80.44', gross: '1110.44' })
  for (const { open } of [...books.receivables, ...books.cash]) expect(open).toBe('0.00')
})

test('S21 a closed period in SAP is told by its confirmation, and resumed once it is open', async () => {
  const month = new Date().toISOString().slice(0, 7)
  await landscape.act('sap-s4hana', 'period', { month, closed: true })
  await quoted(landscape, 'Q-7', quote({ lines }))
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-7'] })
  const exception = await exceptionAbout(landscape, 'Q-7')
  expect(exception).toMatchObject({ code: 'period-closed', kind: 'policy', team: 'finance-systems' })
  await landscape.act('sap-s4hana', 'period', { month, closed: false })
  await resolve(landscape, exception, { action: 'retry' })
  await atStage(landscape, 'Q-7', 'paid')
  expect((await booksOf(landscape, 'Q-7')).receivables).toHaveLength(1)
})
