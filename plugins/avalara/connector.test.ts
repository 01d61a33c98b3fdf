import type { Port } from '@gantry/core/contract'
import { type IntegrationError, toIntegrationError } from '@gantry/core/errors'
import type { tax } from '@gantry/tax-api/contract'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { call, euro, sale, saleOf, Testbed } from './testbed.ts'

let testbed: Testbed
let port: Port<typeof tax>

beforeAll(async () => {
  testbed = await Testbed.open()
  port = await testbed.port()
})
afterAll(() => testbed.close())
afterEach(() => testbed.faults({}))

const failure = (work: Promise<unknown>): Promise<IntegrationError> =>
  work.then(() => expect.fail('was accepted'), toIntegrationError)
const filed = async (reference: string) => (await testbed.ledger()).filter((entry) => entry.reference === reference)
const at = (reference: string) => ({ legalEntity: 'EMEA', reference })

describe('calculateTax', () => {
  it('taxes each line and records nothing', async () => {
    expect(await port.calculateTax({ body: sale('Q-1') }, call())).toEqual({
      currency: 'EUR',
      lines: [
        { id: 'a', net: euro('100.00'), tax: euro('19.00'), gross: euro('119.00'), rate: '0.19' },
        { id: 'b', net: euro('0.10'), tax: euro('0.02'), gross: euro('0.12'), rate: '0.19' },
      ],
      net: euro('100.10'),
      tax: euro('19.02'),
      gross: euro('119.12'),
    })
    expect(await filed('Q-1')).toEqual([])
  })

  it('takes the tax out of a price that contains it', async () => {
    const { lines } = await port.calculateTax(
      { body: saleOf('Q-2', { amount: euro('99.99'), taxIncluded: true }) },
      call(),
    )
    expect(lines[0]).toMatchObject({ net: euro('84.03'), tax: euro('15.96'), gross: euro('99.99') })
  })

  it('keeps an agreed tax, within the price or on top of it', async () => {
    const agreed = { amount: euro('112.50'), agreedTax: euro('12.50') }
    const inside = await port.calculateTax({ body: saleOf('Q-3', { ...agreed, taxIncluded: true }) }, call())
    expect(inside).toMatchObject({ net: euro('100.00'), tax: euro('12.50'), gross: euro('112.50') })
    const onTop = await port.calculateTax({ body: saleOf('Q-3', agreed) }, call())
    expect(onTop).toMatchObject({ net: euro('112.50'), tax: euro('12.50'), gross: euro('125.00') })
    const none = await port.calculateTax({ body: saleOf('Q-3', { agreedTax: euro('0') }) }, call())
    expect(none).toMatchObject({ tax: euro('0.00'), gross: euro('100.00') })
  })

  it('refuses an agreed tax that AvaTax does not take over', async () => {
    const body = saleOf('Q-4', { taxCode: 'NT', agreedTax: euro('1.00') })
    expect(await failure(port.calculateTax({ body }, call()))).toMatchObject({
      code: 'agreed-tax-refused',
      kind: 'data',
      detail: 'line 1: tax 0.00 is filed, 1.00 was asked',
    })
  })

  it.each([
    ['JPY', '999', { net: '999', tax: '190', gross: '1189' }, '909', { net: '764', tax: '145', gross: '909' }],
    [
      'KWD',
      '1.235',
      { net: '1.235', tax: '0.235', gross: '1.470' },
      '1.000',
      { net: '0.840', tax: '0.160', gross: '1.000' },
    ],
    [
      'finer than EUR',
      '0.105',
      { net: '0.11', tax: '0.02', gross: '0.13' },
      '0.105',
      { net: '0.09', tax: '0.02', gross: '0.11' },
    ],
    ['EUR', '0.1', { net: '0.10', tax: '0.02', gross: '0.12' }, '0.01', { net: '0.01', tax: '0.00', gross: '0.01' }],
  ])('rounds to the decimals of %s', async (named, price, taxed, inclusive, contained) => {
    const currency = named.slice(-3)
    const line = sale('Q-5').lines[0]!
    const lines = [
      { ...line, amount: { currency, amount: price } },
      { ...line, amount: { currency, amount: inclusive }, taxIncluded: true },
    ]
    const result = await port.calculateTax({ body: sale('Q-5', { currency, lines }) }, call())
    const amounts = ({ net, tax, gross }: (typeof result.lines)[number]) => ({
      net: net.amount,
      tax: tax.amount,
      gross: gross.amount,
    })
    expect(result.lines.map(amounts)).toEqual([taxed, contained])
  })

  it('sums 5,000 lines exactly', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => ({
      ...sale('Q-6').lines[0]!,
      id: `line-${index}`,
      amount: euro(`${index}.07`),
    }))
    const result = await port.calculateTax({ body: sale('Q-6', { lines }) }, call())
    expect(result.lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id))
    expect(result.net).toEqual(euro('12497850.00'))
    const minor = (amount: string) => BigInt(amount.replace('.', ''))
    expect(minor(result.tax.amount)).toBe(result.lines.reduce((sum, { tax }) => sum + minor(tax.amount), 0n))
    expect(minor(result.gross.amount)).toBe(minor(result.net.amount) + minor(result.tax.amount))
  })

  it("follows a company's own rule", async () => {
    await testbed.action('rates', { company: 'AMER', rate: '0.07', taxCode: 'BOOKS' })
    await testbed.action('rates', { company: 'AMER', rate: 0.1 })
    const own = { legalEntity: 'AMER' }
    const books = await port.calculateTax({ body: saleOf('Q-7', { taxCode: 'BOOKS' }, own) }, call())
    expect(books).toMatchObject({ tax: euro('7.00'), lines: [{ rate: '0.07' }] })
    expect(await port.calculateTax({ body: saleOf('Q-7', {}, own) }, call())).toMatchObject({ tax: euro('10.00') })
    expect(await port.calculateTax({ body: saleOf('Q-7', {}) }, call())).toMatchObject({ tax: euro('19.00') })
  })

  it('ships from where the legal entity does', async () => {
    const from = await testbed.port({ shipFrom: { EMEA: { country: 'FR', postalCode: '75001' } } })
    expect(await from.calculateTax({ body: sale('Q-8') }, call())).toMatchObject({ tax: euro('19.02') })
  })

  it('names what an address lacks', async () => {
    const body = sale('Q-9', { shipTo: { country: 'US', city: 'Springfield' } })
    expect(await failure(port.calculateTax({ body }, call()))).toMatchObject({
      code: 'tax-address-missing',
      kind: 'data',
      message: expect.stringMatching(/C-1 .* add a postal code or a region to its ship-to address in US/),
    })
  })
})

