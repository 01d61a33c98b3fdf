import type { CreditStanding } from '@gantry/canonical/customer'
import { money } from '@gantry/canonical/money'
import type { Quote, QuoteLine } from '@gantry/canonical/quote'
import { describe, expect, test } from 'vitest'
import type { Finding } from './contract.ts'
import { lineOf, quoteOf, taxedAt } from './quote.fixture.ts'
import { checkAvailability, checkCollection, checkCredit, checkPrices, checkState, checkTax } from './rules.ts'

const codes = (findings: Finding[]) => findings.map(({ code }) => code)
const usd = (amount: string) => money('USD', amount)

describe('state', () => {
  const today = '2026-03-31'
  test.each([
    ['cancelled', 'quote', ['quote-cancelled']],
    ['cancelled', 'order', ['quote-cancelled']],
    ['rejected', 'quote', ['quote-rejected']],
    ['rejected', 'order', ['quote-rejected']],
    ['accepted', 'order', []],
    ...(['draft', 'in-review', 'approved', 'presented'] as const).flatMap(
      (state) =>
        [
          [state, 'quote', []],
          [state, 'order', ['quote-not-accepted']],
        ] as const,
    ),
  ] as [Quote['state'], 'quote' | 'order', string[]][])('%s, asked for a %s: %j', (state, purpose, expected) => {
    const findings = checkState(quoteOf({ state }), purpose, today)
    expect(codes(findings)).toEqual(expected)
    for (const { severity } of findings) expect(severity).toBe('refuse')
  })

  test.each([
    ['2026-04-01', []],
    ['2026-03-31', []],
    ['2026-03-30', ['quote-expired']],
    [undefined, []],
  ])('valid until %s on the 31st of March: %j', (validUntil, expected) => {
    expect(codes(checkState(quoteOf({ ...(validUntil && { validUntil }) }), 'order', today))).toEqual(expected)
  })

  test('an expired quote that was cancelled says both', () => {
    const quote = quoteOf({ state: 'cancelled', validUntil: '2026-01-01' })
    expect(codes(checkState(quote, 'order', today))).toEqual(['quote-cancelled', 'quote-expired'])
  })
})

describe('prices', () => {
  const found = (...lines: Partial<QuoteLine>[]) =>
    checkPrices(quoteOf({ lines: lines.map((line, index) => lineOf({ id: String(index + 1), ...line })) }))

  test.each([
    ['at the bound, by the discount', { listPrice: '100', discount: '0.30' }, []],
    ['at the bound, by the price', { listPrice: '100', unitPrice: '70' }, []],
    ['at the bound, by both', { listPrice: '100', unitPrice: '87.5', discount: '0.2' }, []],
    ['a hair below it', { listPrice: '100', discount: '0.299999999999999999' }, []],
    ['a hair above it', { listPrice: '100', discount: '0.300000000000000001' }, ['discount-beyond-policy']],
    ['a fraction of a cent above it', { listPrice: '100', unitPrice: '69.9999' }, ['discount-beyond-policy']],
    ['thirds, which no float holds', { listPrice: '0.3', unitPrice: '0.21' }, []],
    ['dearer than the list', { listPrice: '100', unitPrice: '120' }, []],
    ['no list price', { discount: '0.9' }, []],
    ['a list price of nothing', { listPrice: '0', discount: '0.9' }, []],
    ['given away', { listPrice: '100', discount: '1' }, ['discount-beyond-policy']],
  ])('discount %s', (_, line, expected) => {
    expect(codes(found(line))).toEqual(expected)
  })

  test('discounts are judged line by line, and each line at fault is named', () => {
    const findings = found(
      { sku: 'A', listPrice: '100', discount: '0.5' },
      { sku: 'B', listPrice: '100', discount: '0.1' },
      { sku: 'C', listPrice: '100', discount: '0.31' },
    )
    expect(findings).toMatchObject([
      { rule: 'discount', severity: 'hold', line: '1', team: 'sales-operations' },
      { rule: 'discount', severity: 'hold', line: '3' },
    ])
    expect(findings[0]!.message).toBe('A is 50% below list; more than 30% needs approval.')
  })

  test.each([
    ['at the bound', { unitCost: '95' }, []],
    ['a hair below it', { unitCost: '95.000000000000000001' }, ['margin-below-policy']],
    ['a hair above it', { unitCost: '94.999999999999999999' }, []],
    ['after the discount', { unitCost: '90', discount: '0.1' }, ['margin-below-policy']],
    ['sold at a loss', { unitCost: '150' }, ['margin-below-policy']],
    ['unknown cost', {}, []],
    ['given away: the discount rule speaks', { unitCost: '10', discount: '1' }, []],
  ])('margin %s', (_, line, expected) => {
    expect(codes(found(line))).toEqual(expected)
  })

  test('the margin of a price with tax in it is not judged', () => {
    const lines = [lineOf({ unitCost: '150' })]
    expect(checkPrices(quoteOf({ lines, priceBasis: 'gross' }))).toEqual([])
  })

  test.each([
    ['99.99', ['quote-repriced']],
    ['100.00', []],
    ['100.01', ['quote-repriced']],
  ])('lines of 100.00 against a quoted total of %s', (total, expected) => {
    expect(codes(checkPrices(quoteOf({ total: usd(total) })))).toEqual(expected)
  })

  test('the total is that of rounded lines, in the decimals of the currency', () => {
    const three = (unitPrice: string) => ['1', '2', '3'].map((id) => lineOf({ id, unitPrice }))
    // 0.335 is 0.34, three times; not 1.005.
    expect(checkPrices(quoteOf({ lines: three('0.335'), total: usd('1.02') }))).toEqual([])
    expect(codes(checkPrices(quoteOf({ lines: three('0.335'), total: usd('1.01') })))).toEqual(['quote-repriced'])
    const yen = { currency: 'JPY', lines: three('33.5') }
    expect(checkPrices(quoteOf({ ...yen, total: money('JPY', '102') }))).toEqual([])
  })
})

