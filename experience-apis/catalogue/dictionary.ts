import type { Field } from './contract.ts'

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; required?: string[]; allOf?: Schema[] }
type Document = { components?: { schemas?: Record<string, Schema> } }

/**
 * Every field of the named schemas of these documents, once for all the APIs that say it alike: by field, then by schema.
 * A page of a list is no object of the business, so what it is made of is left out.
 */
export function fieldsOf(documents: ReadonlyMap<string, Document>): Field[] {
  const found = new Map<string, Field>()
  for (const [api, { components }] of documents)
    for (const [schema, node] of Object.entries(components?.schemas ?? {}))
      for (const part of [node, ...(node.allOf ?? [])])
        for (const [name, field] of Object.entries(part.properties ?? {})) {
          if (/(Page|List)$/.test(schema) && (name === 'items' || name === 'next')) continue
          const said: Field = {
            name,
            schema,
            type: typeOf(field),
            required: part.required?.includes(name) ?? false,
            ...(typeof field.description === 'string' && { description: field.description }),
            ...classOf(field['x-classification'] ?? node['x-classification']),
            apis: [api],
          }
          const { apis: _, ...same } = said
          const key = JSON.stringify(same)
          const known = found.get(key)
          if (!known) found.set(key, said)
          else if (!known.apis.includes(api)) known.apis.push(api)
        }
  const order = ({ name, schema }: Field) => `${name.toLowerCase()} ${schema}`
  return [...found.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1))
}

const classOf = (given: unknown) => (typeof given === 'string' ? { classification: given } : {})

/** A type in the words of the document: `string (date)`, `list of Money`, `draft | open`. */
function typeOf(schema: Schema): string {
  const { $ref, type, format, items, enum: values, oneOf, anyOf, allOf, const: only } = schema
  if (typeof $ref === 'string') return $ref.split('/').at(-1)!
  if (Array.isArray(values)) return values.map(String).join(' | ')
  if (only !== undefined) return String(only)
  if (type === 'array') return `list of ${items ? typeOf(items as Schema) : 'anything'}`
  const several = (oneOf ?? anyOf) as Schema[] | undefined
  if (several) return several.map(typeOf).join(' or ')
  if (allOf?.length === 1) return typeOf(allOf[0]!)
  const named = Array.isArray(type) ? type.join(' or ') : typeof type === 'string' ? type : 'anything'
  return typeof format === 'string' ? `${named} (${format})` : named
}
