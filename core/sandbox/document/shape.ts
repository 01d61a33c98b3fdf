import { isRecord, resolve, type SandboxDocument, type Schema } from './document.ts'

/** A schema with its references, its `allOf` and its first alternative worked in, as far as an example needs it. */
export type Shape = {
  type?: string
  properties: Record<string, Schema>
  required: Set<string>
  /** The other keywords; where several schemas have one, the last counts. */
  rest: Schema
}

const DEEPEST = 24

export function shapeOf(document: SandboxDocument, schema: Schema | undefined, depth = 0): Shape {
  const shape: Shape = { properties: {}, required: new Set(), rest: {} }
  if (depth < DEEPEST) take(document, shape, resolve(document, schema), depth)
  shape.type ??= Object.keys(shape.properties).length > 0 ? 'object' : shape.rest.items ? 'array' : undefined
  if (shape.type === undefined) delete shape.type
  return shape
}

function take(document: SandboxDocument, shape: Shape, schema: Schema, depth: number): void {
  const { allOf, anyOf, oneOf, properties, required, type, discriminator, ...rest } = schema
  const types = (Array.isArray(type) ? type : [type]).filter((each) => each !== undefined && each !== 'null')
  const [first] = types
  if (typeof first === 'string') shape.type = first
  shape.rest = { ...shape.rest, ...rest }
  for (const one of listOf(allOf)) merge(shape, shapeOf(document, one, depth + 1))
  for (const alternatives of [listOf(anyOf), listOf(oneOf)]) {
    const chosen = alternatives.find((one) => resolve(document, one).type !== 'null')
    if (!chosen) continue
    merge(shape, shapeOf(document, chosen, depth + 1))
    const { propertyName, value } = told(discriminator, chosen)
    if (propertyName) {
      shape.properties[propertyName] = { const: value }
      shape.required.add(propertyName)
    }
  }
  if (isRecord(properties)) Object.assign(shape.properties, properties as Record<string, Schema>)
  for (const name of Array.isArray(required) ? required : []) shape.required.add(String(name))
}

function merge(shape: Shape, other: Shape): void {
  if (other.type) shape.type = other.type
  Object.assign(shape.properties, other.properties)
  for (const name of other.required) shape.required.add(name)
  shape.rest = { ...shape.rest, ...other.rest }
}

const listOf = (given: unknown): Schema[] => (Array.isArray(given) ? (given as Schema[]) : [])

/** Which value of the discriminator's property means this alternative. */
function told(discriminator: unknown, chosen: Schema): { propertyName?: string; value?: string } {
  if (!isRecord(discriminator) || typeof discriminator.propertyName !== 'string') return {}
  const { propertyName, mapping } = discriminator
  const entry = isRecord(mapping) ? Object.entries(mapping).find(([, ref]) => ref === chosen.$ref) : undefined
  const value = entry?.[0] ?? (typeof chosen.$ref === 'string' ? chosen.$ref.split('/').at(-1)! : undefined)
  return value === undefined ? {} : { propertyName, value }
}
