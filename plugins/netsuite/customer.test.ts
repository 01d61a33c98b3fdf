import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, openTestAccount, type TestAccount } from './test-account.ts'
import { CUSTOMER, eur, failureOf, fresh, LINES, PRODUCT, salesOrder, stockUp } from './test-drafts.ts'

let account: TestAccount
beforeAll(async () => {
  account = await openTestAccount()
  await stockUp(account)
})
beforeEach(() => account.fault({}))
afterAll(() => account.close())

describe('customers', () => {
  test('an upsert creates, a repeat writes nothing, a change updates and adds no address', async () => {
    const reference = fresh('C')
    const draft = { reference, body: { ...CUSTOMER, legalEntity: 'EMEA' } }
    const created = await account.erp.upsertCustomer(draft, call())
    expect(created).toMatchObject({ reference, name: CUSTOMER.name })
    const before = await account.effects()
    expect((await account.erp.upsertCustomer(draft, call())).id).toBe(created.id)
    expect(await account.effects()).toBe(before)
    const moved = { ...draft.body, billTo: { city: 'München', country: 'DE' } }
    await account.erp.upsertCustomer({ reference, body: moved }, call())
    await account.erp.upsertCustomer({ reference, body: moved }, call())
    expect(await account.effects()).toBe(before + 1)
    const stored = account.sandbox().books.get<{ addressBook: unknown[] }>('customer', created.id)
    expect(stored?.addressBook).toHaveLength(1)
  })

  test('a customer of two legal entities is one customer', async () => {
    const reference = fresh('C')
    const body = { name: 'Globex', currency: 'EUR' }
    const emea = await account.erp.upsertCustomer({ reference, body: { ...body, legalEntity: 'EMEA' } }, call())
    const amer = { reference, body: { ...body, currency: 'USD', legalEntity: 'AMER' } }
    expect((await account.erp.upsertCustomer(amer, call())).id).toBe(emea.id)
    const before = await account.effects()
    await account.erp.upsertCustomer(amer, call())
    expect(await account.effects()).toBe(before)
    const usd = { currency: 'USD', amount: '10.00' }
    const lines = [{ ...LINES[0]!, net: usd, tax: { ...usd, amount: '0.00' }, gross: usd }]
    const order = salesOrder(fresh('Q'), lines).body
    const sold = { ...order, customer: reference, currency: 'USD', legalEntity: 'AMER' }
    expect((await account.erp.createSalesOrder({ body: sold }, call())).gross).toEqual({
      currency: 'USD',
      amount: '10.00',
    })
  })

  test('credit: limit, balance and hold; unknown customers are not found', async () => {
    const reference = fresh('C')
    await account.erp.upsertCustomer({ reference, body: { ...CUSTOMER, legalEntity: 'EMEA' } }, call())
    const query = { legalEntity: 'EMEA', currency: 'EUR' }
    expect(await account.erp.getCreditStanding({ reference, query }, call())).toEqual({
      customer: reference,
      balance: eur('0.00'),
      onHold: false,
    })
    await account.act('credit', { customer: reference, limit: '5000', onHold: true })
    expect(await account.erp.getCreditStanding({ reference, query }, call())).toMatchObject({
      limit: eur('5000.00'),
      onHold: true,
    })
    const other = { reference, query: { legalEntity: 'EMEA', currency: 'USD' } }
    expect((await failureOf(account.erp.getCreditStanding(other, call()))).code).toBe('credit-currency-differs')
    const nobody = await failureOf(account.erp.getCreditStanding({ reference: 'nobody', query }, call()))
    expect(nobody).toMatchObject({ code: 'not-found', kind: 'data' })
  })
})

describe('items', () => {
  test('odd SKUs survive, repeats write nothing, stock is told in one query', async () => {
    const before = await account.effects()
    await account.erp.upsertItem(
      { sku: LINES[1]!.sku, query: { legalEntity: 'EMEA' }, body: { ...PRODUCT, name: LINES[1]!.sku } },
      call(),
    )
    expect(await account.effects()).toBe(before)
    await account.act('stock', { sku: 'CHAI', quantity: '12.5' })
    const skus = ['CHAI', LINES[1]!.sku, "O'Hara"].join(',')
    const { items } = await account.erp.listAvailability({ query: { legalEntity: 'EMEA', skus } }, call())
    expect(items).toEqual([{ sku: 'CHAI', available: '12.5' }, { sku: LINES[1]!.sku }])
  })
})
