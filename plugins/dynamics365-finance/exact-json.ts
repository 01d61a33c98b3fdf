/** `JSON.rawJSON` and the reviver's `source` are in every Node we run on, and not yet in TypeScript's library. */
const exact = JSON as unknown as {
  rawJSON(text: string): unknown
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
}

/** A decimal string as a JSON number with the same digits: `Edm.Decimal` and `Edm.Int64` are JSON numbers here. */
export const numeral = (decimal: string): unknown => exact.rawJSON(decimal)

/** Parses JSON; every number comes as the text it was written as, so that no amount and no record id ever is a float. */
export const parseExactly = (text: string): unknown =>
  exact.parse(text, (_key, value, { source }) => (typeof value === 'number' ? source : value))
