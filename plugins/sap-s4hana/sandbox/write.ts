import { Decimal } from '@gantry/canonical/money'
import type { Draft, EntitySet, Row, Service } from './entity.ts'
import type { Property } from './property.ts'
import { Refusal } from './refusal.ts'

/** What a client sent for a new entity, with the entities nested in it (a deep insert). */
export function draftOf(service: Service, set: EntitySet, body: unknown): Draft {
  const values: Row = {}
  const nested: Draft['nested'] = {}
  for (const [name, value] of Object.entries(object(body))) {
    const navigation = set.navigation[name]
    if (navigation) nested[name] = nestedIn(value).map((each) => draftOf(service, service.sets[navigation.set]!, each))
    else if (!name.startsWith('__') && !name.startsWith('@')) {
      const property = propertyOf(set, name)
      // SAP drops what a client may not set, and says nothing.
      if (!property.readOnly) values[name] = readValue(service, name, property, value)
    }
  }
  return { values, nested }
}

/** What a client wants changed. */
export function changesOf(service: Service, set: EntitySet, body: unknown): Row {
  const { values, nested } = draftOf(service, set, service.version === 'V2' ? unwrapped(body) : body)
  if (Object.keys(nested).length > 0) throw invalid('Deep update is not supported')
  return Object.fromEntries(Object.entries(values).filter(([name]) => !set.properties[name]!.key))
}

/** Some V2 clients wrap an entity in `d`. */
const unwrapped = (body: unknown): unknown => (body as { d?: unknown } | null)?.d ?? body

const nestedIn = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value
  const results = (value as { results?: unknown } | null)?.results
  return Array.isArray(results) ? results : [value]
}

function object(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw invalid('Malformed request body: an object is expected')
}

function propertyOf(set: EntitySet, name: string): Property {
  const property = set.properties[name]
  if (!property)
    throw new Refusal(400, '/IWFND/CM_MGW_RT/026', `Property '${name}' is invalid at offset '1' for type '${set.type}'`)
  return property
}

function readValue(service: Service, name: string, property: Property, value: unknown): Row[string] {
  if (value === null) return null
  switch (property.type) {
    case 'Boolean':
      if (typeof value !== 'boolean') throw unreadable(name)
      return value
    case 'Decimal':
      return decimalOf(service, name, property, value)
    case 'DateTime':
      return dateOf(service, name, value)
    case 'DateTimeOffset':
      if (typeof value !== 'string') throw unreadable(name)
      return value
    default:
      if (typeof value !== 'string') throw unreadable(name)
      if (property.length && value.length > property.length)
        throw new Refusal(
          400,
          '/IWBEP/CM_MGW_RT/016',
          `Property '${name}' has invalid value '${value}': longer than ${property.length}`,
        )
      return value
  }
}

/** V2 wants decimals in quotes: a number would have gone through a double. V4 takes both. */
function decimalOf(service: Service, name: string, { precision, scale }: Property, value: unknown): string {
  const text = service.version === 'V4' && typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !/^-?\d+(\.\d+)?$/.test(text)) throw unreadable(name)
  const decimal = new Decimal(text)
  if (decimal.decimalPlaces() > scale! || decimal.abs().trunc().toFixed().length > precision! - scale!)
    throw new Refusal(400, '/IWBEP/CM_MGW_RT/016', `Property '${name}' has invalid value '${text}'`)
  return text
}

function dateOf(service: Service, name: string, value: unknown): string {
  const text = String(value)
  const milliseconds = /^\/Date\((-?\d+)(?:[+-]\d+)?\)\/$/.exec(text)?.[1]
  if (service.version === 'V2' && milliseconds) return new Date(Number(milliseconds)).toISOString().slice(0, 10)
  const pattern = service.version === 'V2' ? /^(\d{4}-\d\d-\d\d)T00:00:00$/ : /^(\d{4}-\d\d-\d\d)$/
  const date = pattern.exec(text)?.[1]
  if (!date || Number.isNaN(Date.parse(date))) throw unreadable(name)
  return date
}

const unreadable = (name: string): Refusal =>
  new Refusal(400, '/IWFND/CM_MGW_RT/025', `Failed to read property '${name}' at offset '1'`)

const invalid = (message: string): Refusal => new Refusal(400, '/IWFND/CM_MGW_RT/025', message)
