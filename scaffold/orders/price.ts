import { Decimal, exponentOf, money } from '@gantry/canonical/money'
import { lineAmount } from '@gantry/canonical/quote'
import { unusable } from './row.ts'

/** Unit price (major units) and the fraction taken off it, as a quote line carries them. */
export type Price = { unitPrice: string; discount: string }

/** The most decimals a canonical decimal string carries. */
const DECIMALS = 18

/**
 * The unit price and discount from which `lineAmount` gives exactly `amount`, which is rounded to the currency first.
 * With a `unitPrice` the price is kept and the discount found, else the price is found.
 *
 * A price exists for every quantity below 10^15: rounded to 18 decimals it is off by at most half of 10^-18, which
 * times the quantity stays below half a minor unit, so that the amount rounds back. The fewest decimals that do so are
 * taken: 10.00 over 3 is 3.333, not 3.333333333333333333.
 */
export function priceOf(currency: string, quantity: Decimal, amount: Decimal.Value, unitPrice?: Decimal): Price {
  const wanted = money(currency, amount).amount
  const count = quantity.toFixed()
  const gives = (price: Price) => lineAmount(currency, { ...price, quantity: count }).amount === wanted
  const full = unitPrice?.times(quantity)
  if (unitPrice !== undefined && full?.gt(0)) {
    const off = new Decimal(1).minus(new Decimal(wanted).div(full))
    for (let decimals = 0; decimals <= DECIMALS && off.gte(0); decimals += 1) {
      const price = { unitPrice: unitPrice.toFixed(), discount: off.toDecimalPlaces(decimals).toFixed() }
      if (gives(price)) return price
    }
  }
  const exact = new Decimal(wanted).div(quantity)
  for (let decimals = exponentOf(currency); decimals <= DECIMALS; decimals += 1) {
    const price = { unitPrice: exact.toDecimalPlaces(decimals).toFixed(), discount: '0' }
    if (gives(price)) return price
  }
  return unusable(`amount ${wanted} ${currency} cannot be written as a price for a quantity of ${quantity.toFixed()}`)
}

/** Divides an amount over weights, each part rounded to the currency and their sum exact. */
export function spread(currency: string, amount: Decimal, weights: readonly Decimal[]): Decimal[] {
  const total = weights.reduce((sum, weight) => sum.plus(weight), new Decimal(0))
  let before = new Decimal(0)
  let weight = new Decimal(0)
  return weights.map((each, index) => {
    weight = weight.plus(each)
    const upTo =
      total.isZero() || index === weights.length - 1
        ? new Decimal(money(currency, amount).amount)
        : new Decimal(money(currency, amount.times(weight).div(total)).amount)
    const part = upTo.minus(before)
    before = upTo
    return part
  })
}
