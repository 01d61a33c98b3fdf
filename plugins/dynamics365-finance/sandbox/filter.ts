import { Decimal } from '@gantry/canonical/money'
import type { Entity, Property } from './entity.ts'
import { Refusal } from './problem.ts'
import type { Row } from './store.ts'

export type Filter = (row: Row) => boolean

type Token = { kind: 'text' | 'enum' | 'word' | 'symbol'; value: string }

const TOKENS =
  /\s*(?:(?<type>Microsoft\.Dynamics\.DataEntities\.\w+)'(?<member>\w+)'|'(?<text>(?:[^']|'')*)'|(?<word>[\w.:+-]+)|(?<symbol>[(),]))/gy

function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  TOKENS.lastIndex = 0
  while (TOKENS.lastIndex < source.trimEnd().length) {
    const groups = TOKENS.exec(source)?.groups
    if (!groups) throw new Refusal(400, `Syntax error in $filter: ${source}`)
    if (groups.member !== undefined) tokens.push({ kind: 'enum', value: groups.member })
    else if (groups.text !== undefined) tokens.push({ kind: 'text', value: groups.text.replaceAll("''", "'") })
    else if (groups.word !== undefined) tokens.push({ kind: 'word', value: groups.word })
    else tokens.push({ kind: 'symbol', value: groups.symbol! })
  }
  return tokens
}

const OPERATORS: Record<string, (order: number) => boolean> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
}

const FUNCTIONS: Record<string, (value: string, part: string) => boolean> = {
  contains: (value, part) => value.includes(part),
  startswith: (value, part) => value.startsWith(part),
  endswith: (value, part) => value.endsWith(part),
}

/** `$filter` (OData URL conventions 4.0, section 5.1.1), as far as the application takes it. */
export function filterOf(entity: Entity, source: string): Filter {
  const tokens = tokensOf(source)
  const take = (): Token => {
    const token = tokens.shift()
    if (!token) throw new Refusal(400, `Syntax error in $filter: ${source}`)
    return token
  }
  const expect = (symbol: string) => {
    if (take().value !== symbol) throw new Refusal(400, `Syntax error in $filter: expected '${symbol}'.`)
  }
  const isNext = (value: string) => tokens[0]?.value === value && tokens[0].kind !== 'text'

  const either = (): Filter => {
    const sides = [both()]
    while (isNext('or')) {
      take()
      sides.push(both())
    }
    return (row) => sides.some((side) => side(row))
  }
  const both = (): Filter => {
    const sides = [one()]
    while (isNext('and')) {
      take()
      sides.push(one())
    }
    return (row) => sides.every((side) => side(row))
  }
  const one = (): Filter => {
    const token = take()
    if (token.kind === 'symbol' && token.value === '(') {
      const inner = either()
      expect(')')
      return inner
    }
    if (token.kind !== 'word') throw new Refusal(400, `Syntax error in $filter at '${token.value}'.`)
    if (token.value === 'not') {
      const inner = one()
      return (row) => !inner(row)
    }
    const call = FUNCTIONS[token.value]
    if (call && isNext('(')) {
      expect('(')
      const name = propertyNamed(entity, take().value).name
      expect(',')
      const part = take().value.toLowerCase()
      expect(')')
      return (row) => call(row[name]!.toLowerCase(), part)
    }
    const { name, property } = propertyNamed(entity, token.value)
    const operator = OPERATORS[take().value]
    if (!operator) throw new Refusal(400, `Syntax error in $filter: ${source}`)
    const literal = take()
    if ((property.type === 'Enum') !== (literal.kind === 'enum'))
      throw new Refusal(400, `A binary operator with incompatible types was detected for '${name}'.`)
    const order = comparison(property, literal.value)
    return (row) => operator(order(row[name]!))
  }

  const filter = either()
  if (tokens.length > 0) throw new Refusal(400, `Syntax error in $filter at '${tokens[0]!.value}'.`)
  return filter
}

export function propertyNamed(entity: Entity, name: string): { name: string; property: Property } {
  const property = entity.properties[name]
  if (property) return { name, property }
  throw new Refusal(
    400,
    `Could not find a property named '${name}' on type 'Microsoft.Dynamics.DataEntities.${entity.name}'.`,
  )
}

/** Where a value stands to the literal. Text has no case, and `*` in a literal stands for anything (as the application has it). */
function comparison({ type }: Property, literal: string): (value: string) => number {
  if (type === 'Edm.String') {
    const wanted = literal.toLowerCase()
    if (!wanted.includes('*')) return (value) => compare(value.toLowerCase(), wanted)
    const pattern = new RegExp(`^${wanted.split('*').map(escaped).join('.*')}$`, 's')
    return (value) => (pattern.test(value.toLowerCase()) ? 0 : 1)
  }
  if (type === 'Edm.DateTimeOffset') {
    const instant = Date.parse(literal)
    return (value) => Date.parse(value) - instant
  }
  if (type === 'Enum') return (value) => compare(value, literal)
  return (value) => new Decimal(value).comparedTo(literal)
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

export function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Order of two records by `$orderby`. */
export function orderOf(entity: Entity, source: string): (a: Row, b: Row) => number {
  const terms = source.split(',').map((term) => {
    const [name = '', direction = 'asc'] = term.trim().split(/\s+/)
    return { ...propertyNamed(entity, name), sign: direction === 'desc' ? -1 : 1 }
  })
  return (a, b) => {
    for (const { name, property, sign } of terms) {
      const numeric = property.type === 'Edm.Decimal' || property.type.startsWith('Edm.Int')
      const order = numeric
        ? new Decimal(a[name]!).comparedTo(b[name]!)
        : compare(a[name]!.toLowerCase(), b[name]!.toLowerCase())
      if (order !== 0) return order * sign
    }
    return 0
  }
}
