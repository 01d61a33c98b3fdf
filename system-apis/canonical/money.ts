import { z } from '@gantry/core/contract'
import { Decimal } from 'decimal.js'

export { Decimal }

// Enough digits that no sum, product or quotient of business amounts is ever cut.
Decimal.set({ precision: 60, rounding: Decimal.ROUND_HALF_UP })

export const DecimalString = z
  .string()
  .regex(/^-?\d{1,24}(\.\d{1,18})?$/, 'Expected a decimal number as a string, such as "12.34".')
  .openapi({ description: 'A decimal number as a string; never a float.', example: '12.34' })

export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'Expected an ISO 4217 currency code, such as "USD".')
  .openapi({ example: 'USD' })

export const Money = z
  .strictObject({ currency: Currency, amount: DecimalString })
  .openapi('Money', { description: 'An amount in major units of an ISO 4217 currency.' })
export type Money = z.output<typeof Money>

const exponents = new Map<string, number>()

/** Decimal places of a currency (ISO 4217, as CLDR has them): 2 for USD, 0 for JPY, 3 for KWD. */
export function exponentOf(currency: string): number {
  let exponent = exponents.get(currency)
  if (exponent === undefined) {
    exponent = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    exponents.set(currency, exponent)
  }
  return exponent
}

/** Rounds to the currency's decimal places, half away from zero: the one rounding policy, applied per line. */
export function money(currency: string, amount: Decimal.Value): Money {
  const exponent = exponentOf(currency)
  return { currency, amount: new Decimal(amount).toDecimalPlaces(exponent, Decimal.ROUND_HALF_UP).toFixed(exponent) }
}

export const zero = (currency: string): Money => money(currency, 0)

function assertSame(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RangeError(`Cannot combine ${a.currency} with ${b.currency}.`)
}

export function add(a: Money, b: Money): Money {
  assertSame(a, b)
  return money(a.currency, new Decimal(a.amount).plus(b.amount))
}

export function subtract(a: Money, b: Money): Money {
  assertSame(a, b)
  return money(a.currency, new Decimal(a.amount).minus(b.amount))
}

export function sum(currency: string, amounts: readonly Money[]): Money {
  return amounts.reduce((total, amount) => add(total, amount), zero(currency))
}

export function equal(a: Money, b: Money): boolean {
  return a.currency === b.currency && new Decimal(a.amount).equals(b.amount)
}

/** -1, 0 or 1. */
export function compare(a: Money, b: Money): number {
  assertSame(a, b)
  return new Decimal(a.amount).comparedTo(b.amount)
}

/** Whole minor units (cents, yen, fils); throws where the amount has more decimals than the currency. */
export function toMinor({ currency, amount }: Money): number {
  const minor = new Decimal(amount).times(new Decimal(10).pow(exponentOf(currency)))
  if (!minor.isInteger()) throw new RangeError(`${amount} ${currency} is not a whole number of minor units.`)
  return minor.toNumber()
}

export function fromMinor(currency: string, minor: number): Money {
  return money(currency, new Decimal(minor).div(new Decimal(10).pow(exponentOf(currency))))
}
