import { Decimal } from '@gantry/canonical/money'

// Both are in ECMAScript's "JSON.parse source text access", which the type library does not know yet.
const { parse, rawJSON } = JSON as unknown as {
  parse: (text: string, revive: (key: string, value: unknown, context: { source: string }) => unknown) => unknown
  rawJSON: (text: string) => object
}

/** Parses an answer with its numbers as the strings they were sent as: through a float, 18 digits become 16. */
export const parseExactly = (text: string): unknown =>
  parse(text, (_key, value, { source }) => (typeof value === 'number' ? source : value))

/** A decimal string as a JSON number, digit for digit. */
export const jsonNumber = (decimal: string): object => rawJSON(new Decimal(decimal).toFixed())

/** `12.50` and `1.25E1` as `12.5`. */
export const plain = (decimal: string): string => new Decimal(decimal).toFixed()

/** Digits that Salesforce's numbers (xsd:double) carry without loss. */
const NUMBER_DIGITS = 15

const carried = (decimal: string) => new Decimal(decimal).toSignificantDigits(NUMBER_DIGITS)

/**
 * A decimal for a number field, and in full for the text field beside it where the number cannot carry all digits;
 * null empties the text field.
 */
export function written(decimal: string): { number: object; text: string | null } {
  return {
    number: jsonNumber(carried(decimal).toFixed()),
    text: carried(decimal).equals(decimal) ? null : plain(decimal),
  }
}

/**
 * The decimal a number field and its text field stand for. The text counts only while it rounds to the number: a sales
 * rep edits the number, and the text left behind would bring the old price back.
 */
export function kept(number: string, text: string | null): string {
  return text !== null && carried(text).equals(number) ? plain(text) : plain(number)
}
