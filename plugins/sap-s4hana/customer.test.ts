import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CUSTOMER, eur, failureOf, fresh, invoice, salesOrder, stockUp } from './test-drafts.ts'
import { call, openTestSystem, type TestSystem } from './test-system.ts'

let system: TestSystem
beforeAll(async () => {
  system = await openTestSystem()
  await stockUp(system)
})
beforeEach(() => system.fault({}))
afterAll(() => system.close())

const upsert = (reference: string, body: object, legalEntity = 'EMEA') =>
  system.erp.upsertCustomer({ reference, body: { ...CUSTOMER, ...body, legalEntity } }, call())
const rows = async (table: string, field: string, value: string) =>
  (await system.table(table)).filter((row) => row[field] === value)

describe('a customer', () => {
  test('is a business partner with company code, sales area, address and tax number', async () => {
    const { id } = await upsert('C-full', { shipTo: { city: 'Wien', country: 'AT' } })
    expect(await rows('A_BusinessPartner', 'BusinessPartner', id)).toMatchObject(
      [{ OrganizationBPName1: CUSTOMER.name, BusinessPartnerIDByExtSystem: 'G.', Customer: id }].map((row) => ({
        ...row,
        BusinessPartnerIDByExtSystem: expect.stringMatching(/^G\./),
      })),
    )
    expect(await rows('A_BusinessPartnerTaxNumber', 'BusinessPartner', id)).toMatchObject([
      { BPTaxType: 'DE0', BPTaxNumber: 'DE123456789' },
    ])
    expect(await rows('A_CustomerCompany', 'Customer', id)).toHaveLength(1)
    expect(await rows('A_CustomerSalesArea', 'Customer', id)).toMatchObject([{ Currency: 'EUR' }])
    expect((await rows('A_BusinessPartnerAddress', 'BusinessPartner', id)).map((row) => row.CityName)).toEqual([
      'Berlin',
      'Wien',
    ])
  })

  test('is made once by twenty calls at the same time, and written no more where nothing differs', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => upsert('TWENTY', {})))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(await rows('A_BusinessPartner', 'BusinessPartnerIDByExtSystem', 'TWENTY')).toHaveLength(1)
    const effects = await system.effects()
    await upsert('TWENTY', {})
    expect(await system.effects()).toBe(effects)
  })

  test('is made once although the answer was lost', async () => {
    await system.fault({ commitThenDrop: 1, only: 'POST /sap/opu/odata/sap/API_BUSINESS_PARTNER' })
    expect(await failureOf(upsert('DROPPED', {}))).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    await system.fault({})
    await upsert('DROPPED', {})
    expect(await rows('A_BusinessPartner', 'BusinessPartnerIDByExtSystem', 'DROPPED')).toHaveLength(1)
  })

  test('is changed in one change set: all of it or nothing', async () => {
    const { id } = await upsert('CHANGED', {})
    await upsert('CHANGED', { name: 'New name', email: 'new@alfreds.example', billTo: { city: 'Bonn', country: 'DE' } })
    expect(await rows('A_BusinessPartner', 'BusinessPartner', id)).toMatchObject([{ OrganizationBPName1: 'New name' }])
    expect(await rows('A_BusinessPartnerAddress', 'BusinessPartner', id)).toMatchObject([{ CityName: 'Bonn' }])
    const refused = await failureOf(
      upsert(
        'CHANGED',
        { name: 'Never', billTo: { city: 'X', country: 'DE', region: 'BER' }, currency: undefined, taxId: 'x' },
        'nobody',
      ),
    )
    expect(refused.code).toBe('unknown-legal-entity')
    expect(await rows('A_BusinessPartner', 'BusinessPartner', id)).toMatchObject([{ OrganizationBPName1: 'New name' }])
  })

  test('gets a second company code and sales area with its first order there', async () => {
    const { id } = await upsert('BOTH', {})
    expect((await upsert('BOTH', { currency: 'USD' }, 'AMER')).id).toBe(id)
    expect(await rows('A_CustomerCompany', 'Customer', id)).toHaveLength(2)
    expect(await rows('A_CustomerSalesArea', 'Customer', id)).toHaveLength(2)
  })

  test('a company code opened since is found without a restart', async () => {
    await system.act('company', { legalEntities: [{ name: 'LATAM', currency: 'BRL', country: 'BR' }] })
    expect((await upsert('LATER', {}, 'LATAM')).id).toMatch(/^\d+$/)
  })
})

describe('credit', () => {
  const standing = (reference: string, currency = 'EUR') =>
    system.erp.getCreditStanding({ reference, query: { legalEntity: 'EMEA', currency } }, call())

  test('has no limit where nobody set one; a limit, a block and the open items once there are some', async () => {
    await upsert('CREDIT', {})
    expect(await standing('CREDIT')).toEqual({ customer: 'CREDIT', balance: eur('0.00'), onHold: false })
    await system.act('credit', { customer: 'CREDIT', limit: '5000', onHold: true })
    const order = fresh('Q')
    await system.erp.createSalesOrder({ body: { ...salesOrder(order).body, customer: 'CREDIT' } }, call())
    await system.erp.postInvoice({ body: { ...invoice(fresh('in'), order).body, customer: 'CREDIT' } }, call())
    expect(await standing('CREDIT')).toEqual({
      customer: 'CREDIT',
      limit: eur('5000.00'),
      balance: eur('154.70'),
      onHold: true,
    })
    expect(await failureOf(standing('CREDIT', 'USD'))).toMatchObject({
      code: 'credit-currency-differs',
      kind: 'policy',
    })
    expect(await failureOf(standing('NOBODY'))).toMatchObject({ code: 'not-found', status: 404 })
  })
})
