import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  CUSTOMER,
  EMEA,
  entriesOf,
  eur,
  failureOf,
  fresh,
  invoice,
  PRODUCT,
  salesOrder,
  stockUp,
} from './test-drafts.ts'
import { call, openTestEnvironment, type TestEnvironment } from './test-environment.ts'

let environment: TestEnvironment
beforeAll(async () => {
  environment = await openTestEnvironment()
  await stockUp(environment)
})
afterAll(() => environment.close())

describe('customers', () => {
  test('one account in each company it buys from; a repeat writes nothing', async () => {
    const { erp } = environment
    const reference = fresh('C')
    const put = (legalEntity: string) =>
      erp.upsertCustomer({ reference, body: { ...CUSTOMER, shipTo: CUSTOMER.billTo, legalEntity } }, call())
    expect(await put('EMEA')).toMatchObject({ id: reference, reference, name: CUSTOMER.name })
    const before = await environment.effects()
    await put('EMEA')
    expect(await environment.effects()).toBe(before)
    await put('AMER')
    expect((await entriesOf(environment, 'customer', reference)).map((entry) => entry.entity)).toEqual(['DEMF', 'USMF'])
    const [row] = (await environment.table('CustomersV3')).filter((each) => each.CustomerAccount === reference)
    expect(row).toMatchObject({
      AddressCountryRegionId: 'DEU',
      DeliveryAddressCity: 'Berlin',
      SalesCurrencyCode: 'EUR',
    })
  })

  test('a change writes what differs, and leaves out what the draft does', async () => {
    const { erp } = environment
    const reference = fresh('C')
    await erp.upsertCustomer({ reference, body: { ...CUSTOMER, legalEntity: 'EMEA' } }, call())
    await erp.upsertCustomer({ reference, body: { name: 'New name', currency: 'USD', legalEntity: 'EMEA' } }, call())
    const [row] = (await environment.table('CustomersV3')).filter((each) => each.CustomerAccount === reference)
    expect(row).toMatchObject({
      OrganizationName: 'New name',
      PrimaryContactEmail: CUSTOMER.email,
      AddressCity: 'Berlin',
      SalesCurrencyCode: 'EUR',
    })
  })

  test('twenty at once make one, whatever the case of their reference', async () => {
    const reference = '0015g00000XyZabAAB'
    const put = () => environment.erp.upsertCustomer({ reference, body: { ...CUSTOMER, legalEntity: 'EMEA' } }, call())
    const all = await Promise.all(Array.from({ length: 20 }, put))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    const other = reference.toUpperCase()
    await environment.erp.upsertCustomer({ reference: other, body: { ...CUSTOMER, legalEntity: 'EMEA' } }, call())
    expect(await entriesOf(environment, 'customer', reference)).toHaveLength(1)
    expect(await entriesOf(environment, 'customer', other)).toHaveLength(1)
  })

  test('credit: limit, balance in the currency asked for, and hold', async () => {
    const { erp } = environment
    const standing = (currency = 'EUR') =>
      erp.getCreditStanding({ reference: 'ALFKI', query: { legalEntity: 'EMEA', currency } }, call())
    expect(await standing()).toEqual({ customer: 'ALFKI', balance: eur('0.00'), onHold: false })
    const order = fresh('Q')
    await erp.createSalesOrder(salesOrder(order), call())
    await erp.postInvoice(invoice(fresh('in'), order), call())
    await environment.act('credit', { company: 'demf', customer: 'ALFKI', limit: '5000.00', onHold: true })
    expect(await standing()).toEqual({
      customer: 'ALFKI',
      limit: eur('5000.00'),
      balance: eur('154.70'),
      onHold: true,
    })
    expect(await failureOf(standing('USD'))).toMatchObject({ code: 'credit-currency-differs', kind: 'policy' })
    await environment.act('credit', { company: 'demf', customer: 'ALFKI', onHold: false })
    expect((await standing()).onHold).toBe(false)
    const unknown = erp.getCreditStanding(
      { reference: 'NOBODY', query: { legalEntity: 'EMEA', currency: 'EUR' } },
      call(),
    )
    expect((await failureOf(unknown)).code).toBe('not-found')
  })
})

describe('items', () => {
  test('a product is released to the company once', async () => {
    const { erp } = environment
    const put = (legalEntity = 'EMEA') => erp.upsertItem({ sku: 'TEA', query: { legalEntity }, body: PRODUCT }, call())
    const all = await Promise.all(Array.from({ length: 20 }, () => put()))
    expect(new Set(all.map(({ id }) => id))).toEqual(new Set(['TEA']))
    expect(await entriesOf(environment, 'product', 'TEA')).toMatchObject([{ entity: 'DEMF' }])
    const before = await environment.effects()
    await put()
    expect(await environment.effects()).toBe(before)
    await put('AMER')
    expect((await entriesOf(environment, 'product', 'TEA')).map(({ entity }) => entity)).toEqual(['DEMF', 'USMF'])
  })

  test('availability: stock of the company, services without bound, strangers missing', async () => {
    const { erp } = environment
    const sku = 'Bolt M8 × 40 zinc plated'
    for (const legalEntity of ['EMEA', 'AMER'])
      await erp.upsertItem({ sku, query: { legalEntity }, body: PRODUCT }, call())
    const item = (await environment.table('ReleasedProductsV2')).find((row) =>
      row.ProductSearchName?.startsWith('Bolt'),
    )!
    await environment.act('stock', { company: 'demf', sku: item.ItemNumber, quantity: '12.5' })
    await environment.act('stock', { company: 'usmf', sku: item.ItemNumber, quantity: '0.25' })
    const { items } = await erp.listAvailability({ query: { ...EMEA, skus: `CHAI,NOPE,${sku}` } }, call())
    expect(items).toEqual([{ sku: 'CHAI' }, { sku, available: '12.5' }])
    const many = Array.from({ length: 100 }, (_, index) => `SKU-${index}`).join(',')
    expect(await erp.listAvailability({ query: { ...EMEA, skus: `${many},CHAI` } }, call())).toEqual({
      items: [{ sku: 'CHAI' }],
    })
  })
})
