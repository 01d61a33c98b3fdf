import avatax from 'avatax'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACCOUNT, Testbed } from '../testbed.ts'

// Its module is the class itself, whatever its types say, and they want enums as numbers where the wire has names.
const AvaTaxClient = avatax as unknown as typeof avatax.default
type Sdk = Record<string, (input: object) => Promise<Record<string, never> & { lines: Record<string, never>[] }>>

let testbed: Testbed
let sdk: Sdk

const sdkWith = (licenseKey: string): Sdk =>
  new AvaTaxClient({
    appName: 'test',
    appVersion: '1',
    machineName: 'test',
    environment: testbed.sandbox.url,
  }).withSecurity({ accountId: ACCOUNT.accountId, licenseKey }) as unknown as Sdk

const invoice = (code: string, change: object = {}) => ({
  type: 'SalesInvoice',
  code,
  companyCode: 'AMER',
  customerCode: 'C-1',
  date: '2026-03-31',
  currencyCode: 'USD',
  commit: true,
  addresses: {
    singleLocation: { line1: '1 Market St', city: 'San Francisco', region: 'CA', postalCode: '94105', country: 'US' },
  },
  lines: [
    { number: '1', quantity: 1, amount: 100, itemCode: 'A' },
    { number: '2', quantity: 3, amount: 50.5, itemCode: 'B', taxCode: 'NT' },
  ],
  ...change,
})

const refused = async (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('was accepted'),
    (error) => error,
  )
const at = (code: string) => ({ companyCode: 'AMER', transactionCode: code })

beforeAll(async () => {
  testbed = await Testbed.open()
  sdk = sdkWith(ACCOUNT.licenseKey)
})
afterAll(() => testbed.close())

