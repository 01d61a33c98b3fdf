import {
  type Document,
  follow,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
} from '../contracts-diff/document.ts'
import { Names } from './identifier.ts'
import { SCHEMA_REF } from './vendor-api.ts'

const PLAIN = new Set(
  (
    'title description default example examples const format deprecated readOnly writeOnly contentEncoding ' +
    'contentMediaType uniqueItems'
  ).split(' '),
)
const NUMBERS = new Set(
  (
    'minLength maxLength minItems maxItems minProperties maxProperties minimum maximum multipleOf exclusiveMinimum ' +
    'exclusiveMaximum minContains maxContains'
  ).split(' '),
)
const SCHEMAS = new Set(
  'additionalProperties unevaluatedProperties not if then else contains propertyNames unevaluatedItems'.split(' '),
)
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const NAMED = new Set(['properties', 'patternProperties', 'dependentSchemas'])
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])
/** What vendors write where they mean a type and a format. */
const MEANT: Record<string, JsonObject> = {
  file: { type: 'string', format: 'binary' },
  int: { type: 'integer' },
  long: { type: 'integer' },
  float: { type: 'number' },
  double: { type: 'number' },
  decimal: { type: 'number' },
  bool: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
  'date-time': { type: 'string', format: 'date-time' },
  uuid: { type: 'string', format: 'uuid' },
  text: { type: 'string' },
}

/**
 * The schemas of a document in the form of OpenAPI 3.1, each once and by name, however they were referred to: by
 * component, by a path into another operation, or in another file. Cycles stay references.
 */
export class Schemas {
  readonly #document: Document
  readonly #names = new Names()
  readonly #named = new Map<string, string>()
  readonly #notes: Set<string>
  readonly byName: Record<string, JsonObject> = {}

  constructor(document: Document, notes: Set<string>) {
    this.#document = document
    this.#notes = notes
  }

  /** A copy of the schema; what it refers to is taken in. */
  copy(schema: Json | undefined): JsonObject {
    if (!isObject(schema)) return schema === false ? { not: {} } : {}
    if (typeof schema.$ref === 'string') return this.#referred(schema, schema.$ref)
    const copy: JsonObject = {}
    for (const [keyword, value] of Object.entries(schema)) this.#keyword(copy, schema, keyword, value)
    this.#types(copy, schema)
    return copy
  }

  #referred(schema: JsonObject, $ref: string): JsonObject {
    const reference: JsonObject = { $ref: SCHEMA_REF + this.#take($ref) }
    const { $ref: _, ...beside } = schema
    // Until 3.1 what stands beside a reference counts for nothing, but for what people mean by `nullable`.
    if (this.#document.version !== '3.1')
      return nullable(beside) ? { anyOf: [reference, { type: 'null' }] } : { ...reference, ...described(beside) }
    const more = this.copy(beside)
    return { ...more, ...reference }
  }

  #take($ref: string): string {
    const known = this.#named.get($ref)
    if (known) return known
    const name = this.#names.take(nameOf($ref))
    this.#named.set($ref, name)
    const target = this.#document.files.has($ref.split('#')[0]!) ? { $ref } : undefined
    this.byName[name] = {}
    const followed = follow(this.#document, target)
    this.byName[name] = typeof followed === 'boolean' || isObject(followed) ? this.copy(followed) : {}
    return name
  }

  #keyword(copy: JsonObject, schema: JsonObject, keyword: string, value: Json): void {
    if (PLAIN.has(keyword)) copy[keyword] = value
    else if (NUMBERS.has(keyword)) this.#number(copy, schema, keyword, value)
    else if (SCHEMAS.has(keyword)) copy[keyword] = typeof value === 'boolean' ? value : this.copy(value)
    else if (LISTS.has(keyword)) {
      const alternatives = listOf(value).map((one) => this.copy(one))
      if (alternatives.length > 0) copy[keyword] = alternatives
    } else if (NAMED.has(keyword))
      copy[keyword] = Object.fromEntries(Object.entries(objectOf(value)).map(([name, one]) => [name, this.copy(one)]))
    else if (keyword === 'items') {
      if (Array.isArray(value)) copy.prefixItems = value.map((one) => this.copy(one))
      else copy.items = typeof value === 'boolean' ? value : this.copy(value)
    } else if (keyword === 'enum') {
      const values = [...new Map(listOf(value).map((one) => [JSON.stringify(one), one])).values()]
      if (values.length > 0) copy.enum = values
    } else if (keyword === 'required') {
      if (Array.isArray(value)) copy.required = [...new Set(value.filter((name) => typeof name === 'string'))]
      else this.#notes.add('`required` stands at a property as a boolean, which means nothing; it is left out.')
    } else if (keyword === 'pattern') this.#pattern(copy, value)
    else if (keyword === 'discriminator') this.#discriminator(copy, value)
  }

