import { isObject, type JsonObject, listOf } from '../contracts-diff/document.ts'
import { SCHEMA_REF } from './vendor-api.ts'

const LISTS = ['allOf', 'anyOf', 'oneOf']
const SINGLES = ['not', 'if', 'then', 'else']

/**
 * Opens the circles that no value could ever be held against: a pet is a cat or a dog, and a cat is all that a pet is.
 * Where one closes, the reference becomes what the other schema says of its own. Gives the names of those. Circles that
 * go through a property are none: each turn is a value within another.
 */
export function openCircles(schemas: Record<string, JsonObject>): string[] {
  const opened = new Set<string>()
  const left = new Set<string>()
  const entered = new Set<string>()
  const visit = (name: string): void => {
    entered.add(name)
    for (const reference of [...referencesIn(schemas[name]!)]) {
      const next = String(reference.$ref).slice(SCHEMA_REF.length)
      if (!schemas[next] || left.has(next)) continue
      if (!entered.has(next)) {
        visit(next)
        continue
      }
      opened.add(next)
      delete reference.$ref
      for (const [keyword, value] of Object.entries(ownOf(schemas[next]!))) reference[keyword] ??= value
    }
    left.add(name)
  }
  for (const name of Object.keys(schemas)) if (!entered.has(name)) visit(name)
  return [...opened]
}

/** Every reference that speaks of the same value as the schema itself. */
function* referencesIn(schema: JsonObject): Generator<JsonObject> {
  if (typeof schema.$ref === 'string') yield schema
  for (const keyword of LISTS) for (const one of listOf(schema[keyword])) if (isObject(one)) yield* referencesIn(one)
  for (const keyword of SINGLES) {
    const one = schema[keyword]
    if (isObject(one)) yield* referencesIn(one)
  }
}

const ownOf = (schema: JsonObject): JsonObject =>
  structuredClone(
    Object.fromEntries(
      Object.entries(schema).filter(
        ([keyword]) => ![...LISTS, ...SINGLES, '$ref', 'discriminator', 'title', 'description'].includes(keyword),
      ),
    ),
  )
