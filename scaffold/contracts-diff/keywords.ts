import { type Json, type JsonObject, listOf, objectOf, textOf } from './document.ts'
import { same } from './equality.ts'
import { ANY_CONTENT, type Bound, emptyShape, type Shape, tighter } from './shape.ts'

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
  'contentSchema',
  'unevaluatedProperties',
  'unevaluatedItems',
]
/** Keywords whose schemas evaluate properties and items of the same value. */
const COMPOSING = ['allOf', 'oneOf', 'anyOf', 'not', 'if', 'then', 'else', 'dependentSchemas', 'contains']
const INNER_MAPS = ['patternProperties', 'dependentSchemas']

/** What values of a format are between anyway, so that saying it once more says nothing. */
const RANGES: Record<string, [number, number]> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
}
/** What a schema says by its own keywords, without what it refers to. */
export function readKeywords(node: JsonObject): Shape {
  const shape = emptyShape()
  const types = (Array.isArray(node.type) ? node.type : node.type === undefined ? [] : [node.type]).map(String)
  if (types.length > 0) {
    shape.nullable = types.includes('null') || node.nullable === true || node['x-nullable'] === true
    // Every integer is a number.
    shape.types = new Set(types.filter((type) => type !== 'null' && !(type === 'integer' && types.includes('number'))))
  } else if (node.nullable === true) shape.nullable = true
  if (Array.isArray(node.enum) || node.const !== undefined) {
    const { const: only } = node
    const listed = Array.isArray(node.enum) ? node.enum : [only!]
    const values = only === undefined ? listed : listed.filter((value) => same(value, only))
    if (types.length === 0) shape.nullable = values.includes(null)
    // Zalando's guideline 112, and what AutoRest calls an enum that may grow.
    const open = node['x-extensible-enum'] === true || objectOf(node['x-ms-enum']).modelAsString === true
    const rest = values.filter((value) => value !== null)
    if (open) shape.extensible = rest
    // A list of both truths says nothing.
    else if (!(types.length > 0 && types.every((type) => type === 'boolean' || type === 'null') && rest.length === 2))
      shape.enum = rest
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
  const range = RANGES[String(node.format)]
  if (range && shape.lower && shape.lower.value <= range[0]) shape.lower = undefined
  if (range && shape.upper && shape.upper.value >= range[1]) shape.upper = undefined
  if (typeof node.multipleOf === 'number' && !(types.join() === 'integer' && node.multipleOf === 1))
    shape.multipleOf = node.multipleOf
  for (const keyword of COUNTS) {
    const count = node[keyword]
    // How many items must match says nothing where nothing is said that they must match.
    if (keyword.endsWith('Contains') && node.contains === undefined) continue
    if (typeof count === 'number' && !(keyword.startsWith('min') && count <= (keyword === 'minContains' ? 1 : 0)))
      shape.counts.set(keyword, count)
  }
  shape.uniqueItems = node.uniqueItems === true
  for (const [name, property] of Object.entries(objectOf(node.properties))) shape.properties.set(name, property)
  shape.required = new Set(listOf(node.required).map(String))
  for (const [name, names] of Object.entries(objectOf(node.dependentRequired)))
    for (const one of listOf(names)) together(shape, name, one)
  for (const keyword of INNER) if (node[keyword] !== undefined) shape.inner.set(keyword, node[keyword])
  if (node.minContains === 0 && node.maxContains === undefined) shape.inner.delete('contains')
  // Without parts that are evaluated elsewhere, the rest is what `properties` and `items` do not name.
  const rest = node.unevaluatedProperties ?? node.unevaluatedItems
  if (rest !== undefined && !COMPOSING.some((keyword) => node[keyword] !== undefined))
    for (const [unnamed, plain] of [
      ['unevaluatedProperties', 'additionalProperties'],
      ['unevaluatedItems', 'items'],
    ] as const) {
      const inner = shape.inner.get(unnamed)
      if (inner !== undefined && !shape.inner.has(plain)) shape.inner.set(plain, inner)
      shape.inner.delete(unnamed)
    }
  const { if: test, then: met, else: unmet } = node
  if (test !== undefined && (met ?? unmet) !== undefined)
    shape.conditions.push({ test, met: met ?? {}, unmet: unmet ?? {} })
  if (Array.isArray(node.items)) {
    shape.inner.delete('items')
    for (const [index, item] of node.items.entries()) shape.inner.set(`prefixItems.${index}`, item)
  }
  for (const keyword of INNER_MAPS)
    for (const [name, inner] of Object.entries(objectOf(node[keyword]))) {
      const { required, ...rest } = objectOf(inner)
      if (keyword === 'patternProperties' || required === undefined) shape.inner.set(`${keyword}.${name}`, inner)
      else {
        for (const one of listOf(required)) together(shape, name, one)
        if (Object.keys(rest).length > 0) shape.inner.set(`${keyword}.${name}`, rest)
      }
    }
  for (const [index, item] of listOf(node.prefixItems).entries()) shape.inner.set(`prefixItems.${index}`, item)
  // A tuple that is closed has no more items than places.
  if (node.items === false && (shape.counts.get('maxItems') ?? 0) >= listOf(node.prefixItems).length)
    shape.counts.delete('maxItems')
  for (const keyword of ['contentEncoding', 'contentMediaType'])
    if (typeof node[keyword] === 'string') shape.labels.set(keyword, node[keyword])
  if (node.default !== undefined) shape.default = node.default
  shape.readOnly = node.readOnly === true
  shape.writeOnly = node.writeOnly === true
  if (node.deprecated === true) shape.deprecated = { sunset: textOf(node['x-sunset']) }
  return shape
}

/** Where `name` is, `other` is required as well. */
function together({ dependentRequired }: Shape, name: string, other: Json): void {
  dependentRequired.set(name, (dependentRequired.get(name) ?? new Set()).add(String(other)))
}

/** The bound that is tighter of the inclusive and the exclusive one; 3.0 says `exclusive` as a boolean. */
function boundOf(value: Json | undefined, exclusive: Json | undefined, sign: 1 | -1): Bound | undefined {
  const plain = typeof value === 'number' ? { value, open: exclusive === true } : undefined
  const open = typeof exclusive === 'number' ? { value: exclusive, open: true } : undefined
  if (plain && open) return tighter(open, plain, sign) ? open : plain
  return plain ?? open
}
