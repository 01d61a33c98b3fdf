import { Decimal, Numeral } from './json.ts'
import type { Org, Value } from './org.ts'
import { fullId } from './record-id.ts'
import { Refusal } from './refusal.ts'
import { type Field, typeOf } from './schema.ts'

const unreadable = (type: string, given: unknown) =>
  new Refusal(
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from ${given instanceof Numeral ? 'VALUE_NUMBER' : 'VALUE_STRING'} value ${
      given instanceof Numeral ? given.source : JSON.stringify(given)
    } or request may be missing a required field`,
  )

/** Digits a double carries without loss: the API's numbers are xsd:double, whatever the database keeps. */
const DOUBLE_DIGITS = 15

function numeric(field: Field, given: unknown): string {
  const source = given instanceof Numeral ? given.source : given
  if (typeof source !== 'string' || !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(source)) throw unreadable('double', given)
  const value = new Decimal(source).toSignificantDigits(DOUBLE_DIGITS)
  // The database keeps every decimal (Salesforce Help 000272768); only the whole part can be too long.
  if (value.abs().gte(new Decimal(10).pow(field.precision! - field.scale!)))
    throw new Refusal(
      'NUMBER_OUTSIDE_VALID_RANGE',
      `${field.name}: value outside of valid range on numeric field: ${source}`,
      400,
      [field.name],
    )
  return value.toFixed()
}

function textual(field: Field, given: unknown): string | null {
  if (typeof given !== 'string') throw unreadable('string', given)
  const value = given.trim()
  if (value.length > field.length!)
    throw new Refusal(
      'STRING_TOO_LONG',
      `${field.name}: data value too large: ${value.slice(0, 255)} (max length=${field.length})`,
      400,
      [field.name],
    )
  if (field.type === 'email' && value && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    throw new Refusal('INVALID_EMAIL_ADDRESS', `${field.name}: invalid email address: ${value}`, 400, [field.name])
  if (field.values && value && !field.values.includes(value))
    throw new Refusal(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `${field.name}: bad value for restricted picklist field: ${value}`,
      400,
      [field.name],
    )
  return value || null
}

/** A calendar date; `2026-02-30` is none. */
function calendarDate(given: unknown): string {
  if (typeof given === 'string' && /^\d{4}-\d\d-\d\d$/.test(given)) {
    const parsed = new Date(`${given}T00:00:00Z`)
    if (!Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(given)) return given
  }
  throw unreadable('date', given)
}

/** A value as it is kept, checked as the platform checks it. */
export function stored(org: Org, field: Field, given: unknown): Value {
  if (given === null) return field.type === 'boolean' ? false : null
  switch (field.type) {
    case 'boolean':
      if (typeof given !== 'boolean') throw unreadable('boolean', given)
      return given
    case 'double':
    case 'currency':
    case 'percent':
      return numeric(field, given)
    case 'date':
      return calendarDate(given)
    case 'datetime': {
      const instant = new Date(String(given))
      if (typeof given !== 'string' || Number.isNaN(instant.getTime())) throw unreadable('datetime', given)
      // Custom date-times have no milliseconds.
      return `${instant.toISOString().slice(0, 19)}.000Z`
    }
    case 'reference':
      return referenced(org, field, given)
    default:
      return textual(field, given)
  }
}

function referenced(org: Org, field: Field, given: unknown): string {
  if (typeof given !== 'string' || !/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(given))
    throw new Refusal('MALFORMED_ID', `${field.name}: id value of incorrect type: ${String(given)}`, 400, [field.name])
  const id = fullId(given)
  if (!id.startsWith(typeOf(field.referenceTo!).prefix))
    throw new Refusal('MALFORMED_ID', `${field.name}: id value of incorrect type: ${given}`, 400, [field.name])
  if (!org.get(field.referenceTo!, id))
    throw new Refusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', 400, [field.name])
  return id
}

/** A parent named by its external id: `"Account": {"Gantry_Reference__c": "C-1"}`. */
export function parentByExternalId(org: Org, field: Field, given: unknown): string {
  const entries = Object.entries((given ?? {}) as Record<string, unknown>).filter(([name]) => name !== 'attributes')
  const [name, value] = entries[0] ?? []
  const type = typeOf(field.referenceTo!)
  if (entries.length !== 1 || !name || !type.fields.get(name)?.externalId)
    throw new Refusal('INVALID_FIELD', `The relationship ${field.parent} needs one external id of ${type.name}.`, 400)
  const [found] = org.having(type.name, name, String(value)) ?? []
  if (!found)
    throw new Refusal(
      'INVALID_FIELD',
      `Foreign key external ID: ${String(value)} not found for field ${name} in entity ${type.name}`,
    )
  return found.Id
}
