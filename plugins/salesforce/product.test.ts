import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failed, product } from './test-drafts.ts'
import { call, openOrg, type TestOrg } from './test-org.ts'

let org: TestOrg
let { cpq } = {} as ReturnType<TestOrg['connect']>
const writes = () => org.books.effects

beforeEach(async () => {
  org = await openOrg()
  ;({ cpq } = org.connect())
})
afterEach(() => org.close())

describe('products', () => {
  test('keep every digit of their prices, and one price per currency', async () => {
    const body = {
      ...product,
      listPrice: '123456789.123456789012',
      unitCost: '0.333333333333333333',
      charge: 'recurring' as const,
      term: { unit: 'month' as const, count: 3 },
      taxCode: 'P0000000',
    }
    const created = await cpq.upsertProduct({ sku: 'MB-1', body }, call())
    expect(created).toMatchObject({ sku: 'MB-1', ...body })
    const before = writes()
    await cpq.upsertProduct({ sku: 'MB-1', body }, call())
    expect(writes()).toBe(before)
    const inEuro = await cpq.upsertProduct(
      { sku: 'MB-1', body: { ...body, currency: 'EUR', listPrice: '9.90' } },
      call(),
    )
    expect(inEuro).toMatchObject({ id: created.id, currency: 'EUR', listPrice: '9.9' })
    const cheaper = await cpq.upsertProduct({ sku: 'MB-1', body: { ...body, listPrice: '5' } }, call())
    expect(cheaper).toMatchObject({ currency: 'USD', listPrice: '5' })
    expect(org.books.size('PricebookEntry')).toBe(2)
    expect(await cpq.getProduct({ sku: 'MB-1' }, call())).toEqual(cheaper)
    expect(await failed(cpq.getProduct({ sku: 'none' }, call()))).toMatchObject({ code: 'not-found' })
  })
})