describe('commitTax', () => {
  it('files a document once, whoever asks again', async () => {
    const first = await port.commitTax({ body: sale('I-1') }, call('k-1'))
    expect(first).toMatchObject({ reference: 'I-1', state: 'committed', net: euro('100.10'), tax: euro('19.02') })
    expect(await port.commitTax({ body: sale('I-1') }, call('k-1'))).toEqual(first)
    expect(await port.commitTax({ body: sale('I-1') }, call('k-other'))).toEqual(first)
    expect(await filed('I-1')).toEqual([
      {
        kind: 'tax',
        id: first.id,
        number: 'I-1',
        reference: 'I-1',
        order: 'I-1',
        correlation: 'test',
        entity: 'EMEA',
        currency: 'EUR',
        net: '100.10',
        tax: '19.02',
        gross: '119.12',
        lines: { count: 2, net: '100.10', tax: '19.02', gross: '119.12' },
        state: 'committed',
        at: expect.any(String),
      },
    ])
  })

  it('finds the document after its answer was lost', async () => {
    await testbed.faults({ commitThenDrop: 1 })
    const lost = await failure(port.commitTax({ body: sale('I-2') }, call('k-2')))
    expect(lost).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    await testbed.faults({})
    const found = await port.commitTax({ body: sale('I-2') }, call('k-2'))
    expect(found).toMatchObject({ state: 'committed', gross: euro('119.12') })
    expect(await filed('I-2')).toHaveLength(1)
  })

  it('files 20 concurrent duplicates once', async () => {
    const before = testbed.sandbox.books.effects
    const all = await Promise.all(Array.from({ length: 20 }, () => port.commitTax({ body: sale('I-3') }, call('k-3'))))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect(testbed.sandbox.books.effects).toBe(before + 1)
    expect(await filed('I-3')).toHaveLength(1)
  })

  it('is repeat-safe for every kind of line', async () => {
    const line = sale('I-4').lines[0]!
    const lines = [
      { ...line, taxIncluded: true, amount: euro('99.99') },
      { ...line, taxIncluded: true, amount: euro('112.50'), agreedTax: euro('12.50') },
      { ...line, agreedTax: euro('0.33'), quantity: '2.125' },
      { ...line, id: 'long'.repeat(15), sku: 'sku'.repeat(40), taxCode: 'NT' },
    ]
    const first = await port.commitTax({ body: sale('I-4', { lines, customer: 'c'.repeat(120) }) }, call('k-4'))
    expect(first.lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id))
    expect(await port.commitTax({ body: sale('I-4', { lines, customer: 'c'.repeat(120) }) }, call('k-4'))).toEqual(
      first,
    )
  })

  it.each([
    ['another amount', { amount: euro('100.01') }, {}, 'line 1: net 100.00 is filed, 100.01 was asked'],
    ['another item', { sku: 'X' }, {}, 'line 1: sku MB-1034 is filed, X was asked'],
    ['another quantity', { quantity: '3' }, {}, 'line 1: quantity 2 is filed, 3 was asked'],
    ['an agreed tax', { agreedTax: euro('19.00') }, {}, 'line 1: agreed tax false is filed, true was asked'],
    ['another date', {}, { date: '2026-04-01' }, 'date 2026-03-31 is filed, 2026-04-01 was asked'],
    ['another customer', {}, { customer: 'C-2' }, 'customer C-1 is filed, C-2 was asked'],
    ['another line', {}, { lines: sale('I-5').lines }, '1 lines are filed, 2 were asked'],
  ])('never changes a filed document to %s', async (_, line, change, detail) => {
    await port.commitTax({ body: saleOf('I-5', {}) }, call('k-5'))
    const error = await failure(port.commitTax({ body: saleOf('I-5', line, change) }, call('k-5')))
    expect(error).toMatchObject({ code: 'tax-document-differs', kind: 'data', detail })
    expect(await filed('I-5')).toMatchObject([{ gross: '119.00', state: 'committed' }])
  })

  it('takes a tax that was not agreed out of the return, and files it once it is put right', async () => {
    const wrong = saleOf('I-6', { taxCode: 'NT', agreedTax: euro('1.00') })
    expect(await failure(port.commitTax({ body: wrong }, call('k-6')))).toMatchObject({ code: 'agreed-tax-refused' })
    expect(await filed('I-6')).toMatchObject([{ state: 'saved' }])
    await port.commitTax({ body: saleOf('I-6', { taxCode: 'NT' }) }, call('k-7'))
    expect(await filed('I-6')).toMatchObject([{ state: 'committed', tax: '0.00' }])
  })

  it('keeps references apart that are longer than a code of AvaTax', async () => {
    const long = 'Q/2026 +#?%'.padEnd(119, 'ä')
    const one = await port.commitTax({ body: sale(`${long}1`) }, call('k-8'))
    const two = await port.commitTax({ body: sale(`${long}2`) }, call('k-9'))
    expect(one.id).not.toBe(two.id)
    expect(await port.getTaxDocument(at(`${long}1`), call())).toEqual(one)
  })
})

