import type { SandboxDocument, Schema } from '@gantry/core/sandbox/document/document'
import { isRecord, resolve } from '@gantry/core/sandbox/document/document'
import { shapeOf } from '@gantry/core/sandbox/document/shape'
import { wordsOf } from './identifier.ts'

/** A field of an object, as far as a map can be written for it. */
export type Field = { name: string; required: boolean; kind: 'text' | 'number' | 'boolean' | 'other' }

/** An object whose fields can be named in TypeScript. */
export type Fields = Map<string, Field>

/**
 * The fields of an object schema; undefined where its type is a union, a dictionary or no object at all: what is written
 * field by field would not fit it then.
 */
export function fieldsOf(document: SandboxDocument, schema: Schema | undefined): Fields | undefined {
  if (!isPlain(document, schema)) return undefined
  const { type, properties, required } = shapeOf(document, schema)
  if (type !== 'object') return undefined
  // TypeScript holds every object to have these already, as something else.
  if (Object.keys(properties).some((name) => name in Object.prototype)) return undefined
  return new Map(
    Object.entries(properties).map(([name, each]) => [
      name,
      { name, required: required.has(name), kind: kindOf(document, each) },
    ]),
  )
}

/** Whether a schema is one object, and no choice between several. */
function isPlain(document: SandboxDocument, schema: Schema | undefined, depth = 0): boolean {
  if (depth > 8) return false
  const here = resolve(document, schema)
  const discriminated = new Set(
    typeof schema?.$ref === 'string' && mappedIn(document).has(schema.$ref) ? ['discriminated'] : [],
  )
  if (here.anyOf || here.oneOf || here.not || here.discriminator || here.if || discriminated.size > 0) return false
  if (Array.isArray(here.type) || here.patternProperties) return false
  return Array.isArray(here.allOf) ? here.allOf.every((one) => isPlain(document, one as Schema, depth + 1)) : true
}

const mappings = new WeakMap<SandboxDocument, Set<string>>()

/** Schemas that a discriminator tells apart: their types get a field that the schema does not show. */
function mappedIn(document: SandboxDocument): Set<string> {
  const known = mappings.get(document)
  if (known) return known
  const found = new Set<string>()
  for (const schema of Object.values(document.components.schemas)) {
    const { discriminator, oneOf, anyOf } = schema
    if (!isRecord(discriminator)) continue
    for (const ref of Object.values(isRecord(discriminator.mapping) ? discriminator.mapping : {}))
      found.add(String(ref))
    for (const one of [...listOf(oneOf), ...listOf(anyOf)]) if (typeof one.$ref === 'string') found.add(one.$ref)
  }
  mappings.set(document, found)
  return found
}

const listOf = (given: unknown): Schema[] => (Array.isArray(given) ? (given as Schema[]) : [])

function kindOf(document: SandboxDocument, schema: Schema): Field['kind'] {
  const here = resolve(document, schema)
  if (here.enum || 'const' in here || here.allOf || here.anyOf || here.oneOf || here.not) return 'other'
  // A date or an amount is a text of its own kind: whether both sides mean the same is for the author to say.
  if (here.type === 'string' && !['binary', 'byte', 'date', 'date-time', 'decimal'].includes(String(here.format)))
    return 'text'
  return 'other'
}

const SAME: readonly (readonly string[])[] = [
  ['reference', 'externalid', 'externalreference', 'referencenumber', 'externalref'],
  ['number', 'documentnumber', 'displaynumber'],
  ['name', 'displayname', 'fullname', 'companyname'],
  ['email', 'emailaddress', 'mail'],
  ['phone', 'phonenumber', 'telephone'],
  ['sku', 'itemcode', 'productcode', 'code'],
  ['description', 'memo', 'note'],
  ['currency', 'currencycode'],
  ['taxid', 'vatid', 'vatnumber', 'taxnumber'],
  ['order', 'ordernumber', 'orderid'],
  ['customer', 'customerid', 'customercode', 'customernumber'],
]
const plain = (name: string) => wordsOf(name).join('')

/** The field of `others` that means the same, where both are plain texts. */
export function counterpart(field: Field, others: Fields): Field | undefined {
  if (field.kind !== 'text') return undefined
  const texts = [...others.values()].filter(({ kind }) => kind === 'text')
  const exact = texts.find(({ name }) => plain(name) === plain(field.name))
  if (exact) return exact
  const row = SAME.find((names) => names.includes(plain(field.name)))
  return row && texts.find(({ name }) => row.includes(plain(name)))
}
