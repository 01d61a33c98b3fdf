type Json = Record<string, unknown>

/** Values that readers recognise, by format. */
const FORMATS: Record<string, string> = {
  date: '2026-03-31',
  'date-time': '2026-03-31T09:30:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com',
  uuid: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
}

/**
 * An example of a schema of a document: what its author wrote where there is such, else made of the examples of its
 * parts. `schemas` are the document's components, `name` is the field the value stands in. Undefined where a schema
 * refers to itself: such a field is left out.
 */
export function exampleOf(given: unknown, schemas: Json, name = 'text', within: readonly string[] = []): unknown {
  const schema = given as Json
  if (typeof schema.$ref === 'string') {
    const target = schema.$ref.split('/').at(-1)!
    return within.includes(target) ? undefined : exampleOf(schemas[target], schemas, name, [...within, target])
  }
  if ('example' in schema) return schema.example
  if (Array.isArray(schema.examples)) return schema.examples[0]
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const alternatives = (schema.anyOf ?? schema.oneOf) as unknown[] | undefined
  if (alternatives) return exampleOf(alternatives[0], schemas, name, within)
  if (Array.isArray(schema.allOf)) {
    const parts = [...schema.allOf, ...(schema.properties ? [{ ...schema, allOf: undefined }] : [])]
    return Object.assign({}, ...parts.map((part) => exampleOf(part, schemas, name, within)))
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object') return objectOf(schema, schemas, within)
  if (type === 'array') {
    const item = exampleOf(schema.items ?? {}, schemas, name, within)
    return item === undefined ? [] : Array(Number(schema.minItems ?? 1) || 1).fill(item)
  }
  if (type === 'integer' || type === 'number')
    return Math.min(Number(schema.maximum ?? 1), Math.max(Number(schema.minimum ?? 1), 1))
  if (type === 'boolean') return true
  return type === 'string' ? textOf(schema, name) : undefined
}

function objectOf({ properties = {}, required = [] }: Json, schemas: Json, within: readonly string[]): Json {
  const fields = Object.entries(properties as Json).map(([key, field]) => {
    const value = exampleOf(field, schemas, key, within)
    return [key, value ?? ((required as string[]).includes(key) ? {} : undefined)] as const
  })
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}

function textOf({ format, maxLength }: Json, name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return FORMATS[String(format)] ?? words.slice(0, Number(maxLength ?? words.length))
}
