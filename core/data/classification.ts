import { OpenAPIHono } from '@hono/zod-openapi'
import type { z } from '../contract/contract.ts'

/** How freely a field may be shown. A field without a class is `internal`. */
export const CLASSES = ['public', 'internal', 'confidential', 'personal', 'financial', 'secret'] as const
export type Class = (typeof CLASSES)[number]

/** The mark on a field of a contract: `z.email().meta(classified('personal'))`. It is published with the document. */
export const classified = (of: Class) => ({ 'x-classification': of })

/** Which parts of a value are of which class. */
export type Classification = {
  class?: Class
  fields: ReadonlyMap<string, Classification>
  /** Of a list's entries, or of the values of a map with free keys. */
  each?: Classification
  /** The other shapes the value may have. */
  others: readonly Classification[]
}

type Json = { readonly [key: string]: unknown }

const known = new WeakMap<z.ZodType, Classification>()

/** What the schema's published document says of its fields, so that marks count however they were set. */
export function classificationOf(schema: z.ZodType): Classification {
  let found = known.get(schema)
  if (!found) {
    found = read(schema)
    known.set(schema, found)
  }
  return found
}

function read(schema: z.ZodType): Classification {
  const { openAPIRegistry, getOpenAPI31Document } = new OpenAPIHono()
  openAPIRegistry.register('Classified', schema)
  const { components } = getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } })
  const schemas = (components?.schemas ?? {}) as Record<string, Json>
  const named = new Map<string, Classification>()

  function follow(node: Json): Classification {
    const name = typeof node.$ref === 'string' ? node.$ref.split('/').at(-1)! : undefined
    if (name === undefined) return classificationIn(node)
    let found = named.get(name)
    if (!found) {
      // Noted before it is filled: a shape may hold itself.
      found = { fields: new Map(), others: [] }
      named.set(name, found)
      Object.assign(found, classificationIn(schemas[name] ?? {}))
    }
    return node['x-classification'] === undefined ? found : { ...found, class: node['x-classification'] as Class }
  }
  function classificationIn(node: Json): Classification {
    const fields = Object.entries((node.properties ?? {}) as Record<string, Json>)
    const each = (node.items ?? node.additionalProperties) as Json | undefined
    const others = ['allOf', 'anyOf', 'oneOf'].flatMap((kind) => (node[kind] ?? []) as Json[])
    return {
      ...(node['x-classification'] !== undefined && { class: node['x-classification'] as Class }),
      fields: new Map(fields.map(([name, field]) => [name, follow(field)])),
      ...(typeof each === 'object' && { each: follow(each) }),
      others: others.map(follow),
    }
  }
  return follow(schemas.Classified ?? {})
}

/** Every class that a value of this shape may hold. */
export function classesIn(classification: Classification): ReadonlySet<Class> {
  const classes = new Set<Class>()
  const seen = new Set<Classification>()
  const visit = (part: Classification) => {
    if (seen.has(part)) return
    seen.add(part)
    if (part.class) classes.add(part.class)
    for (const inner of [...part.fields.values(), ...(part.each ? [part.each] : []), ...part.others]) visit(inner)
  }
  visit(classification)
  return classes
}

/** Names of fields and the class they have anywhere in these shapes; the strictest where they differ. */
export function classifiedNames(shapes: readonly Classification[]): ReadonlyMap<string, Class> {
  const names = new Map<string, Class>()
  const seen = new Set<Classification>()
  const visit = (part: Classification) => {
    if (seen.has(part)) return
    seen.add(part)
    for (const [name, field] of part.fields) {
      const own = field.class ?? field.each?.class ?? field.others.find((other) => other.class)?.class
      const before = names.get(name)
      if (own && (!before || CLASSES.indexOf(own) > CLASSES.indexOf(before))) names.set(name, own)
      visit(field)
    }
    for (const inner of [...(part.each ? [part.each] : []), ...part.others]) visit(inner)
  }
  for (const shape of shapes) visit(shape)
  return names
}