describe('the AvaTax sandbox, driven by the official SDK', () => {
  it('answers a ping and says whether the credentials are good', async () => {
    expect(await sdk.ping!({})).toMatchObject({ authenticated: true, authenticationType: 'AccountIdLicenseKey' })
    expect(await sdkWith('wrong').ping!({})).toMatchObject({ authenticated: false })
  })

  it('taxes by state, leaves what is not taxable, and records nothing for an order', async () => {
    const before = (await testbed.ledger()).length
    const estimate = await sdk.createTransaction!({ model: invoice('I-0', { type: 'SalesOrder' }) })
    expect(estimate).toMatchObject({
      id: 0,
      status: 'Temporary',
      totalAmount: 150.5,
      totalTax: 8.8,
      totalTaxable: 100,
      totalExempt: 50.5,
      lines: [
        { lineNumber: '1', tax: 8.8, details: [{ rate: 0.088, jurisdictionType: 'State', region: 'CA' }] },
        { lineNumber: '2', tax: 0, isItemTaxable: false },
      ],
      summary: [{ country: 'US', tax: 8.8 }],
    })
    expect((await testbed.ledger()).length).toBe(before)
  })

  it('keeps a committed code for one document', async () => {
    expect(await sdk.createTransaction!({ model: invoice('I-1') })).toMatchObject({ status: 'Committed', version: 1 })
    const error = await refused(sdk.createTransaction!({ model: invoice('I-1') }))
    expect(error).toMatchObject({
      code: 'GetTaxError',
      details: [{ faultSubCode: 'DocStatusError', message: 'DocStatus is invalid for this operation.' }],
    })
    expect((await testbed.ledger()).filter(({ reference }) => reference === 'I-1')).toHaveLength(1)
  })

  it('saves, replaces, commits, adjusts and voids', async () => {
    await sdk.createTransaction!({ model: invoice('I-2', { commit: false, lines: [{ amount: 1 }] }) })
    const saved = await sdk.createTransaction!({ model: invoice('I-2', { commit: false }) })
    expect(saved).toMatchObject({ status: 'Saved', totalAmount: 150.5 })
    expect(await sdk.commitTransaction!({ ...at('I-2'), model: { commit: true } })).toMatchObject({
      status: 'Committed',
    })
    expect(await sdk.uncommitTransaction!(at('I-2'))).toMatchObject({ status: 'Saved' })
    const model = {
      createTransactionModel: invoice('I-2', { lines: [{ amount: 10 }] }),
      adjustmentReason: 'PriceAdjusted',
    }
    const adjusted = await sdk.createOrAdjustTransaction!({ model })
    expect(adjusted).toMatchObject({ id: saved.id, version: 2, status: 'Committed', adjustmentReason: 'PriceAdjusted' })
    expect(await sdk.voidTransaction!({ ...at('I-2'), model: { code: 'DocVoided' } })).toMatchObject({
      status: 'Cancelled',
    })
    const again = await refused(sdk.voidTransaction!({ ...at('I-2'), model: { code: 'DocVoided' } }))
    expect(again.code).toBe('TransactionAlreadyCancelled')
    expect((await refused(sdk.createTransaction!({ model: invoice('I-2') }))).details[0].faultSubCode).toBe(
      'DocStatusError',
    )
  })

  it("puts a company's own rule over the table", async () => {
    await testbed.action('rates', { company: 'RULES', rate: '0.25', taxCode: 'WINE', included: true })
    const estimate = async (line: object) =>
      sdk.createTransaction!({
        model: invoice('x', { type: 'SalesOrder', companyCode: 'RULES', lines: [{ amount: 100, ...line }] }),
      })
    expect(await estimate({ taxCode: 'WINE' })).toMatchObject({ totalAmount: 80, totalTax: 20 })
    expect(await estimate({ taxCode: 'WINE', taxIncluded: false })).toMatchObject({ totalAmount: 100, totalTax: 25 })
    expect(await estimate({})).toMatchObject({ totalAmount: 100, totalTax: 8.8 })
  })

  it('reads a document with and without its lines', async () => {
    await sdk.createTransaction!({ model: invoice('I-3') })
    expect((await sdk.getTransactionByCode!(at('I-3'))).lines).toBeUndefined()
    const { lines } = await sdk.getTransactionByCode!({ ...at('I-3'), include: 'Lines' })
    expect(lines).toHaveLength(2)
    expect(lines[0]!.details).toBeUndefined()
    expect(await refused(sdk.getTransactionByCode!(at('I-none')))).toMatchObject({ code: 'EntityNotFoundError' })
  })

  it('finds the state by ZIP code and the province by postal code', async () => {
    const taxIn = async (place: object) => {
      const addresses = { singleLocation: place }
      const lines = [{ amount: 100 }]
      return (await sdk.createTransaction!({ model: invoice('x', { type: 'SalesOrder', addresses, lines }) })).totalTax
    }
    expect(await taxIn({ postalCode: '98101', country: 'US' })).toBe(9.38)
    expect(await taxIn({ region: 'new york', country: 'US' })).toBe(8.53)
    expect(await taxIn({ postalCode: 'M5V 3L9', country: 'CA' })).toBe(13)
    expect(await taxIn({ region: 'QC', country: 'CA' })).toBe(14.98)
    expect(await taxIn({ region: 'Québec', country: 'CA' })).toBe(14.98)
    expect(await taxIn({ region: 'Oregon', country: 'US' })).toBe(0)
    expect(await taxIn({ postalCode: 'SW1A', country: 'GB' })).toBe(20)
  })

  it.each([
    ['an unknown company', { companyCode: 'NOBODY' }, 'GetTaxError', 'CompanyNotFoundError'],
    [
      'a region that is none',
      { addresses: { singleLocation: { region: 'Bavaria', country: 'US' } } },
      'GetTaxError',
      'RegionCodeError',
    ],
    ['no address', { addresses: {} }, 'MissingAddress', undefined],
    ['an address without a place', { addresses: { singleLocation: { country: 'US' } } }, 'InvalidAddress', undefined],
    ['no lines', { lines: [] }, 'MissingLine', undefined],
    [
      'a line number twice',
      {
        lines: [
          { number: '1', amount: 1 },
          { number: '1', amount: 1 },
        ],
      },
      'GetTaxError',
      'DuplicateLineNoError',
    ],
    ['an amount in words', { lines: [{ amount: '1.00' }] }, 'ModelStateInvalid', undefined],
    ['a code too long', { code: 'x'.repeat(51) }, 'ModelStateInvalid', undefined],
    ['a field that is none', { taxes: 1 }, 'ModelStateInvalid', undefined],
  ])('refuses %s', async (_, change, code, faultSubCode) => {
    const error = await refused(sdk.createTransaction!({ model: invoice('I-bad', change) }))
    expect(error.code).toBe(code)
    expect(error.details[0].faultSubCode).toBe(faultSubCode)
    expect(await testbed.ledger()).not.toContainEqual(expect.objectContaining({ reference: 'I-bad' }))
  })

  it('refuses wrong and missing credentials with 401', async () => {
    expect(await refused(sdkWith('wrong').createTransaction!({ model: invoice('I-4') }))).toMatchObject({
      code: 'AuthenticationException',
    })
    const bare = await fetch(`${testbed.sandbox.url}/api/v2/companies/AMER/transactions/I-1`)
    expect(bare.status).toBe(401)
    expect(await bare.json()).toMatchObject({ error: { code: 'AuthenticationIncomplete', details: [{ number: 34 }] } })
  })

  it('counts API writes, and neither estimates nor refusals', async () => {
    const before = testbed.sandbox.books.effects
    await sdk.createTransaction!({ model: invoice('I-5', { type: 'SalesOrder' }) })
    await refused(sdk.createTransaction!({ model: invoice('I-1') }))
    expect(testbed.sandbox.books.effects).toBe(before)
    await sdk.createTransaction!({ model: invoice('I-5') })
    await sdk.voidTransaction!({ ...at('I-5'), model: { code: 'DocVoided' } })
    expect(testbed.sandbox.books.effects).toBe(before + 2)
  })
})
