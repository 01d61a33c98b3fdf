import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf, exceptionAbout, expectNoEffect, resolve } from '../books.ts'
import { type Erp, Landscape } from '../landscape.ts'
import { customer, line, quote, quoted, setUp } from '../sales.ts'

// One company, three books of record: the same flows, each order in the ERP of its legal entity and in no other.

const ERPS = { US01: 'netsuite', DE01: 'sap-s4hana', GB01: 'dynamics365-finance' } as const
const entities = Object.keys(ERPS) as (keyof typeof ERPS)[]

let landscape: Landscape
beforeAll(async () => {
  landscape = await Landscape.start({ erp: ERPS })
  await setUp(landscape, { entities })
  await landscape.act('stripe', 'customers', { default: 'pay' })
})
afterAll(() => landscape?.stop())

const win = (order: string) => landscape.act('salesforce', 'close-won', { quotes: [order] })
/** In which ERPs an order has documents. */
const keepersOf = async (order: string): Promise<Erp[]> => {
  const ledgers = await Promise.all(landscape.erps.map((erp) => landscape.ledger(erp)))
  return landscape.erps.filter((_, index) => ledgers[index]!.some((entry) => entry.order === order))
}

test.each(entities)(
  'S11 an order of %s is in cash in the ERP that keeps its books, and in no other',
  async (entity) => {
    const order = `Q-11-${entity}`
    await quoted(landscape, order, quote({ legalEntity: entity }))
    await win(order)
    await atStage(landscape, order, 'paid')
    const { salesOrders, receivables, cash, invoices } = await booksOf(landscape, order)
    const [{ tax, gross } = {}] = invoices
    expect(salesOrders).toMatchObject([{ entity, net: '1000.00' }])
    expect(receivables).toMatchObject([{ entity, net: '1000.00', tax, gross, open: '0.00' }])
    expect(cash).toMatchObject([{ entity, gross, open: '0.00' }])
    expect(await keepersOf(order)).toEqual([ERPS[entity]])
  },
)

test('S12 a legal entity without an ERP: an exception, and no ERP by default', async () => {
  await quoted(landscape, 'Q-12', quote({ legalEntity: 'ATLANTIS' }))
  await win('Q-12')
  const exception = await exceptionAbout(landscape, 'Q-12')
  expect(exception).toMatchObject({ code: 'no-route', kind: 'data', sentence: expect.stringContaining('ATLANTIS') })
  await atStage(landscape, 'Q-12', 'on-hold')
  expectNoEffect(await booksOf(landscape, 'Q-12'))
  expect(await keepersOf('Q-12')).toEqual([])
})

/** What somebody in finance or sales does at the vendor, the same in each ERP; and what undoes it. */
const stops = [
  {
    what: 'S13 credit hold',
    code: 'credit-hold',
    act: (erp: Erp, about: string, on: boolean) => landscape.act(erp, 'credit', { customer: about, onHold: on }),
  },
  {
    what: 'S21 closed period',
    code: 'period-closed',
    act: (erp: Erp, _: string, on: boolean) =>
      landscape.act(erp, 'period', { month: new Date().toISOString().slice(0, 7), closed: on }),
  },
]
for (const { what, code, act } of stops)
  test.each(entities)(
    `${what}, in the books of %s: an exception of the same code, and on once it is lifted`,
    async (entity) => {
      const order = `Q-${code}-${entity}`
      const reference = `C-${code}-${entity}`
      await landscape.call(`/system/crm/v1/customers/${reference}`, { method: 'PUT', body: customer })
      const body = { ...customer, legalEntity: entity }
      await landscape.call(`/system/erp/v1/customers/${reference}`, { method: 'PUT', body })
      await act(ERPS[entity], reference, true)
      await quoted(landscape, order, quote({ customer: reference, legalEntity: entity }))
      await win(order)
      const exception = await exceptionAbout(landscape, order)
      expect(exception).toMatchObject({ code, kind: 'policy' })
      await act(ERPS[entity], reference, false)
      await resolve(landscape, exception, { action: 'retry' })
      await atStage(landscape, order, 'paid')
      expect((await booksOf(landscape, order)).receivables).toHaveLength(1)
    },
  )

test.each(entities)('S06 a refusal for good in the books of %s ends the order and leaves nothing', async (entity) => {
  const order = `Q-6-${entity}`
  await quoted(landscape, order, quote({ legalEntity: entity, lines: [line()] }))
  await landscape.act(ERPS[entity], 'refuse', { order, code: 'USER_ERROR', message: 'The item BIKE is discontinued.' })
  await win(order)
  await atStage(landscape, order, 'refused')
  expectNoEffect(await booksOf(landscape, order))
})
