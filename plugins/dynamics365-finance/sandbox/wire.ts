import { createHash } from 'node:crypto'
import { Decimal } from '@gantry/canonical/money'
import { ENUMS, type Entity, keyOf, type Property } from './entity.ts'
import { Refusal } from './problem.ts'
import type { Row } from './store.ts'

const exact = JSON as unknown as {
  rawJSON(text: string): unknown
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
}

/** Request JSON; numbers become the text they were written as, wrapped to tell them from text. */
export class Numeral {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export function readJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return exact.parse(text, (_key, value, { source }) => (typeof value === 'number' ? new Numeral(source!) : value))
  } catch {
    throw new Refusal(400, 'The request body is not valid JSON.')
  }
}

/** A body as a record of this entity; a property nobody defined is refused. */
export function rowOf(entity: Entity, body: unknown): Row {
  if (typeof body !== 'object' || body === null) throw new Refusal(400, 'The request body is no entity.')
  const row: Row = {}
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith('@odata.')) continue
    const property = entity.properties[name]
    if (!property)
      throw new Refusal(
        400,
        `The property '${name}' does not exist on type 'Microsoft.Dynamics.DataEntities.${entity.name}'. Make sure to only use property names that are defined by the type.`,
      )
    if (value !== null) row[name] = textOf(name, property, value)
  }
  return row
}

function textOf(name: string, property: Property, value: unknown): string {
  const wrong = () =>
    new Refusal(400, `Cannot convert a primitive value of property '${name}' to the expected type '${property.type}'.`)
  switch (property.type) {
    case 'Edm.String':
      if (typeof value !== 'string') throw wrong()
      if (value.length > property.maxLength)
        throw new Refusal(400, `The value of '${name}' is longer than ${property.maxLength} characters.`)
      return value
    case 'Enum':
      if (typeof value !== 'string' || !(ENUMS[property.name] as readonly string[]).includes(value)) throw wrong()
      return value
    case 'Edm.DateTimeOffset': {
      const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN
      if (Number.isNaN(instant) || !/T.*(Z|[+-]\d\d:\d\d)$/.test(value as string)) throw wrong()
      return new Date(instant).toISOString().replace('.000Z', 'Z')
    }
    case 'Edm.Decimal':
      if (!(value instanceof Numeral)) throw wrong()
      return new Decimal(value.text).toFixed()
    default:
      if (!(value instanceof Numeral) || !/^-?\d+$/.test(value.text)) throw wrong()
      return value.text
  }
}

/** An empty date of the application. */
export const NO_DATE = '1900-01-01T12:00:00Z'

const emptyOf = (property: Property): string => {
  if (property.type === 'Edm.String') return ''
  if (property.type === 'Enum') return ENUMS[property.name][0]!
  return property.type === 'Edm.DateTimeOffset' ? NO_DATE : '0'
}

/** Every property has a value: the application knows no null. */
export const filled = (entity: Entity, row: Row): Row => ({
  ...row,
  ...Object.fromEntries(
    Object.entries(entity.properties).map(([name, property]) => [name, row[name] ?? emptyOf(property)]),
  ),
})

export const etagOf = (row: Row): string =>
  `W/"${createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 22)}"`

/** A record as it is answered, with its `@odata.etag`; decimals keep their digits. */
export function viewOf(entity: Entity, row: Row, select?: readonly string[]): Record<string, unknown> {
  const shown = Object.entries(entity.properties).filter(([name]) => !select || select.includes(name))
  return {
    '@odata.etag': etagOf(row),
    ...Object.fromEntries(
      shown.map(([name, property]) => {
        const value = row[name] ?? emptyOf(property)
        const text =
          property.type === 'Edm.String' || property.type === 'Enum' || property.type === 'Edm.DateTimeOffset'
        return [name, text ? value : exact.rawJSON(value)]
      }),
    ),
  }
}

/** `CustomersV3(dataAreaId='usmf',CustomerAccount='C-1')` */
export const addressOf = (entity: Entity, row: Row): string => `${entity.set}(${predicateOf(entity, row)})`

const predicateOf = (entity: Entity, row: Row): string =>
  entity.keys
    .map((name) => {
      const quoted = entity.properties[name]!.type === 'Edm.String'
      return `${name}=${quoted ? `'${row[name]!.replaceAll("'", "''")}'` : row[name]}`
    })
    .join(',')

/** The id in the books behind a key predicate; refused where it does not name each key once. */
export function idOf(entity: Entity, predicate: string): { id: string; row: Row } {
  const row: Row = {}
  for (const [, name, quoted, plain] of predicate.matchAll(/(\w+)\s*=\s*(?:'((?:[^']|'')*)'|([^,')]+))\s*(?:,|$)/g))
    row[name!] = quoted?.replaceAll("''", "'") ?? plain!.trim()
  const given = Object.keys(row)
  if (given.length !== entity.keys.length || !entity.keys.every((name) => given.includes(name)))
    throw new Refusal(
      400,
      `The number of keys specified in the URI does not match number of key properties for the resource '${entity.set}'.`,
    )
  return { id: keyOf(entity, row), row }
}
