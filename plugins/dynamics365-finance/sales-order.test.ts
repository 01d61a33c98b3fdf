import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EMEA, entriesOf, eur, failureOf, fresh, invoice, LINES, line, salesOrder, stockUp } from './test-drafts.ts'
import { call, openTestEnvironment, type TestEnvironment } from './test-environment.ts'

let environment: TestEnvironment
/** Every answer on such a path is lost, after its work is done. */
let lost: RegExp | undefined
beforeAll(async () => {
  environment = await openTestEnvironment({
    tap: async (c, next) => {
      await next()
      if (lost?.test(`${c.req.method} ${c.req.path}`)) c.env.incoming.socket.destroy()
    },
  })
  await stockUp(environment)
})
beforeEach(() => environment.fault({}))
afterAll(() => environment.close())

describe('sales orders', () => {
  test('create, repeat, read, cancel', async () => {
    const { erp } = environment
    const reference = fresh('Q')
    const created = await erp.createSalesOrder(salesOrder(reference), call())
    expect(created).toMatchObject({ reference, number: reference, state: 'open', net: eur('130.00') })
    expect(await erp.createSalesOrder(salesOrder(reference), call())).toEqual(created)
    expect(await erp.getSalesOrder({ reference, query: EMEA }, call())).toEqual(created)
    expect(await entriesOf(environment, 'sales-order', reference)).toMatchObject([
      { order: reference, entity: 'DEMF', currency: 'EUR', net: '130.00', lines: { count: 2 } },
    ])
    expect((await erp.cancelSalesOrder({ reference, query: EMEA }, call())).state).toBe('cancelled')
    const before = await environment.effects()
    expect((await erp.cancelSalesOrder({ reference, query: EMEA }, call())).state).toBe('cancelled')
    expect(await environment.effects()).toBe(before)
    expect((await erp.getSalesOrder({ reference, query: EMEA }, call())).state).toBe('cancelled')
  })

  test('twenty at once make one, with its lines once', async () => {
    const reference = fresh('Q')
    const all = await Promise.all(
      Array.from({ length: 20 }, () => environment.erp.createSalesOrder(salesOrder(reference), call())),
    )
    expect(new Set(all.map((each) => each.id)).size).toBe(1)
    expect(await entriesOf(environment, 'sales-order', reference)).toMatchObject([
      { net: '130.00', lines: { count: 2 } },
    ])
  })

  test('after a lost answer the retry finds the order', async () => {
    const reference = fresh('Q')
    lost = /POST .*batch/
    const failed = await failureOf(environment.erp.createSalesOrder(salesOrder(reference), call()))
    expect(failed).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    lost = undefined
    expect(await entriesOf(environment, 'sales-order', reference)).toHaveLength(1)
    expect((await environment.erp.createSalesOrder(salesOrder(reference), call())).net).toEqual(eur('130.00'))
    expect(await entriesOf(environment, 'sales-order', reference)).toHaveLength(1)
  })

  test('a lost look-up after the order leaves the outcome unknown', async () => {
    const reference = fresh('Q')
    lost = /GET .*SalesOrderHeadersV2/
    const failed = await failureOf(environment.erp.createSalesOrder(salesOrder(reference), call()))
    expect(failed).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    lost = undefined
    expect((await environment.erp.getSalesOrder({ reference, query: EMEA }, call())).state).toBe('open')
  })

  test('a line that is refused leaves no order', async () => {
    const reference = fresh('Q')
    const lines = [LINES[0]!, line('2', 'NOPE', '1', '1.00', '0.00', '1.00')]
    const refused = await failureOf(environment.erp.createSalesOrder(salesOrder(reference, lines), call()))
    expect(refused).toMatchObject({ kind: 'data', code: 'vendor-refused' })
    expect(refused.message).toContain(
      "The value 'NOPE' in field 'Item number' is not found in the related table 'Items'",
    )
    expect(refused.message).not.toContain('Infolog')
    expect(await entriesOf(environment, 'sales-order', reference)).toEqual([])
    expect(await environment.table('SalesOrderLinesV2')).not.toContainEqual(
      expect.objectContaining({ SalesOrderNumber: reference }),
    )
  })

  test('a repeat with other amounts is told apart, and changes nothing', async () => {
    const reference = fresh('Q')
    await environment.erp.createSalesOrder(salesOrder(reference), call())
    const other = salesOrder(reference, [LINES[0]!])
    expect((await failureOf(environment.erp.createSalesOrder(other, call()))).code).toBe('booked-amount-differs')
    expect(await entriesOf(environment, 'sales-order', reference)).toMatchObject([{ net: '130.00' }])
  })

  test('long references and such of lower case get keys of their own, and are found again', async () => {
    const { erp } = environment
    const references = ['0065g00000ABcdEFGH-of-a-long-deal', 'q-lower', 'Q-lower', "Q'50%/ü*", 'Q-50*']
    for (const reference of references) {
      const created = await erp.createSalesOrder(salesOrder(reference), call())
      expect(created.number).toMatch(/^G~[0-9A-Z]{18}$/)
      expect(await erp.getSalesOrder({ reference, query: EMEA }, call())).toEqual(created)
      expect(await entriesOf(environment, 'sales-order', reference)).toHaveLength(1)
    }
  })

  test('an order number that finance gave away is told', async () => {
    const reference = fresh('Q')
    await environment.erp.createSalesOrder(salesOrder(reference), call())
    const [order] = (await environment.table('SalesOrderHeadersV2')).filter((row) => row.SalesOrderNumber === reference)
    environment.sandbox().books.put('SalesOrderHeadersV2', `demf|${reference.toLowerCase()}`, {
      ...order!,
      CustomersOrderReference: 'somebody else',
    })
    expect(await failureOf(environment.erp.createSalesOrder(salesOrder(reference), call()))).toMatchObject({
      code: 'number-taken',
      kind: 'data',
    })
  })

  test('refusals by the company are data errors in its own words, until it accepts', async () => {
    const reference = fresh('Q')
    await environment.act('refuse', { order: reference, message: 'Credit check failed' })
    const refused = await failureOf(environment.erp.createSalesOrder(salesOrder(reference), call()))
    expect(refused).toMatchObject({ kind: 'data', code: 'vendor-refused' })
    expect(refused.message).toBe('Dynamics 365 Finance refused: Credit check failed.')
    await environment.act('accept', { order: reference })
    expect((await environment.erp.createSalesOrder(salesOrder(reference), call())).state).toBe('open')
  })

  test('unknown entities and currencies are policy errors; a company set up since is found without a restart', async () => {
    const order = salesOrder(fresh('Q')).body
    const port = await environment.port({ companies: '' })
    const entity = await failureOf(port.createSalesOrder({ body: { ...order, legalEntity: 'FRSI' } }, call()))
    expect(entity).toMatchObject({ code: 'unknown-legal-entity', kind: 'policy', team: 'finance-systems' })
    expect(entity.message).toContain('FRSI')
    const currency = await failureOf(environment.erp.createSalesOrder({ body: { ...order, currency: 'XTS' } }, call()))
    expect(currency).toMatchObject({ code: 'unknown-currency', kind: 'policy', team: 'finance-systems' })
    const entities = ['frsi', 'Initech Nederland B.V.'].map((name) => ({ name, currency: 'EUR' }))
    await environment.act('company', { legalEntities: entities })
    const customer = { name: 'Initech', currency: 'EUR' }
    for (const legalEntity of ['FRSI', 'Initech Nederland B.V.']) {
      const reference = fresh('C')
      await port.upsertCustomer({ reference, body: { ...customer, legalEntity } }, call())
      expect(await entriesOf(environment, 'customer', reference)).toMatchObject([{ entity: legalEntity }])
    }
  })

  test('an unknown order is not found', async () => {
    expect(await failureOf(environment.erp.getSalesOrder({ reference: 'none', query: EMEA }, call()))).toMatchObject({
      code: 'not-found',
      status: 404,
    })
  })

  test('an order with an invoice cannot be cancelled', async () => {
    const { erp } = environment
    const reference = fresh('Q')
    await erp.createSalesOrder(salesOrder(reference), call())
    await erp.postInvoice(invoice(fresh('in'), reference, [LINES[0]!], ['30.00', '5.70', '35.70']), call())
    expect((await erp.getSalesOrder({ reference, query: EMEA }, call())).state).toBe('open')
    expect(await failureOf(erp.cancelSalesOrder({ reference, query: EMEA }, call()))).toMatchObject({
      code: 'order-billed',
      kind: 'policy',
    })
  })
})
