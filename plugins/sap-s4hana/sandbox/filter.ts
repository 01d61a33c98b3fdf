import { Decimal } from '@gantry/canonical/money'
import type { Row } from './entity.ts'
import type { Properties } from './property.ts'
import { Refusal } from './refusal.ts'

type Value = string | boolean | null | Decimal
type Predicate = (row: Row) => boolean
/** `equal`: a property that has to have this value in every row that passes. */
export type Filter = { passes: Predicate; equal: Record<string, string> }

const TOKEN =
  /\s*(?:(datetimeoffset|datetime|guid)'([^']*)'|'((?:[^']|'')*)'|(\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?)|(-?\d+(?:\.\d+)?)[MmLdf]?|([A-Za-z_]\w*)|([(),]))/y

/** A `$filter` of either version: comparisons, `and`, `or`, `not`, parentheses, and the text functions. */
export function filterOf(text: string, properties: Properties): Filter {
  const tokens = tokensOf(text)
  const equal: Record<string, string> = {}
  let at = 0
  const peek = () => tokens[at]
  const word = (value: string) => peek()?.kind === 'word' && peek()?.text === value
  const take = () => {
    const token = tokens[at++]
    if (!token) throw invalid(text)
    return token
  }
  const expect = (mark: string) => {
    if (take().text !== mark) throw invalid(text)
  }

  const either = (): Predicate => {
    const first = both()
    if (!word('or')) return first
    at++
    const second = either()
    for (const name of Object.keys(equal)) delete equal[name]
    return (row) => first(row) || second(row)
  }
  const both = (): Predicate => {
    const first = one()
    if (!word('and')) return first
    at++
    const second = both()
    return (row) => first(row) && second(row)
  }
  const one = (): Predicate => {
    if (word('not')) {
      at++
      const inner = one()
      for (const name of Object.keys(equal)) delete equal[name]
      return (row) => !inner(row)
    }
    if (peek()?.text === '(' && peek()?.kind === 'mark') {
      at++
      const inner = either()
      expect(')')
      return inner
    }
    const left = operand()
    if (peek()?.kind !== 'word' || !(peek()!.text in COMPARISONS)) return (row) => left.of(row) === true
    const comparison = take().text
    const right = operand()
    if (comparison === 'eq' && left.property && typeof right.value === 'string') equal[left.property] = right.value
    return (row) => COMPARISONS[comparison]!(left.of(row), right.of(row))
  }
  type Operand = { of: (row: Row) => Value; property?: string; value?: Value }
  const operand = (): Operand => {
    const token = take()
    if (token.kind === 'literal') return { of: () => token.value!, value: token.value! }
    if (token.kind !== 'word') throw invalid(text)
    if (token.text === 'true' || token.text === 'false') return { of: () => token.text === 'true' }
    if (token.text === 'null') return { of: () => null }
    if (token.text in TEXT_FUNCTIONS) {
      expect('(')
      const first = operand()
      expect(',')
      const second = operand()
      expect(')')
      return { of: (row) => TEXT_FUNCTIONS[token.text]!(String(first.of(row)), String(second.of(row))) }
    }
    const property = properties[token.text]
    if (!property)
      throw new Refusal(400, '005056A509B11EE1B9A8FEC11C21D78E', `Property ${token.text} not found in filter`)
    const read = (row: Row): Value => {
      const value = row[token.text] ?? (property.type === 'Boolean' ? false : property.type === 'String' ? '' : null)
      return property.type === 'Decimal' ? new Decimal(String(value ?? '0')) : value
    }
    return { of: read, property: token.text }
  }

  const passes = either()
  if (at < tokens.length) throw invalid(text)
  return { passes, equal }
}

type Token = { kind: 'literal' | 'word' | 'mark'; text: string; value?: Value }

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text)
    if (!found) throw invalid(text)
    const [, kind, quoted, string, date, number, name, mark] = found
    if (kind !== undefined) tokens.push({ kind: 'literal', text: '', value: moment(kind, quoted!) })
    else if (string !== undefined) tokens.push({ kind: 'literal', text: '', value: string.replaceAll("''", "'") })
    else if (date !== undefined) tokens.push({ kind: 'literal', text: '', value: date })
    else if (number !== undefined) tokens.push({ kind: 'literal', text: '', value: new Decimal(number) })
    else tokens.push(mark !== undefined ? { kind: 'mark', text: mark } : { kind: 'word', text: name! })
  }
  return tokens
}

/** V2 writes a date as `datetime'2026-03-31T00:00:00'`. */
const moment = (kind: string, value: string): string => (kind === 'datetime' ? value.slice(0, 10) : value)

function compared(a: Value, b: Value): number {
  if (a === b) return 0
  if (a === null || b === null) return Number.NaN
  if (a instanceof Decimal || b instanceof Decimal) return new Decimal(String(a)).comparedTo(String(b))
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}

const COMPARISONS: Record<string, (a: Value, b: Value) => boolean> = {
  eq: (a, b) => compared(a, b) === 0,
  ne: (a, b) => compared(a, b) !== 0,
  gt: (a, b) => compared(a, b) > 0,
  ge: (a, b) => compared(a, b) >= 0,
  lt: (a, b) => compared(a, b) < 0,
  le: (a, b) => compared(a, b) <= 0,
}

const TEXT_FUNCTIONS: Record<string, (a: string, b: string) => boolean> = {
  // V2 names the part first, V4 the whole.
  substringof: (part, whole) => whole.includes(part),
  contains: (whole, part) => whole.includes(part),
  startswith: (whole, part) => whole.startsWith(part),
  endswith: (whole, part) => whole.endsWith(part),
}

const invalid = (text: string): Refusal =>
  new Refusal(400, '005056A509B11ED19BFB5F7A1D6D4F4B', `Invalid filter: ${text}`)
