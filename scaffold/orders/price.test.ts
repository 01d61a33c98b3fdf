import { Decimal, money } from '@gantry/canonical/money'
import { lineAmount } from '@gantry/canonical/quote'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceOf, spread } from './price.ts'

const currency = fc.constantFrom('USD', 'JPY', 'KWD')
const decimal = (max: number, places: number) =>
  fc.integer({ min: 0, max }).map((whole) => new Decimal(whole).div(new Decimal(10).pow(places)))
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000 }).map((whole) => new Decimal(whole)),
  fc.integer({ min: 1, max: 10_000_000 }).map((whole) => new Decimal(whole).div(10_000)),
)

describe('priceOf', () => {
  it('finds a unit price from which the line comes to exactly its amount', () => {
    fc.assert(
      fc.property(currency, quantity, decimal(1_000_000_000, 5), (code, count, amount) => {
        const line = { ...priceOf(code, count, amount), quantity: count.toFixed() }
        expect(lineAmount(code, line)).toEqual(money(code, amount))
        expect(line.unitPrice).toMatch(/^\d{1,24}(\.\d{1,18})?$/)
      }),
    )
  })

  it('finds a discount of a given price from which the line comes to exactly its amount', () => {
    fc.assert(
      fc.property(
        currency,
        quantity,
        decimal(100_000_000, 4),
        fc.integer({ min: 0, max: 100_000 }),
        (code, count, unit, share) => {
          const amount = unit.times(count).times(share).div(100_000)
          const line = { ...priceOf(code, count, amount, unit), quantity: count.toFixed() }
          expect(lineAmount(code, line)).toEqual(money(code, amount))
          expect(new Decimal(line.discount).gte(0)).toBe(true)
        },
      ),
    )
  })

  it('takes the fewest decimals that do', () => {
    expect(priceOf('USD', new Decimal(3), '10')).toEqual({ unitPrice: '3.333', discount: '0' })
    expect(priceOf('USD', new Decimal(2), '45.06')).toEqual({ unitPrice: '22.53', discount: '0' })
    expect(priceOf('USD', new Decimal(4), '90', new Decimal(25))).toEqual({ unitPrice: '25', discount: '0.1' })
  })
})

describe('spread', () => {
  it('gives parts that sum to the whole, whatever the weights', () => {
    fc.assert(
      fc.property(
        currency,
        decimal(10_000_000, 2),
        fc.array(decimal(1_000_000, 2), { minLength: 1, maxLength: 30 }),
        (code, amount, weights) => {
          const parts = spread(code, amount, weights)
          expect(Decimal.sum(...parts).toFixed()).toBe(new Decimal(money(code, amount).amount).toFixed())
          expect(parts.every((part) => part.gte(0))).toBe(true)
        },
      ),
    )
  })
})
