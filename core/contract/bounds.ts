import { BODY_LIMIT } from './limit.ts'

type Json = Record<string, unknown>

/** What stands below these is data, however much it looks like a schema. */
const DATA = new Set(['example', 'examples', 'default', 'const', 'enum'])

/** How long a text of a format is at most, in characters. */
const LENGTHS: Record<string, number> = { date: 10, uuid: 36, 'date-time': 64, email: 320 }

/**
 * Writes into a document what holds without being said, so that consumers and linters can rely on it: no text and no
 * list is larger than the largest body, and an integer is one that JavaScript holds exactly. Changes `node`; `names` says that its keys are names of fields.
 */
export function writeBounds(node: unknown, names = false): void {
  if (node === null || typeof node !== 'object') return
  for (const [key, value] of Object.entries(node))
    if (names || !DATA.has(key)) writeBounds(value, key === 'properties' && !names)
  if (names) return
  const schema = node as Json
  if (schema.type === 'string' && !('enum' in schema || 'const' in schema))
    schema.maxLength ??= LENGTHS[String(schema.format)] ?? BODY_LIMIT
  // Two characters at least for each item: `0,`.
  if (schema.type === 'array') schema.maxItems ??= BODY_LIMIT / 2
  if (schema.type !== 'integer') return
  if (!('exclusiveMinimum' in schema)) schema.minimum ??= Number.MIN_SAFE_INTEGER
  if (!('exclusiveMaximum' in schema)) schema.maximum ??= Number.MAX_SAFE_INTEGER
  schema.format ??= Number(schema.maximum) < 2 ** 31 && Number(schema.minimum) >= -(2 ** 31) ? 'int32' : 'int64'
}
