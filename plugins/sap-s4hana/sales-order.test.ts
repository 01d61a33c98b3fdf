import { Decimal, money } from '@gantry/canonical/money'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { priceOf } from './sales-order.ts'
import { entriesOf, eur, failureOf, fresh, invoice, LINES, line, salesOrder, stockUp } from './test-drafts.ts'
import { call, openTestSystem, type TestSystem, USER } from './test-system.ts'

let system: TestSystem
beforeAll(async () => {
  system = await openTestSystem()
  await stockUp(system)
})
beforeEach(() => system.fault({}))
afterAll(() => system.close())

const create = (reference: string, lines = LINES) => system.erp.createSalesOrder(salesOrder(reference, lines), call())
const cancel = (reference: string) => system.erp.cancelSalesOrder({ reference, query: { legalEntity: 'EMEA' } }, call())

describe('a sales order', () => {
  test('has the amounts and taxes agreed on, although SAP does its own arithmetic', async () => {
    const reference = fresh('Q')
    const order = await create(reference, [...LINES, line('3', 'CHAI', '2.5', '10.01', '0.00', '10.01')])
    expect(order).toMatchObject({
      reference,
      state: 'open',
      net: eur('140.01'),
      tax: eur('24.70'),
      gross: eur('164.71'),
    })
    expect(await system.erp.getSalesOrder({ reference, query: { legalEntity: 'EMEA' } }, call())).toEqual(order)
    expect(await entriesOf(system, 'sales-order', reference)).toMatchObject([
      { entity: 'EMEA', lines: { count: 3 }, correlation: 'correlation-of-test' },
    ])
  })

  test('SAP takes the same purchase order twice; Gantry makes one of twenty calls at the same time', async () => {
    const reference = fresh('Q')
    const made = await Promise.all(Array.from({ length: 20 }, () => create(reference)))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(await entriesOf(system, 'sales-order', reference)).toHaveLength(1)
  })

  test('is made once although the answer was lost', async () => {
    const reference = fresh('Q')
    await system.fault({ commitThenDrop: 1, only: 'POST /sap/opu/odata4' })
    expect(await failureOf(create(reference))).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    await system.fault({})
    expect((await create(reference)).reference).toBe(reference)
    expect(await entriesOf(system, 'sales-order', reference)).toHaveLength(1)
  })

  test('two of one reference, made by somebody else, are named rather than guessed at', async () => {
    const reference = fresh('Q')
    await create(reference)
    await duplicate(reference)
    expect(await failureOf(create(reference))).toMatchObject({ code: 'order-duplicated', kind: 'data' })
  })

  test('found with other amounts than ours it is not taken for ours', async () => {
    const reference = fresh('Q')
    await create(reference)
    const other = [line('1', 'CHAI', '2', '31.00', '5.70', '36.70')]
    expect(await failureOf(create(reference, other))).toMatchObject({ code: 'booked-amount-differs', kind: 'data' })
  })

  test('is refused in the words of SAP, once and for all', async () => {
    const reference = fresh('Q')
    await system.act('refuse', { order: reference, code: 'ZSD/001', message: 'Export control: embargo' })
    expect(await failureOf(create(reference))).toMatchObject({
      code: 'vendor-refused',
      kind: 'data',
      message: 'SAP S/4HANA refused: Export control: embargo',
    })
    await system.act('accept', { order: reference })
    expect((await create(reference)).state).toBe('open')
  })

  test('any price comes to the line’s amount exactly', () => {
    const quantity = fc
      .integer({ min: 1, max: 99_999 })
      .map((n) => new Decimal(n).div(fc.sample(fc.constantFrom(1, 2, 4, 5, 10, 100), 1)[0]!).toFixed())
    const currency = fc.constantFrom('EUR', 'JPY', 'KWD')
    fc.assert(
      fc.property(quantity, currency, fc.integer({ min: 0, max: 10 ** 9 }), (quantity, currency, units) => {
        const net = money(currency, new Decimal(units).div(1000))
        const { ConditionRateAmount: rate, ConditionQuantity: per } = priceOf({ net, quantity })
        expect(new Decimal(rate).times(quantity).div(per).toDecimalPlaces(3).equals(net.amount)).toBe(true)
        expect(Number.isInteger(Number(per)) && Number(per) < 100_000).toBe(true)
      }),
    )
  })
})

describe('a cancellation', () => {
  test('rejects every item at once; repeating it changes nothing', async () => {
    const reference = fresh('Q')
    await create(reference)
    expect((await cancel(reference)).state).toBe('cancelled')
    const effects = await system.effects()
    expect((await cancel(reference)).state).toBe('cancelled')
    expect(await system.effects()).toBe(effects)
    expect((await system.erp.getSalesOrder({ reference, query: { legalEntity: 'EMEA' } }, call())).state).toBe(
      'cancelled',
    )
  })

  test('that SAP refuses for one item leaves all of them as they were', async () => {
    const reference = fresh('Q')
    await create(reference)
    await system.act('refuse', { order: reference, code: 'ZSD/002', message: 'No changes any more', cancel: true })
    expect((await failureOf(cancel(reference))).code).toBe('vendor-refused')
    expect((await system.erp.getSalesOrder({ reference, query: { legalEntity: 'EMEA' } }, call())).state).toBe('open')
  })

  test('of a billed order is refused, whether we posted the invoice or SAP billed it', async () => {
    const [ours, theirs] = [fresh('Q'), fresh('Q')]
    for (const reference of [ours, theirs]) await create(reference)
    await system.erp.postInvoice(invoice(fresh('in'), ours), call())
    await system.act('bill', { order: theirs })
    for (const reference of [ours, theirs])
      expect(await failureOf(cancel(reference))).toMatchObject({ code: 'order-billed', kind: 'policy' })
    expect((await failureOf(cancel('none'))).code).toBe('not-found')
  })
})

/** Somebody enters the same order by hand: SAP minds nothing. */
async function duplicate(reference: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${USER.user}:${USER.password}`).toString('base64')}`
  const root = `${system.url}/sap/opu/odata/sap/API_SALES_ORDER_SRV/`
  const opened = await fetch(root, { headers: { authorization, 'x-csrf-token': 'Fetch' } })
  const [order] = (await system.table('SalesOrder')).filter((row) => row.PurchaseOrderByCustomer === reference)
  const response = await fetch(`${root}A_SalesOrder`, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'application/json',
      'x-csrf-token': opened.headers.get('x-csrf-token')!,
      cookie: opened.headers.getSetCookie()[0]!.split(';')[0]!,
    },
    body: JSON.stringify({
      SalesOrderType: 'OR',
      SalesOrganization: order!.SalesOrganization,
      DistributionChannel: '10',
      OrganizationDivision: '00',
      SoldToParty: order!.SoldToParty,
      PurchaseOrderByCustomer: reference,
      to_Item: { results: [{ Material: 'CHAI', RequestedQuantity: '1' }] },
    }),
  })
  expect(response.status).toBe(201)
}
