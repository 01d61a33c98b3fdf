import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  compare,
  Decimal,
  DecimalString,
  equal,
  exponentOf,
  fromMinor,
  Money,
  money,
  subtract,
  sum,
  toMinor,
  zero,
} from './money.ts'

const currency = fc.constantFrom('USD', 'EUR', 'NOK', 'JPY', 'KWD', 'CLP', 'BHD')
const minor = fc.integer({ min: -(2 ** 50), max: 2 ** 50 })
/** Any price people write: up to six decimals. */
const price = fc
  .bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
  .map((n) => new Decimal(n.toString()).div(1e6).toFixed())

describe('money', () => {
  test('S24 USD has two decimals, JPY none, KWD three', () => {
    expect(['USD', 'JPY', 'KWD'].map(exponentOf)).toEqual([2, 0, 3])
    expect(['USD', 'JPY', 'KWD'].map((code) => money(code, '1234.5675').amount)).toEqual([
      '1234.57',
      '1235',
      '1234.568',
    ])
  })

  test('halves are rounded away from zero', () => {
    expect(['0.005', '-0.005', '0.0049', '2.675', '1.005'].map((amount) => money('USD', amount).amount)).toEqual([
      '0.01',
      '-0.01',
      '0.00',
      '2.68',
      '1.01',
    ])
  })

  test('zero has no sign', () => {
    expect(money('USD', '-0.001').amount).toBe('0.00')
    expect(subtract(zero('JPY'), zero('JPY')).amount).toBe('0')
  })

  test('whole minor units go there and back', () => {
    fc.assert(
      fc.property(currency, minor, (code, units) => {
        expect(toMinor(fromMinor(code, units))).toBe(units + 0)
        expect(Money.parse(fromMinor(code, units))).toEqual(fromMinor(code, units))
      }),
    )
  })

  test('an amount that is no whole number of minor units, or more than a number holds, is refused', () => {
    expect(() => toMinor({ currency: 'JPY', amount: '1.5' })).toThrow(RangeError)
    expect(() => toMinor({ currency: 'USD', amount: '1.005' })).toThrow(RangeError)
    expect(() => toMinor({ currency: 'USD', amount: '90071992547409.93' })).toThrow(RangeError)
    expect(() => fromMinor('USD', 1.5)).toThrow(RangeError)
    expect(() => fromMinor('USD', Number.NaN)).toThrow(RangeError)
  })

  test('S24 the sum of rounded lines is the header, in any order', () => {
    fc.assert(
      fc.property(currency, fc.array(price, { maxLength: 40 }), (code, prices) => {
        const lines = prices.map((one) => money(code, one))
        const header = sum(code, lines)
        expect(equal(header, sum(code, lines.toReversed()))).toBe(true)
        const units = lines.map(toMinor).reduce((total, one) => total + BigInt(one), 0n)
        expect(new Decimal(header.amount).times(new Decimal(10).pow(exponentOf(code))).toFixed(0)).toBe(
          units.toString(),
        )
      }),
    )
  })

  test('rounding is idempotent, moves by half a unit at most, and keeps the order', () => {
    fc.assert(
      fc.property(currency, price, price, (code, a, b) => {
        const rounded = money(code, a)
        expect(money(code, rounded.amount)).toEqual(rounded)
        const half = new Decimal(10).pow(-exponentOf(code)).div(2)
        expect(new Decimal(a).minus(rounded.amount).abs().lte(half)).toBe(true)
        if (new Decimal(a).lte(b)) expect(compare(rounded, money(code, b))).toBeLessThanOrEqual(0)
      }),
    )
  })

  test('adding and subtracting undo each other; other currencies are refused', () => {
    fc.assert(
      fc.property(currency, minor, minor, (code, a, b) => {
        const [one, other] = [fromMinor(code, a), fromMinor(code, b)]
        expect(subtract(add(one, other), other)).toEqual(one)
      }),
    )
    expect(() => add(money('USD', 1), money('EUR', 1))).toThrow(RangeError)
    expect(() => compare(money('USD', 1), money('EUR', 1))).toThrow(RangeError)
  })

  test.each(['1e3', '1.', '.5', '1,000.00', ' 1', '+1', 'NaN', 'Infinity', '0x10', '', '١'])(
    '"%s" is no amount',
    (amount) => {
      expect(DecimalString.safeParse(amount).success).toBe(false)
    },
  )

  test.each(['usd', 'US', 'USDX', ''])('"%s" is no currency', (code) => {
    expect(Money.safeParse({ currency: code, amount: '1' }).success).toBe(false)
  })
})
