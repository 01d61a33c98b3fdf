import { Decimal, exponentOf, type Money } from '@gantry/canonical/money'
import { isRefusal, refused } from './failure.ts'

// https://docs.stripe.com/currencies#zero-decimal, #three-decimal and #special-cases. They differ from ISO 4217: ISK
// and UGX go with two digits, which must be 00.
const ZERO_DECIMAL = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))
const THREE_DECIMAL = new Set('BHD JOD KWD OMR TND'.split(' '))
const WHOLE = new Set(['ISK', 'UGX'])
/** The largest amount of a payment, in minor units (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const LARGEST = 99_999_999

const decimals = (currency: string): number => (ZERO_DECIMAL.has(currency) ? 0 : THREE_DECIMAL.has(currency) ? 3 : 2)

/** Stripe's integer for an amount in major units; throws `amount-not-representable`. */
export function toStripeAmount({ currency, amount }: Money): number {
  const minor = new Decimal(amount).times(new Decimal(10).pow(decimals(currency)))
  if (!minor.isInteger() || minor.abs().greaterThan(Number.MAX_SAFE_INTEGER))
    throw refused(
      'amount-not-representable',
      `Stripe cannot hold ${amount} ${currency}.`,
      `${currency} has ${decimals(currency)} decimals at Stripe.`,
    )
  return minor.toNumber()
}

/** Money from Stripe's integer and lower-case currency. */
export function fromStripeAmount(currency: string, minor: number): Money {
  const code = currency.toUpperCase()
  const amount = new Decimal(minor).div(new Decimal(10).pow(decimals(code)))
  return { currency: code, amount: amount.toFixed(Math.max(exponentOf(code), amount.decimalPlaces())) }
}

/**
 * A total that can be paid, in Stripe's integer. No payment is above 99999999 minor units; three-decimal currencies
 * are paid in steps of ten minor units, and those without a minor unit in whole ones: an invoice of another total
 * could be sent and never be settled.
 */
export function payable(total: Money): number {
  const minor = toStripeAmount(total)
  const step = THREE_DECIMAL.has(total.currency) ? 10 : WHOLE.has(total.currency) ? 100 : 1
  if (minor % step !== 0 || minor > LARGEST)
    throw refused(
      'amount-not-payable',
      `Stripe cannot collect ${total.amount} ${total.currency} in one payment.`,
      `${minor} minor units: at most ${LARGEST}, in steps of ${step}.`,
    )
  return minor
}

/** The same, asked beforehand. */
export function checkAmount(total: Money): { payable: boolean; reason?: string } {
  try {
    payable(total)
    return { payable: true }
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown
    return { payable: false, reason: thrown.message }
  }
}
