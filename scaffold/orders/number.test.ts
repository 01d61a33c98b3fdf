import { Decimal } from '@gantry/canonical/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countryCode } from './country.ts'
import { parseDate } from './date.ts'
import { parseNumber, parseShare } from './number.ts'
import { parseTerm } from './products.ts'

const point = { decimal: '.' } as const

describe('a number of an export', () => {
  it.each([
    ['1234.5', point, '1234.5'],
    ['$1,234.50', { decimal: '.', thousands: ',' }, '1234.5'],
    ['1.234,50 €', { decimal: ',', thousands: '.' }, '1234.5'],
    ['1 234 567,8', { decimal: ',', thousands: ' ' }, '1234567.8'],
    ["CHF 1'234.05", { decimal: '.', thousands: "'" }, '1234.05'],
    ['45,06', { decimal: ',' }, '45.06'],
    ['(12.00)', point, '-12'],
    ['12.00-', point, '-12'],
    ['-$3', point, '-3'],
    ['$-3', point, '-3'],
    ['USD 12', point, '12'],
    ['.5', point, '0.5'],
    ['1E+3', point, '1000'],
  ] as const)('%s is %s', (text, format, number) => {
    expect(parseNumber(text, format, 'price').toFixed()).toBe(number)
  })

  it.each([
    ['1,234', point],
    ['20,992', point],
    ['1.234', { decimal: ',' }],
    ['12,34,5', { decimal: '.', thousands: ',' }],
    ['1,2,3', { decimal: ',' }],
    ['abc', point],
    ['12 apples', point],
    ['--1', point],
    ['NaN', point],
    ['1e999', point],
    ['0x10', point],
  ] as const)('%s is none', (text, format) => {
    expect(() => parseNumber(text, format, 'price')).toThrow(/price ".*" is not a number/)
  })

  it('is read back as it was written, in any format', () => {
    const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((cents) => new Decimal(cents).div(100))
    fc.assert(
      fc.property(amount, (value) => {
        const german = new Intl.NumberFormat('de', { minimumFractionDigits: 2 }).format(value.toNumber())
        const english = new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format(value.toNumber())
        expect(parseNumber(german, { decimal: ',', thousands: '.' }, 'x').eq(value)).toBe(true)
        expect(parseNumber(english, { decimal: '.', thousands: ',' }, 'x').eq(value)).toBe(true)
      }),
    )
  })

  it('is a share with or without its sign', () => {
    expect(parseShare('15%', 'fraction', point, 'd').toFixed()).toBe('0.15')
    expect(parseShare('15', 'percent', point, 'd').toFixed()).toBe('0.15')
    expect(() => parseShare('15', 'fraction', point, 'd')).toThrow('not between')
  })
})

describe('a date of an export', () => {
  it.each([
    ['20180111', 'yyyyMMdd', '2018-01-11'],
    ['1996-07-04 00:00:00.000', 'sql', '1996-07-04'],
    ['2026-03-01T23:30:00-05:00', 'iso', '2026-03-01'],
    ['15/8/14', 'd/M/yy', '2014-08-15'],
    ['8/15/14', 'M/d/yy', '2014-08-15'],
    ['3.1.2026 14:05', 'd.M.yyyy H:mm', '2026-01-03'],
    ['4-Jul-99', 'd-MMM-yy', '1999-07-04'],
  ])('%s in %s is %s', (text, format, date) => {
    expect(parseDate(text, [format])).toBe(date)
  })

  it.each([
    ['31/2/2026', 'd/M/yyyy'],
    ['8/15/14', 'd/M/yy'],
    ['0000-00-00', 'iso'],
    ['tomorrow', 'iso'],
  ])('%s in %s is none', (text, format) => {
    expect(parseDate(text, [format])).toBeUndefined()
  })
})

describe('a country of an export', () => {
  it.each([
    ['USA', 'US'],
    ['UK', 'GB'],
    ['Germany', 'DE'],
    ['Deutschland', 'DE'],
    ['de', 'DE'],
    ['DEU', 'DE'],
    ["Cote d'Ivoire", 'CI'],
    ['Myanmar (Burma)', 'MM'],
    ['South Korea', 'KR'],
    ['Democratic Republic of the Congo', 'CD'],
    ['Österreich', 'AT'],
    ['Russia', 'RU'],
  ])('%s is %s', (name, code) => {
    expect(countryCode(name)).toBe(code)
  })

  it('that is none says so', () => {
    expect(() => countryCode('Wakanda')).toThrow('country "Wakanda" is not known')
  })
})

describe('a term of an export', () => {
  it.each([
    ['month', 'month', 1],
    ['3 Months', 'month', 3],
    ['quarterly', 'month', 3],
    ['annual', 'year', 1],
  ] as const)('%s', (text, unit, count) => {
    expect(parseTerm(text)).toEqual({ unit, count })
  })
})
