import { type Document, follow, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from './document.ts'

/** A bound of a number; `open` where the value itself is not permitted. */
export type Bound = { value: number; open: boolean }

/**
 * What a schema says once its references are followed and its `allOf` is merged, in one form for every version of
 * OpenAPI. `undefined` says nothing: every value is permitted.
 */
export type Shape = {
  /** Names of JSON types without `null`; an empty set permits nothing. */
  types?: Set<string>
  nullable?: boolean
  enum?: Json[]
  extensible?: Json[]
  formats: Set<string>
  patterns: Set<string>
  lower?: Bound
  upper?: Bound
  multipleOf?: number
  /** minLength, maxItems and their like, by keyword. */
  counts: Map<string, number>
  uniqueItems: boolean
  properties: Map<string, Json>
  required: Set<string>
  dependentRequired: Map<string, Set<string>>
  /** Schemas in keywords (items, additionalProperties, not, contains, …), by keyword or by keyword and key. */
  inner: Map<string, Json>
  default?: Json
  readOnly: boolean
  writeOnly: boolean
  /** Whether it is announced that it goes, and since when (ISO 8601) where that is said. */
  deprecated?: { sunset?: string }
  discriminator?: JsonObject
  /** The parts of the schema that hold always, without alternatives. */
  parts: Json[]
  /** What oneOf and anyOf offer. */
  alternatives: Json[][]
  /** Other keywords that a value is checked against: contentEncoding, contentMediaType. */
  labels: Map<string, string>
}

const COUNTS = [
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minContains',
  'maxContains',
]
const INNER = [
  'items',
  'additionalProperties',
  'contains',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
  'contentSchema',
  'unevaluatedProperties',
  'unevaluatedItems',
]
const INNER_MAPS = ['patternProperties', 'dependentSchemas']

/** The media type of content of which only is said that it is bytes. */
export const ANY_CONTENT = 'application/octet-stream'

/** Shapes of one document's schemas, each made once. */
export class Shapes {
  readonly document: Document
  private readonly made = new Map<Json, Shape>()
  private readonly joined = new Map<string, Json>()
  private readonly parts = new Map<Json, Json>()
  private readonly ids = new Map<Json, number>()

  constructor(document: Document) {
    this.document = document
  }

  of(node: Json): Shape {
    const alone = isObject(node) && Object.keys(node).length === 1
    const key = alone || this.document.version !== '3.1' ? this.target(node) : node
    let shape = this.made.get(key)
    if (!shape) {
      shape = this.shapeOf(node, new Set())
      this.made.set(key, shape)
    }
    return shape
  }

  /** What a node stands for once its references are followed. */
  target(node: Json): Json {
    return follow(this.document, node) ?? node
  }

  /** One schema that asks for all of these; the same one whenever the same are joined. */
  join(...nodes: Json[]): Json {
    const distinct = [...new Set(nodes)]
    if (distinct.length === 1) return distinct[0]!
    const key = distinct.map((node) => this.idOf(node)).join(' ')
    let joined = this.joined.get(key)
    if (!joined) {
      joined = { allOf: distinct }
      this.joined.set(key, joined)
    }
    return joined
  }

  private idOf(node: Json): number {
    const target = this.target(node)
    let id = this.ids.get(target)
    if (id === undefined) {
      id = this.ids.size
      this.ids.set(target, id)
    }
    return id
  }

  private shapeOf(node: Json, above: Set<Json>): Shape {
    const shape = emptyShape()
    const target = follow(this.document, node)
    if (target === false) shape.types = new Set()
    if (!isObject(target) || above.has(target)) return shape
    const within = new Set([...above, target])
    // In 3.1 what stands beside a reference counts as well; before, it is ignored.
    if (
      this.document.version === '3.1' &&
      isObject(node) &&
      typeof node.$ref === 'string' &&
      Object.keys(node).length > 1
    ) {
      const { $ref, ...beside } = node
      this.merge(shape, this.shapeOf(beside, above))
    }
    this.merge(shape, this.leafOf(target))
    for (const part of listOf(target.allOf)) this.merge(shape, this.shapeOf(part, within))
    for (const keyword of ['oneOf', 'anyOf']) {
      const offered = listOf(target[keyword])
      const rest = offered.filter((one) => !isNull(follow(this.document, one)))
      if (rest.length < offered.length) shape.nullable = true
      if (rest.length === 1) {
        const { nullable } = shape
        this.merge(shape, this.shapeOf(rest[0]!, within))
        if (rest.length < offered.length) shape.nullable = nullable
      } else if (rest.length > 1) shape.alternatives.push(rest)
    }
    // `nullable` beside `allOf: [$ref]` is how 3.0 documents say that a referenced schema may be null.
    if (target.nullable === true || target['x-nullable'] === true) shape.nullable = true
    return shape
  }

  private leafOf(node: JsonObject): Shape {
    const shape = emptyShape()
    const { allOf, oneOf, anyOf, ...always } = node
    let part = this.parts.get(node)
    if (!part) {
      part = allOf || oneOf || anyOf ? always : node
      this.parts.set(node, part)
    }
    if (Object.keys(always).length > 0) shape.parts.push(part)
    const types = (Array.isArray(node.type) ? node.type : node.type === undefined ? [] : [node.type]).map(String)
    if (types.length > 0) {
      shape.nullable = types.includes('null') || node.nullable === true || node['x-nullable'] === true
      shape.types = new Set(types.filter((type) => type !== 'null'))
    } else if (node.nullable === true) shape.nullable = true
    if (Array.isArray(node.enum) || node.const !== undefined) {
      const values = Array.isArray(node.enum) ? node.enum : [node.const!]
      if (types.length === 0) shape.nullable = values.includes(null)
      const open = node['x-extensible-enum']
      const rest = values.filter((value) => value !== null)
      if (open === true) shape.extensible = rest
      else shape.enum = rest
    }
    if (Array.isArray(node['x-extensible-enum'])) shape.extensible = node['x-extensible-enum']
    // OpenAPI 3.0 calls `byte` and `binary` a format; 3.1 says the encoding and the media type of the content instead.
    if (node.format === 'byte') shape.labels.set('contentEncoding', 'base64')
    else if (node.format === 'binary') shape.labels.set('contentMediaType', ANY_CONTENT)
    else if (typeof node.format === 'string') shape.formats.add(node.format)
    if (typeof node.pattern === 'string') shape.patterns.add(node.pattern)
    shape.lower = boundOf(node.minimum, node.exclusiveMinimum, 1)
    shape.upper = boundOf(node.maximum, node.exclusiveMaximum, -1)
    if (types.includes('integer')) {
      if (shape.lower?.open && Number.isInteger(shape.lower.value))
        shape.lower = { value: shape.lower.value + 1, open: false }
      if (shape.upper?.open && Number.isInteger(shape.upper.value))
        shape.upper = { value: shape.upper.value - 1, open: false }
    }
    if (typeof node.multipleOf === 'number') shape.multipleOf = node.multipleOf
    for (const keyword of COUNTS) {
      const count = node[keyword]
      if (typeof count === 'number' && !(keyword.startsWith('min') && count === 0)) shape.counts.set(keyword, count)
    }
    shape.uniqueItems = node.uniqueItems === true
    for (const [name, property] of Object.entries(objectOf(node.properties))) shape.properties.set(name, property)
    shape.required = new Set(listOf(node.required).map(String))
    for (const [name, names] of Object.entries(objectOf(node.dependentRequired)))
      shape.dependentRequired.set(name, new Set(listOf(names).map(String)))
    for (const keyword of INNER) if (node[keyword] !== undefined) shape.inner.set(keyword, node[keyword])
    if (Array.isArray(node.items)) {
      shape.inner.delete('items')
      for (const [index, item] of node.items.entries()) shape.inner.set(`prefixItems.${index}`, item)
    }
    for (const keyword of INNER_MAPS)
      for (const [name, inner] of Object.entries(objectOf(node[keyword]))) shape.inner.set(`${keyword}.${name}`, inner)
    for (const [index, item] of listOf(node.prefixItems).entries()) shape.inner.set(`prefixItems.${index}`, item)
    for (const keyword of ['contentEncoding', 'contentMediaType'])
      if (typeof node[keyword] === 'string') shape.labels.set(keyword, node[keyword])
    if (node.default !== undefined) shape.default = node.default
    shape.readOnly = node.readOnly === true
    shape.writeOnly = node.writeOnly === true
    if (node.deprecated === true) shape.deprecated = { sunset: textOf(node['x-sunset']) }
    if (isObject(node.discriminator)) shape.discriminator = node.discriminator
    else if (typeof node.discriminator === 'string') shape.discriminator = { propertyName: node.discriminator }
    return shape
  }

  /** Lets `into` ask for what `from` asks as well. */
  private merge(into: Shape, from: Shape): void {
    if (from.types) into.types = into.types ? meet(into.types, from.types) : from.types
    if (from.nullable !== undefined)
      into.nullable = into.nullable === undefined ? from.nullable : into.nullable && from.nullable
    if (from.enum) into.enum = into.enum ? into.enum.filter((one) => holds(from.enum!, one)) : from.enum
    if (from.extensible) into.extensible = from.extensible
    for (const format of from.formats) into.formats.add(format)
    for (const pattern of from.patterns) into.patterns.add(pattern)
    if (from.lower && (!into.lower || tighter(from.lower, into.lower, 1))) into.lower = from.lower
    if (from.upper && (!into.upper || tighter(from.upper, into.upper, -1))) into.upper = from.upper
    if (from.multipleOf !== undefined) into.multipleOf = Math.max(into.multipleOf ?? 0, from.multipleOf)
    for (const [keyword, count] of from.counts) {
      const before = into.counts.get(keyword)
      const pick = keyword.startsWith('min') ? Math.max : Math.min
      into.counts.set(keyword, before === undefined ? count : pick(before, count))
    }
    into.uniqueItems ||= from.uniqueItems
    for (const [name, property] of from.properties) {
      const before = into.properties.get(name)
      into.properties.set(name, before === undefined ? property : this.join(before, property))
    }
    for (const name of from.required) into.required.add(name)
    for (const [name, names] of from.dependentRequired)
      into.dependentRequired.set(name, new Set([...(into.dependentRequired.get(name) ?? []), ...names]))
    for (const [keyword, inner] of from.inner) {
      const before = into.inner.get(keyword)
      // A closed object stays closed whatever else is said about further properties.
      if (before === undefined || inner === false) into.inner.set(keyword, inner)
      else if (isObject(before) && isObject(inner)) into.inner.set(keyword, this.join(before, inner))
    }
    into.default ??= from.default
    into.readOnly ||= from.readOnly
    into.writeOnly ||= from.writeOnly
    into.deprecated ??= from.deprecated
    into.discriminator ??= from.discriminator
    into.parts.push(...from.parts)
    into.alternatives.push(...from.alternatives)
    for (const [keyword, label] of from.labels) into.labels.set(keyword, label)
  }
}

function emptyShape(): Shape {
  return {
    formats: new Set(),
    patterns: new Set(),
    counts: new Map(),
    uniqueItems: false,
    properties: new Map(),
    required: new Set(),
    dependentRequired: new Map(),
    inner: new Map(),
    readOnly: false,
    writeOnly: false,
    parts: [],
    alternatives: [],
    labels: new Map(),
  }
}

const isNull = (node: Json | undefined): boolean =>
  isObject(node) &&
  (node.type === 'null' ||
    (Array.isArray(node.enum) && node.enum.length === 1 && node.enum[0] === null) ||
    node.const === null)

/** The bound that is tighter of the inclusive and the exclusive one; 3.0 says `exclusive` as a boolean. */
function boundOf(value: Json | undefined, exclusive: Json | undefined, sign: 1 | -1): Bound | undefined {
  const plain = typeof value === 'number' ? { value, open: exclusive === true } : undefined
  const open = typeof exclusive === 'number' ? { value: exclusive, open: true } : undefined
  if (plain && open) return tighter(open, plain, sign) ? open : plain
  return plain ?? open
}

/** Whether `a` permits less than `b`; `sign` is 1 for lower bounds, -1 for upper ones. */
export const tighter = (a: Bound, b: Bound, sign: 1 | -1): boolean =>
  a.value === b.value ? a.open && !b.open : (a.value - b.value) * sign > 0

/** Values that are both: an integer is a number. */
function meet(a: Set<string>, b: Set<string>): Set<string> {
  const met = new Set<string>()
  for (const one of a)
    if (b.has(one) || (one === 'integer' && b.has('number'))) met.add(one)
    else if (one === 'number' && b.has('integer')) met.add('integer')
  return met
}

const plain = (node: Json | undefined): boolean => typeof node !== 'object' || node === null

/** Plain values are compared as they are: lists of them can be long, and texts of them slow to write. */
export const same = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (!plain(a) && !plain(b) && canonical(a) === canonical(b))
export const holds = (values: readonly Json[], one: Json): boolean =>
  plain(one) ? values.includes(one) : values.some((value) => same(value, one))

/** JSON text that does not depend on the order of keys. */
export function canonical(node: Json | undefined): string {
  if (Array.isArray(node)) return `[${node.map(canonical).join()}]`
  if (!isObject(node)) return JSON.stringify(node) ?? ''
  const pairs = Object.keys(node)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(node[key])}`)
  return `{${pairs.join()}}`
}