  #number(copy: JsonObject, schema: JsonObject, keyword: string, value: Json): void {
    if (typeof value === 'boolean') {
      // Until 3.1 `exclusiveMinimum: true` says how `minimum` is meant.
      const bound = keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum'
      if (value && typeof schema[bound] === 'number') copy[keyword] = schema[bound]
      return
    }
    const number = typeof value === 'string' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) return
    const counts = /^(min|max)(Length|Items|Properties|Contains)$/.test(keyword)
    if (counts && !(Number.isSafeInteger(number) && number >= 0)) return
    if (keyword === 'multipleOf' && number <= 0) return
    copy[keyword] = number
  }

  #pattern(copy: JsonObject, value: Json): void {
    try {
      copy.pattern = new RegExp(String(value)).source
    } catch {
      this.#notes.add(
        `The pattern ${String(value).slice(0, 60)} is no regular expression of JavaScript; it is left out.`,
      )
    }
  }

  #discriminator(copy: JsonObject, value: Json): void {
    const propertyName = typeof value === 'string' ? value : objectOf(value).propertyName
    if (typeof propertyName !== 'string') return
    const mapping = Object.entries(objectOf(objectOf(value).mapping)).flatMap(([key, target]): [string, string][] => {
      const $ref = this.#mapped(String(target))
      return $ref ? [[key, SCHEMA_REF + this.#take($ref)]] : []
    })
    copy.discriminator = { propertyName, ...(mapping.length > 0 && { mapping: Object.fromEntries(mapping) }) }
  }

  /** The absolute reference that a discriminator's mapping means: a name of a schema, or a reference. */
  #mapped(target: string): string | undefined {
    const { uri, version } = this.#document
    const place = version === '2.0' ? '/definitions/' : '/components/schemas/'
    const $ref = target.includes('#')
      ? URL.canParse(target, uri)
        ? new URL(target, uri).href
        : `${uri}${target}`
      : `${uri}#${place}${target}`
    return follow(this.#document, { $ref }) === undefined ? undefined : $ref
  }

  #types(copy: JsonObject, schema: JsonObject): void {
    const given = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((type) => type !== undefined)
    const types: Json[] = []
    for (const one of given) {
      const type = String(one).toLowerCase()
      const meant = MEANT[type]
      if (TYPES.has(type)) types.push(type)
      else if (meant) Object.assign(copy, { ...meant, ...(copy.format !== undefined && { format: copy.format }) })
      else this.#notes.add(`The type ${type} is unknown; what has it is taken as anything.`)
      if (meant) types.push(meant.type!)
    }
    // YAML takes `enum: [1, true]` for a number and a boolean, whatever the type beside it says.
    if (types.includes('string') && !types.includes('number') && !types.includes('integer') && Array.isArray(copy.enum))
      copy.enum = copy.enum.map((value) => (/number|boolean/.test(typeof value) ? String(value) : value))
    const all = typesOfValues(copy.enum, [...new Set(types)])
    if (all.includes('array') && copy.items === undefined && copy.prefixItems === undefined) copy.items = {}
    if (nullable(schema)) this.#nullable(copy, all)
    else if (all.length > 0) copy.type = all.length === 1 ? all[0]! : all
  }

  #nullable(copy: JsonObject, types: Json[]): void {
    if (types.length > 0) {
      copy.type = [...new Set([...types, 'null'])]
      if (Array.isArray(copy.enum) && !copy.enum.includes(null)) copy.enum = [...copy.enum, null]
      return
    }
    const { description, ...rest } = copy
    if (!('allOf' in rest || 'anyOf' in rest || 'oneOf' in rest || 'properties' in rest)) return
    for (const keyword of Object.keys(rest)) delete copy[keyword]
    copy.anyOf = [rest, { type: 'null' }]
    if (description !== undefined) copy.description = description
  }
}

/** The types of the values a field may have, where they are not of those that it says: `type: object` beside texts. */
function typesOfValues(values: Json | undefined, types: Json[]): Json[] {
  if (!Array.isArray(values) || types.length === 0) return types
  const typeOf = (value: Json) => {
    if (value === null || Array.isArray(value)) return value === null ? 'null' : 'array'
    return typeof value === 'number' && Number.isInteger(value) && !types.includes('number') ? 'integer' : typeof value
  }
  const meant = [...new Set(values.map(typeOf))]
  return meant.some((type) => type !== 'null' && !types.includes(type)) ? meant : types
}

const nullable = (schema: JsonObject) => schema.nullable === true || schema['x-nullable'] === true
const described = ({ description }: JsonObject): JsonObject => (typeof description === 'string' ? { description } : {})

/** `Order` of `#/components/schemas/Order`; the last words of the path of what is no component. */
function nameOf($ref: string): string {
  const [file = '', pointer = ''] = $ref.split('#', 2)
  const steps = pointer.split('/').slice(1).map(decoded)
  const [first] = steps
  const component = (first === 'components' && steps.length === 3) || (first === 'definitions' && steps.length === 2)
  const words = component ? [steps.at(-1)!] : steps.length > 0 ? steps.slice(-4) : [file.split('/').at(-1)!]
  const name = words
    .join('_')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return name === '' || name === '__proto__' ? 'Schema' : name.slice(0, 120)
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return step
  }
}