describe('credit', () => {
  const standing = (given: Partial<CreditStanding> = {}): CreditStanding => ({
    customer: 'C-1',
    balance: usd('900'),
    onHold: false,
    ...given,
  })
  test.each([
    ['below the limit', standing({ limit: usd('1000.01') }), []],
    ['exactly at the limit', standing({ limit: usd('1000.00') }), []],
    ['a cent over the limit', standing({ limit: usd('999.99') }), ['credit-limit']],
    ['a limit of nothing', standing({ limit: usd('0') }), ['credit-limit']],
    ['no limit', standing(), []],
    ['a limit in another currency', standing({ limit: money('EUR', '1') }), []],
    ['money owed to the customer', standing({ balance: usd('-50'), limit: usd('50') }), []],
    ['on hold, within the limit', standing({ onHold: true, limit: usd('5000') }), ['credit-hold']],
    ['on hold, over the limit: once', standing({ onHold: true, limit: usd('1') }), ['credit-hold']],
    ['a customer the ledger does not know', undefined, []],
  ])('%s', (_, given, expected) => {
    const findings = checkCredit(quoteOf(), given)
    expect(codes(findings)).toEqual(expected)
    for (const { severity, team } of findings) expect({ severity, team }).toEqual({ severity: 'hold', team: 'credit' })
  })
})

test('a total that cannot be collected refuses the quote, with the reason', () => {
  expect(checkCollection({ payable: true })).toEqual([])
  expect(checkCollection({ payable: false, reason: 'Too much.' })).toMatchObject([
    { code: 'amount-not-payable', severity: 'refuse', message: 'Too much.' },
  ])
  expect(checkCollection({ payable: false })).toMatchObject([{ message: 'This total cannot be collected.' }])
})

describe('availability', () => {
  const lines = (...quantities: string[]) =>
    quoteOf({ lines: quantities.map((quantity, index) => lineOf({ id: String(index + 1), quantity })) })
  test.each([
    ['4.5', []],
    ['5', []],
    ['5.001', ['not-in-stock']],
  ])('%s wanted of 5', (quantity, expected) => {
    const findings = checkAvailability(lines(quantity), [{ sku: 'BIKE', available: '5' }])
    expect(codes(findings)).toEqual(expected)
    for (const { severity } of findings) expect(severity).toBe('note')
  })

  test('stock is promised once, in the order of the lines', () => {
    const findings = checkAvailability(lines('3', '2', '1', '0'), [{ sku: 'BIKE', available: '5' }])
    expect(findings.map(({ line }) => line)).toEqual(['3', '4'])
    expect(findings[0]!.message).toBe('BIKE: 6 wanted, 5 available; the rest is back-ordered.')
  })

  test('what is not stocked, or not known, is available', () => {
    expect(checkAvailability(lines('1000'), [{ sku: 'BIKE' }])).toEqual([])
    expect(checkAvailability(lines('1000'), [{ sku: 'OTHER', available: '0' }])).toEqual([])
  })
})

describe('tax', () => {
  const quote = quoteOf({ lines: [lineOf({ id: '1' }), lineOf({ id: '2', sku: 'CARE', unitPrice: '30' })] })
  const tax = taxedAt('0.08', quote)

  test('every line taxed on what was quoted', () => {
    expect(checkTax(quote, tax)).toEqual([])
  })

  test('a line that did not come back', () => {
    expect(checkTax(quote, { ...tax, lines: tax.lines.slice(0, 1) })).toMatchObject([
      { code: 'tax-mismatch', severity: 'hold', line: '2', message: 'No tax came back for CARE.', team: 'tax' },
    ])
  })

  test.each(['99.99', '100.01'])('a net of %s for a quoted 100.00', (net) => {
    const [first, ...rest] = tax.lines
    const lines = [{ ...first!, net: usd(net) }, ...rest]
    expect(checkTax(quote, { ...tax, lines })).toMatchObject([{ code: 'tax-mismatch', line: '1' }])
  })

  test('of a price with tax in it, gross is what must be kept', () => {
    const gross = quoteOf({ priceBasis: 'gross' })
    const line = { id: '10', net: usd('92.59'), tax: usd('7.41'), gross: usd('100.00') }
    expect(checkTax(gross, { ...tax, lines: [line] })).toEqual([])
    expect(checkTax(gross, { ...tax, lines: [{ ...line, gross: usd('99.99') }] })).toMatchObject([
      { code: 'tax-mismatch', message: 'Tax changed the price of BIKE from 100.00 to 99.99 USD.' },
    ])
  })
})
