import { afterAll, beforeAll, expect, test } from 'vitest'
import { PRODUCT } from './test-drafts.ts'
import { call, openTestSystem, type TestSystem } from './test-system.ts'

let system: TestSystem
beforeAll(async () => {
  system = await openTestSystem()
})
afterAll(() => system.close())

const upsert = (sku: string, name = 'Chai', legalEntity = 'EMEA') =>
  system.erp.upsertItem({ sku, query: { legalEntity }, body: { ...PRODUCT, name } }, call())

test('a product is made once by twenty calls at the same time, and sold by whoever asks for it', async () => {
  await Promise.all(Array.from({ length: 20 }, () => upsert('CHAI')))
  const products = await system.table('A_Product')
  expect(products).toMatchObject([{ Product: 'CHAI', ProductType: 'SERV', ProductOldID: 'CHAI' }])
  expect(await system.table('A_ProductSalesDelivery')).toHaveLength(1)
  await upsert('CHAI', 'Chai', 'AMER')
  expect(await system.table('A_ProductSalesDelivery')).toHaveLength(2)
  const effects = await system.effects()
  await upsert('CHAI')
  expect(await system.effects()).toBe(effects)
  await upsert('CHAI', 'Green tea')
  expect(await system.table('A_ProductDescription')).toMatchObject([{ ProductDescription: 'Green tea' }])
})

test('a SKU that SAP would not take has a number of its own, and two that differ in case have two', async () => {
  const odd = ['MB/10 "34" | ö', 'tea', 'TEA', 'T'.repeat(60), `${'T'.repeat(59)}U`]
  const made = await Promise.all(odd.map((sku) => upsert(sku)))
  expect(new Set(made.map(({ id }) => id)).size).toBe(odd.length)
  for (const { id } of made) expect(id).toMatch(/^[A-Z0-9._-]{1,18}$/)
})

test('what can be promised comes in one batch; services are always there, the unknown is missing', async () => {
  for (const sku of ['STOCKED-1', 'STOCKED-2', 'SERVICE']) await upsert(sku)
  const [plant] = (await system.table<{ CompanyCode: string }>('A_CompanyCode')).map((row) => row.CompanyCode)
  await system.act('stock', { sku: 'STOCKED-1', plant, quantity: '12.500' })
  await system.act('stock', { sku: 'STOCKED-2', plant, quantity: '0' })
  const { items } = await system.erp.listAvailability(
    { query: { legalEntity: 'EMEA', skus: 'STOCKED-1,STOCKED-2,SERVICE,NONE' } },
    call(),
  )
  expect(items.toSorted((a, b) => a.sku.localeCompare(b.sku))).toEqual([
    { sku: 'SERVICE' },
    { sku: 'STOCKED-1', available: '12.500' },
    { sku: 'STOCKED-2', available: '0.000' },
  ])
  expect(await system.erp.listAvailability({ query: { legalEntity: 'EMEA', skus: ',' } }, call())).toEqual({
    items: [],
  })
})
