import { invalid } from './refusal.ts'

// https://docs.stripe.com/currencies#zero-decimal. UGX and ISK have no minor unit either, yet Stripe takes them with
// two digits that must be 00.
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '))
const WHOLE = new Set(['isk', 'ugx'])
const LARGEST = 99_999_999

const known = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()))

/** Lower case, as Stripe stores it; refuses what it does not know. */
export function currencyOf(code: string): string {
  const currency = code.toLowerCase()
  if (!known.has(currency))
    throw invalid(`Invalid currency: ${code}. Stripe does not support this currency.`, 'currency')
  return currency
}

const decimals = (currency: string): number => (ZERO_DECIMAL.has(currency) ? 0 : THREE_DECIMAL.has(currency) ? 3 : 2)

/** Refuses an amount, in minor units, that no payment could be made of. */
export function assertPayable(currency: string, amount: number): void {
  if (amount > LARGEST)
    throw invalid(`Amount must be no more than ${major(currency, LARGEST)} ${currency}`, 'amount', 'amount_too_large')
  if (amount % step(currency) !== 0)
    throw invalid(
      `Invalid amount. Charged amounts of ${currency} must be evenly divisible by ${step(currency)}.`,
      'amount',
      'invalid_charge_amount_no_decimal_compatible',
    )
}

/** Minor units as a decimal string in major units: `1234` USD is `12.34`. Text only, so that nothing is rounded. */
export function major(currency: string, minor: number): string {
  const places = decimals(currency)
  const digits = String(Math.abs(minor)).padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  return `${minor < 0 ? '-' : ''}${whole}${places > 0 ? `.${digits.slice(-places)}` : ''}`
}

/** The reverse of `major`; refuses more decimals than the currency has. */
export function minor(currency: string, amount: string): number {
  const places = decimals(currency)
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount)
  const fraction = match?.[3]?.replace(/0+$/, '') ?? ''
  if (!match || fraction.length > places) throw invalid(`${amount} is not an amount of ${currency}.`, 'amount')
  return Number(`${match[1]}${match[2]}${fraction.padEnd(places, '0')}`)
}

/** The smallest step, in minor units, in which a currency can be paid. */
const step = (currency: string): number => (THREE_DECIMAL.has(currency) ? 10 : WHOLE.has(currency) ? 100 : 1)

/** A fraction such as `0.4` of an amount in minor units, rounded half up to what can be paid. */
export function share(currency: string, amount: number, fraction: string): number {
  const match = /^(0|1)(?:\.(\d{1,9}))?$/.exec(fraction)
  if (!match) throw invalid(`${fraction} is not a fraction between 0 and 1.`)
  const digits = match[2] ?? ''
  const unit = step(currency)
  const scale = 10n ** BigInt(digits.length) * BigInt(unit)
  const taken = (BigInt(amount) * BigInt(`${match[1]}${digits}`) * 2n + scale) / (scale * 2n)
  return Math.min(amount, Number(taken) * unit)
}
