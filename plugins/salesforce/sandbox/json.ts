import { Decimal as Shared } from 'decimal.js'

/** A setting of its own: whoever changes the shared one does not change the sandbox's sums. */
export const Decimal = Shared.clone({ precision: 60, rounding: Shared.ROUND_HALF_UP })

/** A number as it stood in the request, digit for digit. */
export class Numeral {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

// Both are in ECMAScript's "JSON.parse source text access", which the type library does not know yet.
const { parse, rawJSON } = JSON as unknown as {
  parse: (text: string, revive: (key: string, value: unknown, context: { source: string }) => unknown) => unknown
  rawJSON: (text: string) => object
}

/** Parses a request, its numbers as `Numeral`. */
export const parseExactly = (text: string): unknown =>
  parse(text, (_key, value, { source }) => (typeof value === 'number' ? new Numeral(source) : value))

/** A decimal as the API writes a double: `12.5`, and `12.0` where it is whole. */
export const number = (digits: string): object => rawJSON(digits.includes('.') ? digits : `${digits}.0`)
