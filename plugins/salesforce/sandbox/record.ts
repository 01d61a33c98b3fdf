import type { Clock } from '@gantry/core/sandbox'
import { complete } from './automation.ts'
import type { Org, Row, Value } from './org.ts'
import { fullId } from './record-id.ts'
import { Refusal } from './refusal.ts'
import { type ObjectType, schema } from './schema.ts'
import { parentByExternalId, stored } from './value.ts'

export type Body = Record<string, unknown>
export type Session = { org: Org; clock: Clock }

export function objectType(name: string): ObjectType {
  const type = schema.get(name.toLowerCase())
  if (!type) throw new Refusal('NOT_FOUND', 'The requested resource does not exist', 404)
  return type
}

function values(org: Org, type: ObjectType, body: Body, creating: boolean): Record<string, Value> {
  const given: Record<string, Value> = {}
  const forbidden: string[] = []
  for (const [name, value] of Object.entries(body)) {
    if (name === 'attributes') continue
    const field =
      type.fields.get(name) ?? [...type.fields.values()].find((f) => f.parent === name && typeof value === 'object')
    if (!field) throw new Refusal('INVALID_FIELD', `No such column '${name}' on sobject of type ${type.name}`)
    if (field.readOnly || (field.fixed && !creating)) forbidden.push(field.name)
    else
      given[field.name] =
        field.parent === name && value !== null ? parentByExternalId(org, field, value) : stored(org, field, value)
  }
  if (forbidden.length > 0)
    throw new Refusal(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      `Unable to create/update fields: ${forbidden.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
      400,
      forbidden,
    )
  return given
}

function save({ org, clock }: Session, type: ObjectType, before: Row | undefined, row: Row): Row {
  const missing = [...type.fields.values()].filter((field) => field.required && (row[field.name] ?? null) === null)
  if (missing.length > 0) {
    const names = missing.map((field) => field.name)
    throw new Refusal('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, 400, names)
  }
  for (const field of type.fields.values()) {
    const value = row[field.name]
    if (!field.externalId || typeof value !== 'string') continue
    const [other] = (org.having(type.name, field.name, value) ?? []).filter((found) => found.Id !== row.Id)
    if (other)
      throw new Refusal(
        'DUPLICATE_VALUE',
        `duplicate value found: ${field.name} duplicates value on record with id: ${other.Id}`,
        400,
        [],
      )
  }
  const saved = complete(org, clock, type.name, before, row)
  org.save(type.name, saved)
  return saved
}

/** What the platform writes on a record that the transaction's user saves; whole seconds, as its audit fields have. */
export function stamps({ org, clock }: Session) {
  const now = `${clock.iso().slice(0, 19)}.000Z`
  return { LastModifiedById: org.user, LastModifiedDate: now, SystemModstamp: now }
}

export function create(session: Session, object: string, body: Body): Row {
  const type = objectType(object)
  const given = values(session.org, type, body, true)
  const audit = stamps(session)
  const { id, number } = session.org.next(type.name)
  const flags = [...type.fields.values()]
    .filter((field) => field.type === 'boolean')
    .map((field) => [field.name, false])
  const numbers = {
    SBQQ__Quote__c: { Name: `Q-${String(number).padStart(5, '0')}` },
    SBQQ__QuoteLine__c: { Name: `QL-${String(number).padStart(7, '0')}` },
    Order: { OrderNumber: String(number).padStart(8, '0') },
    OrderItem: { OrderItemNumber: String(number).padStart(10, '0') },
  }[type.name]
  return save(session, type, undefined, {
    ...Object.fromEntries(flags),
    ...(type.fields.has('CurrencyIsoCode') && { CurrencyIsoCode: 'USD' }),
    ...numbers,
    ...given,
    Id: id,
    CreatedById: audit.LastModifiedById,
    CreatedDate: audit.LastModifiedDate,
    ...audit,
  })
}

function change(session: Session, type: ObjectType, before: Row, body: Body): Row {
  const given = values(session.org, type, body, false)
  return save(session, type, before, { ...before, ...given, ...stamps(session) })
}

/** The record an id names. */
export function existing(org: Org, object: string, id: string): Row {
  const type = objectType(object)
  const row = org.get(type.name, fullId(id))
  if (row) return row
  if (!/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(id))
    throw new Refusal('MALFORMED_ID', `${type.name} ID: id value of incorrect type: ${id}`, 400, ['Id'])
  throw new Refusal('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${id}`, 404)
}

export function update(session: Session, object: string, id: string, body: Body): Row {
  return change(session, objectType(object), existing(session.org, object, id), body)
}

/** The record with this external id, if there is one. */
export function byExternalId(org: Org, object: string, field: string, value: string): Row | undefined {
  const type = objectType(object)
  if (field === 'Id') return existing(org, object, value)
  if (!type.fields.get(field)?.externalId)
    throw new Refusal('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${field}`, 404)
  return org.having(type.name, field, value)?.[0]
}

export function upsert(
  session: Session,
  object: string,
  field: string,
  value: string,
  body: Body,
): { row: Row; created: boolean } {
  const type = objectType(object)
  const before = byExternalId(session.org, object, field, value)
  if (field in body)
    throw new Refusal('INVALID_FIELD', `The ${field} field should not be specified in the sobject data.`)
  if (before) return { row: change(session, type, before, body), created: false }
  return { row: create(session, object, { ...body, [field]: value }), created: true }
}

/** `fields`: what the recycle bin keeps beside, such as whom a merged record became. */
export function destroy(session: Session, object: string, id: string, fields: Record<string, Value> = {}): void {
  const row = existing(session.org, object, id)
  const type = objectType(object)
  // Master-detail: details go with their master.
  for (const child of type.children.values())
    if (objectType(child.object).fields.get(child.field)!.fixed)
      for (const detail of session.org.having(child.object, child.field, row.Id)!)
        session.org.delete(child.object, detail.Id, stamps(session))
  session.org.delete(type.name, row.Id, { ...stamps(session), ...fields })
}
