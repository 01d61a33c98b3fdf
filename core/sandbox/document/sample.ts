import type { SandboxDocument, Schema } from './document.ts'
import { textMatching } from './pattern.ts'
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

/** What samples are made from. `spelled`: as a query or a form, which cannot say an empty list or object. */
type Source = { document: SandboxDocument; fits: Fits; spelled: boolean }

/** The smallest value of a schema: what is required and no more. An example of the document's is taken where it fits. */
export const sampleOf = (document: SandboxDocument, schema: Schema | undefined, fits: Fits): unknown =>
  madeOf({ document, fits, spelled: false }, schema, 0)

/** The smallest value that a query or a form can say: lists and objects in it are not empty. */
export const spelledSampleOf = (document: SandboxDocument, schema: Schema | undefined, fits: Fits): unknown =>
  madeOf({ document, fits, spelled: true }, schema, 0)

function madeOf(source: Source, schema: Schema | undefined, depth: number): unknown {
  const { document, fits, spelled } = source
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
      return objectOf(source, { properties, required, rest }, depth)
    case 'array': {
      const most = Math.min(Number(rest.maxItems ?? 10), 10)
      const count = Math.min(Math.max(Number(rest.minItems ?? 0), spelled ? 1 : 0), most)
      const tuple = Array.isArray(rest.prefixItems) ? (rest.prefixItems as Schema[]) : []
      if (depth > DEEPEST) return []
      return Array.from({ length: Math.max(count, 0) }, (_, index) => {
        const value = madeOf(source, tuple[index] ?? (rest.items as Schema | undefined), depth + 1)
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
  source: Source,
  { properties, required, rest }: { properties: Record<string, Schema>; required: Set<string>; rest: Schema },
  depth: number,
): Record<string, unknown> {
  if (depth > DEEPEST) return {}
  const names = [...required]
  const asked = Number(rest.minProperties ?? 0)
  const least = Math.max(asked, source.spelled ? 1 : 0)
  const optional = Object.keys(properties).filter((name) => !required.has(name) && properties[name]!.readOnly !== true)
  const plain = (name: string) => !['object', 'array'].includes(String(shapeOf(source.document, properties[name]).type))
  for (const name of [...optional.filter(plain), ...optional.filter((each) => !plain(each))])
    if (names.length < least && !names.includes(name)) names.push(name)
  const more = typeof rest.additionalProperties === 'object' ? (rest.additionalProperties as Schema) : undefined
  const most = rest.additionalProperties === false ? asked : least
  for (let index = 1; names.length < most; index++) names.push(`field${index}`)
  return Object.fromEntries(
    names.map((name) => [name, madeOf(source, properties[name] ?? more ?? { type: 'string' }, depth + 1)]),
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
    const made = textMatching(rest.pattern, { least, most })
    if (made !== undefined) return made
  }
  const format = BY_FORMAT[String(rest.format)]
  if (format !== undefined && fitsLength(format)) return format
  return 'text'.padEnd(least, 'x').slice(0, most)
}