describe('getTaxDocument and voidTax', () => {
  it('reads a document as it was filed', async () => {
    const filed = await port.commitTax({ body: sale('I/1 + 1?') }, call('k-10'))
    expect(await port.getTaxDocument(at('I/1 + 1?'), call())).toEqual(filed)
  })

  it('voids once, and repeating it changes nothing', async () => {
    await port.commitTax({ body: sale('I-10') }, call('k-11'))
    const before = testbed.sandbox.books.effects
    const voided = await port.voidTax(at('I-10'), call('k-12'))
    expect(voided).toMatchObject({ reference: 'I-10', state: 'voided', gross: euro('119.12') })
    expect(await port.voidTax(at('I-10'), call('k-12'))).toEqual(voided)
    expect(testbed.sandbox.books.effects).toBe(before + 1)
    expect(await filed('I-10')).toMatchObject([{ state: 'voided' }])
  })

  it('finds the voided document after the answer was lost', async () => {
    await port.commitTax({ body: sale('I-11') }, call('k-13'))
    await testbed.faults({ commitThenDrop: 1 })
    expect(await failure(port.voidTax(at('I-11'), call('k-14')))).toMatchObject({ outcomeUnknown: true })
    await testbed.faults({})
    expect(await port.voidTax(at('I-11'), call('k-14'))).toMatchObject({ state: 'voided' })
  })

  it('never files a voided reference again by a late repeat', async () => {
    await port.commitTax({ body: sale('I-12') }, call('k-15'))
    await port.voidTax(at('I-12'), call('k-16'))
    const late = await failure(port.commitTax({ body: sale('I-12') }, call('k-15')))
    expect(late).toMatchObject({ code: 'tax-document-voided', kind: 'policy' })
    expect(await filed('I-12')).toMatchObject([{ state: 'voided' }])
  })

  it('says so where there is no such document', async () => {
    expect(await failure(port.getTaxDocument(at('I-none'), call()))).toMatchObject({ code: 'not-found', kind: 'data' })
    expect(await failure(port.voidTax(at('I-none'), call('k')))).toMatchObject({ code: 'not-found', kind: 'data' })
  })
})

it('keeps its books over a restart', async () => {
  const document = await port.commitTax({ body: sale('R-1') }, call('k-r'))
  const before = await testbed.ledger()
  await testbed.restart()
  expect(await testbed.ledger()).toEqual(before)
  port = await testbed.port()
  expect(await port.commitTax({ body: sale('R-1') }, call('k-r'))).toEqual(document)
  expect(await filed('R-1')).toHaveLength(1)
})
