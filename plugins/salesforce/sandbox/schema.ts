import { objects, system } from './objects.ts'

/** A field of an sObject as describe tells it; only what this sandbox enforces. */
export type Field = {
  name: string
  type:
    | 'id'
    | 'string'
    | 'textarea'
    | 'email'
    | 'phone'
    | 'boolean'
    | 'date'
    | 'datetime'
    | 'double'
    | 'currency'
    | 'percent'
    | 'picklist'
    | 'reference'
  length?: number
  precision?: number
  scale?: number
  required?: boolean
  externalId?: boolean
  /** Closed picklists only; an open one takes any text. */
  values?: readonly string[]
  referenceTo?: string
  /** How SOQL walks to the parent: `Account`, `SBQQ__Account__r`. */
  parent?: string
  /** How SOQL walks from the parent to these records: `PricebookEntries`. */
  children?: string
  /** System and calculated fields: neither created nor updated through the API. */
  readOnly?: boolean
  /** Set at creation and never again (master-detail, price book of an entry). */
  fixed?: boolean
}

export type ObjectType = {
  name: string
  prefix: string
  fields: ReadonlyMap<string, Field>
  /** Child relationship → the object and the field that points here. */
  children: Map<string, { object: string; field: string }>
}

/** The org's objects by their name in lower case: the API does not mind case. */
export const schema = new Map<string, ObjectType>()
for (const [name, { prefix, fields }] of Object.entries(objects))
  schema.set(name.toLowerCase(), {
    name,
    prefix,
    children: new Map(),
    fields: new Map(Object.entries({ ...system, ...fields }).map(([field, rest]) => [field, { name: field, ...rest }])),
  })
for (const type of schema.values())
  for (const field of type.fields.values())
    if (field.referenceTo && field.children)
      schema
        .get(field.referenceTo.toLowerCase())!
        .children.set(field.children, { object: type.name, field: field.name })

/** The type of an object known to exist. */
export const typeOf = (object: string): ObjectType => schema.get(object.toLowerCase())!
