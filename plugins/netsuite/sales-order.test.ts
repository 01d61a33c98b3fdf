import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, openTestAccount, type TestAccount } from './test-account.ts'
import { entriesOf, eur, failureOf, fresh, LINES, line, salesOrder, stockUp } from './test-drafts.ts'

let account: TestAccount
beforeAll(async () => {
  account = await openTestAccount()
  await stockUp(account)
})
beforeEach(() => account.fault({}))
afterAll(() => account.close())

describe('sales orders', () => {
  test('create, repeat, read, cancel', async () => {
    const reference = fresh('Q')
    const created = await account.erp.createSalesOrder(salesOrder(reference), call())
    expect(created).toMatchObject({
      reference,
      state: 'open',
      net: eur('130.00'),
      tax: eur('24.70'),
      gross: eur('154.70'),
    })
    expect(created.number).toMatch(/^SO\d+$/)
    expect(await account.erp.createSalesOrder(salesOrder(reference), call())).toEqual(created)
    expect(await account.erp.getSalesOrder({ reference, query: { legalEntity: 'EMEA' } }, call())).toEqual(created)
    expect(await entriesOf(account, 'sales-order', reference)).toMatchObject([
      { order: reference, entity: 'EMEA', currency: 'EUR', gross: '154.70', lines: { count: 2, gross: '154.70' } },
    ])
    expect((await account.erp.cancelSalesOrder({ reference, query: { legalEntity: 'EMEA' } }, call())).state).toBe(
      'closed',
    )
    const before = await account.effects()
    expect((await account.erp.cancelSalesOrder({ reference, query: { legalEntity: 'EMEA' } }, call())).state).toBe(
      'closed',
    )
    expect(await account.effects()).toBe(before)
    expect((await account.erp.getSalesOrder({ reference, query: { legalEntity: 'EMEA' } }, call())).state).toBe(
      'closed',
    )
  })

  test('after a lost answer the retry finds the order', async () => {
    const reference = fresh('Q')
    await account.fault({ commitThenDrop: 1 })
    const lost = await failureOf(account.erp.createSalesOrder(salesOrder(reference), call()))
    expect(lost).toMatchObject({ kind: 'transient' })
    await account.fault({})
    expect((await account.erp.createSalesOrder(salesOrder(reference), call())).gross).toEqual(eur('154.70'))
    expect(await entriesOf(account, 'sales-order', reference)).toHaveLength(1)
  })

  test('twenty at once make one', async () => {
    const reference = fresh('Q')
    const all = await Promise.all(
      Array.from({ length: 20 }, () => account.erp.createSalesOrder(salesOrder(reference), call())),
    )
    expect(new Set(all.map((each) => each.id)).size).toBe(1)
    expect(await entriesOf(account, 'sales-order', reference)).toHaveLength(1)
  })

  test('a repeat with other amounts is told apart, and changes nothing', async () => {
    const reference = fresh('Q')
    await account.erp.createSalesOrder(salesOrder(reference), call())
    const other = salesOrder(reference, [LINES[0]!])
    expect((await failureOf(account.erp.createSalesOrder(other, call()))).code).toBe('booked-amount-differs')
    expect(await entriesOf(account, 'sales-order', reference)).toMatchObject([{ gross: '154.70' }])
  })

  test('refusals by the account are data errors with its code, until it accepts', async () => {
    const reference = fresh('Q')
    await account.act('refuse', { order: reference, code: 'USER_ERROR', message: 'Credit check failed.' })
    const refused = await failureOf(account.erp.createSalesOrder(salesOrder(reference), call()))
    expect(refused).toMatchObject({ kind: 'data', code: 'vendor-refused' })
    expect(refused.detail).toContain('USER_ERROR')
    expect(refused.message).toContain('Credit check failed.')
    await account.act('accept', { order: reference })
    expect((await account.erp.createSalesOrder(salesOrder(reference), call())).state).toBe('open')
  })

  test('an unknown item is refused with its path; unknown entities and currencies are policy errors', async () => {
    const unknown = salesOrder(fresh('Q'), [line('1', 'NOPE', '1', '1.00', '0.00', '1.00')])
    const refused = await failureOf(account.erp.createSalesOrder(unknown, call()))
    expect(refused.detail).toContain('item.items[0].item')
    const order = salesOrder(fresh('Q')).body
    const entity = await failureOf(account.erp.createSalesOrder({ body: { ...order, legalEntity: 'APAC' } }, call()))
    expect(entity).toMatchObject({ code: 'unknown-legal-entity', kind: 'policy', team: 'finance-systems' })
    expect(entity.message).toContain('APAC')
    const currency = await failureOf(account.erp.createSalesOrder({ body: { ...order, currency: 'XTS' } }, call()))
    expect(currency).toMatchObject({ code: 'unknown-currency', kind: 'policy', team: 'finance-systems' })
    // Finance creates it: no restart is needed.
    await account.act('company', { legalEntities: [{ name: 'APAC', currency: 'JPY' }] })
    await account.erp.upsertCustomer(
      { reference: fresh('C'), body: { name: 'Initech', currency: 'JPY', legalEntity: 'APAC' } },
      call(),
    )
  })

  test('an unknown order is not found', async () => {
    expect(
      await failureOf(account.erp.getSalesOrder({ reference: 'none', query: { legalEntity: 'EMEA' } }, call())),
    ).toMatchObject({
      code: 'not-found',
      status: 404,
    })
  })
})
