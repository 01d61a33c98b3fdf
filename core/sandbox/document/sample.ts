import type { SandboxDocument, Schema } from './document.ts'
import { shapeOf } from './shape.ts'

const BY_FORMAT: Record<string, string> = {
  'date-time': '2026-03-31T09:30:00Z',
  date: '2026-03-31',
  time: '09:30:00Z',
  duration: 'P1D',
  email: 'maria@example.com',
  uuid: '3f2b8a50-9d3c-4c1e-8d55-0a4d6d4f7a10',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  'uri-reference': '/',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  byte: 'R2FudHJ5',
  int64: '1',
  decimal: '1.00',
}
/** Tried where a pattern is to be met. */
const TEXTS = [
  ...['text', 'Text', 'TEXT', 'A', 'a', 'AA', 'aa', 'AAA', 'aaa', 'EUR', 'US', 'USD', 'en', 'en-US', 'A1', 'a1'],
  ...['1', '12', '123', '1234', '12345', '123456', '1234567890', '0', '1.00', '2026-03-31', '2026-03-31T09:30:00Z'],
  ...['09:30', '09:30:00', 'P1D', 'maria@example.com', 'https://example.com/', '/a', '#ffffff', '+4930123456', 'true'],
  ...['3f2b8a50-9d3c-4c1e-8d55-0a4d6d4f7a10', '0123456789abcdef01234567', 'AAAA', 'AAAAA', 'AAAAAA', 'a-b', 'a_b'],
]
const DEEPEST = 12

/** Whether a value is what a schema asks for. */
export type Fits = (schema: Schema, value: unknown) => boolean

/** The smallest value of a schema: what is required and no more. An example of the document's is taken where it fits. */
export function sampleOf(document: SandboxDocument, schema: Schema | undefined, fits: Fits, depth = 0): unknown {
  const { type, properties, required, rest } = shapeOf(document, schema)
  if ('const' in rest) return rest.const
  const examples = Array.isArray(rest.examples) ? rest.examples : []
  // Of objects the parts are better than an example of the whole, which holds ids and states of somebody's records.
  if (type !== 'object' && type !== 'array')
    for (const given of [rest.default, rest.example, ...examples])
      if (given !== undefined && given !== null && schema && fits(schema, given)) return given
  if (Array.isArray(rest.enum)) return rest.enum.find((value) => value !== null) ?? null
  switch (type) {
    case 'object':
      return objectOf(document, { properties, required, rest }, fits, depth)
    case 'array': {
      const count = Math.min(Number(rest.minItems ?? 0), 10)
      const tuple = Array.isArray(rest.prefixItems) ? (rest.prefixItems as Schema[]) : []
      if (depth > DEEPEST) return []
      return Array.from({ length: Math.max(count, 0) }, (_, index) => {
        const value = sampleOf(document, tuple[index] ?? (rest.items as Schema | undefined), fits, depth + 1)
        return rest.uniqueItems && index > 0 && typeof value === 'string' ? `${value}${index}` : value
      })
    }
    case 'integer':
    case 'number':
      return numberOf(rest, type === 'integer')
    case 'boolean':
      return false
    case 'null':
      return null
    case 'string':
      return textOf(rest)
    default:
      return depth === 0 ? {} : 'text'
  }
}

function objectOf(
  document: SandboxDocument,
  { properties, required, rest }: { properties: Record<string, Schema>; required: Set<string>; rest: Schema },
  fits: Fits,
  depth: number,
): Record<string, unknown> {
  if (depth > DEEPEST) return {}
  const names = [...required]
  for (const name of Object.keys(properties))
    if (names.length < Number(rest.minProperties ?? 0) && !required.has(name)) names.push(name)
  const more = typeof rest.additionalProperties === 'object' ? (rest.additionalProperties as Schema) : undefined
  for (let index = 1; names.length < Number(rest.minProperties ?? 0); index++) names.push(`field${index}`)
  return Object.fromEntries(
    names.map((name) => [name, sampleOf(document, properties[name] ?? more ?? { type: 'string' }, fits, depth + 1)]),
  )
}

function numberOf(rest: Schema, whole: boolean): number {
  const step = Number(rest.multipleOf ?? (whole ? 1 : 0))
  const above = rest.exclusiveMinimum === undefined ? undefined : Number(rest.exclusiveMinimum) + (step || 1)
  const below = rest.exclusiveMaximum === undefined ? undefined : Number(rest.exclusiveMaximum) - (step || 0.001)
  const least = above ?? (rest.minimum === undefined ? undefined : Number(rest.minimum))
  const most = below ?? (rest.maximum === undefined ? undefined : Number(rest.maximum))
  const wanted = Math.min(Math.max(1, least ?? 1), most ?? Number.MAX_SAFE_INTEGER)
  if (!step) return wanted
  const rounded = Math.ceil(wanted / step) * step
  return most !== undefined && rounded > most ? Math.floor(most / step) * step : rounded
}

function textOf(rest: Schema): string {
  const least = Number(rest.minLength ?? 0)
  const most = Number(rest.maxLength ?? Number.POSITIVE_INFINITY)
  const fitsLength = (text: string) => text.length >= least && text.length <= most
  if (typeof rest.pattern === 'string') {
    const pattern = new RegExp(rest.pattern)
    const found = TEXTS.find((text) => pattern.test(text) && fitsLength(text))
    if (found !== undefined) return found
    for (const letter of ['A', 'a', '1', '0'])
      for (let length = Math.max(1, least); length <= Math.min(most, Math.max(64, least)); length++)
        if (pattern.test(letter.repeat(length))) return letter.repeat(length)
  }
  const format = BY_FORMAT[String(rest.format)]
  if (format !== undefined && fitsLength(format)) return format
  return 'text'.padEnd(least, 'x').slice(0, most)
}
