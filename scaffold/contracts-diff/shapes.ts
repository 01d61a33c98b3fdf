import {
  besides,
  type Document,
  follow,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from './document.ts'
import { drawImplications } from './implications.ts'
import { readKeywords } from './keywords.ts'
import { mergeShapes } from './merge.ts'
import { emptyShape, type Shape } from './shape.ts'

/** What is said of a schema beside what it permits. */
const WORDS = new Set([
  'title',
  'description',
  'nullable',
  'deprecated',
  'readOnly',
  'writeOnly',
  'example',
  'examples',
  'default',
  'externalDocs',
  'xml',
])
/** All that stands beside a value that is only named. */
const LISTING = new Set(['const', 'enum', 'type', 'title', 'description', 'deprecated'])

/** Shapes of one document's schemas, each made once. */
export class Shapes {
  readonly document: Document
  private readonly made = new Map<Json, Shape>()
  private readonly joined = new Map<string, Json>()
  private readonly parts = new Map<Json, Json>()
  private readonly ids = new Map<Json, number>()
  /** The discriminator that a schema has itself. Swagger 2.0 says but its name, so the object is made here. */
  private readonly told = new Map<Json, JsonObject>()
  private inherited?: Map<JsonObject, Map<string, Json>>

  constructor(document: Document) {
    this.document = document
  }

  of(node: Json): Shape {
    const key = this.identity(node)
    let shape = this.made.get(key)
    if (!shape) {
      shape = this.shapeOf(node, new Set())
      drawImplications(shape)
      this.made.set(key, shape)
    }
    return shape
  }

  /** What a node stands for once its references are followed. */
  target(node: Json): Json {
    return follow(this.document, node) ?? node
  }

  /** What a node is known by: what it refers to, or itself where something stands beside its reference. */
  identity(node: Json): Json {
    if (this.document.version !== '3.1') return this.target(node)
    return besides(this.document, node).length === 0 ? this.target(node) : node
  }

  /** One schema that asks for all of these; the same one whenever the same are joined. */
  join(...nodes: Json[]): Json {
    return this.composed('allOf', nodes)
  }

  /** One schema that asks for one of these at least. */
  either(...nodes: Json[]): Json {
    return this.composed('anyOf', nodes)
  }

  private composed(keyword: 'allOf' | 'anyOf', nodes: Json[]): Json {
    const distinct = [...new Set(nodes)]
    if (distinct.length === 1) return distinct[0]!
    const key = `${keyword} ${distinct.map((node) => this.idOf(node)).join(' ')}`
    let joined = this.joined.get(key)
    if (!joined) {
      joined = { [keyword]: distinct }
      this.joined.set(key, joined)
    }
    return joined
  }

  /** The components that inherit (`allOf`) a discriminator from elsewhere, by the value that tells each of them. */
  heirs(discriminator: JsonObject): Map<string, Json> {
    if (!this.inherited) {
      this.inherited = new Map()
      const { root, uri } = this.document
      const place = root.definitions === undefined ? 'components/schemas' : 'definitions'
      const all = objectOf(root.definitions ?? objectOf(root.components).schemas)
      const some = Object.values(all).some((one) => isObject(one) && one.discriminator !== undefined)
      for (const [name, one] of some ? Object.entries(all) : []) {
        const told = this.of({ $ref: `${uri}#/${place}/${name}` }).discriminator
        if (!told || told === this.told.get(one)) continue
        const value = textOf(objectOf(one)['x-ms-discriminator-value']) ?? name
        const heirs = this.inherited.get(told) ?? new Map<string, Json>()
        this.inherited.set(told, heirs.set(value, { $ref: `${uri}#/${place}/${name}` }))
      }
    }
    return new Map(this.inherited.get(discriminator))
  }

  private idOf(node: Json): number {
    const known = this.identity(node)
    let id = this.ids.get(known)
    if (id === undefined) {
      id = this.ids.size
      this.ids.set(known, id)
    }
    return id
  }

  private shapeOf(node: Json, above: Set<Json>): Shape {
    const shape = emptyShape()
    const target = follow(this.document, node)
    if (target === false) shape.types = new Set()
    if (!isObject(target) || above.has(target)) return shape
    const within = new Set([...above, target])
    for (const beside of besides(this.document, node)) mergeShapes(shape, this.shapeOf(beside, above), this)
    mergeShapes(shape, this.leafOf(target), this)
    const parted: Shape[] = []
    const mergePart = (part: Json) => {
      parted.push(this.shapeOf(part, within))
      mergeShapes(shape, parted.at(-1)!, this)
    }
    for (const part of listOf(target.allOf)) mergePart(part)
    for (const keyword of ['oneOf', 'anyOf']) {
      const offered = this.flat(keyword, listOf(target[keyword]), target.discriminator !== undefined)
      const rest = offered.filter((one) => !isNull(follow(this.document, one)))
      if (rest.length < offered.length) shape.nullable = true
      const listed = valuesOf(rest.map((one) => follow(this.document, one)))
      const { nullable } = shape
      if (listed) mergeShapes(shape, this.leafOf(listed), this)
      else if (rest.length === 1) mergePart(rest[0]!)
      if (rest.length < offered.length) shape.nullable = nullable
      if (!listed && rest.length > 1) shape.alternatives.push(rest)
    }
    const own = this.told.get(target)
    if (own) shape.base = own
    else if (parted.length === 1 && wraps(target)) shape.base = parted[0]?.base
    // `nullable` beside `allOf: [$ref]` is how 3.0 documents say that a referenced schema may be null.
    if (target.nullable === true || target['x-nullable'] === true) shape.nullable = true
    return shape
  }

  /** What is offered, with what offers nothing but alternatives of its own taken apart. */
  private flat(keyword: string, offered: Json[], told: boolean, above = new Set<Json>()): Json[] {
    if (told) return offered
    return offered.flatMap((one) => {
      const inner = this.identity(one)
      const only = isObject(inner) && wraps(inner) && inner.nullable !== true && inner.discriminator === undefined
      if (!only || above.has(inner) || listOf(inner[keyword]).length < 2) return [one]
      return this.flat(keyword, listOf(inner[keyword]), false, new Set([...above, inner]))
    })
  }

  private leafOf(node: JsonObject): Shape {
    const shape = readKeywords(node)
    const { allOf, oneOf, anyOf, ...always } = node
    let part = this.parts.get(node)
    if (!part) {
      part = allOf || oneOf || anyOf ? always : node
      this.parts.set(node, part)
    }
    if (Object.keys(always).length > 0) shape.parts.push(part)
    const { discriminator } = node
    if (isObject(discriminator)) this.told.set(node, discriminator)
    else if (typeof discriminator === 'string' && !this.told.has(node))
      this.told.set(node, { propertyName: discriminator })
    shape.discriminator = this.told.get(node)
    return shape
  }
}

/** Whether a schema is but another one, said in another place. */
const wraps = (node: JsonObject): boolean => {
  const said = Object.keys(node).filter((keyword) => !WORDS.has(keyword) && !keyword.startsWith('x-'))
  return said.length === 1 && ['allOf', 'oneOf', 'anyOf'].includes(said[0]!)
}

/** What plain lists of values (`oneOf: [{ const: a }, { const: b }]`) offer together, as one list. */
function valuesOf(offered: (Json | undefined)[]): JsonObject | undefined {
  const values: Json[] = []
  const types = new Set<Json | undefined>()
  for (const one of offered) {
    if (!isObject(one) || Object.keys(one).some((keyword) => !LISTING.has(keyword))) return undefined
    if (one.const === undefined && !Array.isArray(one.enum)) return undefined
    values.push(...(Array.isArray(one.enum) ? one.enum : [one.const!]))
    types.add(one.type)
  }
  if (values.length === 0) return undefined
  const [type] = types.size === 1 ? types : []
  return { enum: values, ...(type !== undefined && { type }) }
}

const isNull = (node: Json | undefined): boolean =>
  isObject(node) &&
  (node.type === 'null' ||
    (Array.isArray(node.enum) && node.enum.length === 1 && node.enum[0] === null) ||
    node.const === null)
