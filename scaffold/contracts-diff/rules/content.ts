import type { Comparison } from '../comparison.ts'
import { type Json, objectOf } from '../document.ts'
import { type Direction, NOTHING, REMEDIES, type Rules } from '../rule.ts'
import { compareSchemas } from './schema.ts'

export const contentRules = {
  'request-body-added-required': {
    level: 'breaking',
    text: 'A body must now be sent.',
    remedy: 'Add the body as optional.',
  },
  'request-body-added-optional': { level: 'info', text: 'A body may now be sent.', remedy: NOTHING },
  'request-body-removed': { level: 'breaking', text: 'A body is no longer accepted.', remedy: REMEDIES.request },
  'request-body-became-required': {
    level: 'breaking',
    text: 'The body must now be sent.',
    remedy: 'Keep the body optional.',
  },
  'request-body-became-optional': { level: 'info', text: 'The body need not be sent any more.', remedy: NOTHING },
  'request-media-type-removed': { level: 'breaking', text: '{type} is no longer accepted.', remedy: REMEDIES.request },
  'request-media-type-added': { level: 'info', text: '{type} is accepted as well.', remedy: NOTHING },
  'response-media-type-removed': {
    level: 'breaking',
    text: '{type} is no longer answered.',
    remedy: REMEDIES.response,
  },
  'response-media-type-added': { level: 'info', text: '{type} can be answered as well.', remedy: NOTHING },
  'request-schema-added': {
    level: 'breaking',
    text: '{type} is now checked against a schema.',
    remedy: REMEDIES.request,
  },
  'response-schema-removed': {
    level: 'breaking',
    text: 'Nothing is promised about {type} any more.',
    remedy: REMEDIES.response,
  },
} satisfies Rules as Rules

/** A media type without what does not change its meaning: case, spaces and the character set. */
const plain = (type: string): string =>
  type
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/;charset=[^;]*/, '')

/** The longest first, so that of two which mean the same the one without a character set counts, in whatever order. */
const byLength = (content: Record<string, Json>): [string, Json][] =>
  Object.entries(content).sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1))

const permits = (range: string, type: string): boolean =>
  range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))

export function compareContent(
  comparison: Comparison,
  old: Json | undefined,
  next: Json | undefined,
  location: string,
  direction: Direction,
): void {
  const [a, b] = [old, next].map(
    (content) => new Map(byLength(objectOf(content)).map(([type, node]) => [plain(type), objectOf(node)])),
  )
  const find = (content: typeof a, type: string) =>
    content!.get(type) ?? [...content!].find(([range]) => permits(range, type))?.[1]
  const tell = (id: string, type: string) => comparison.tell(contentRules, `${direction}-${id}`, location, { type })
  for (const [type, one] of a!) {
    const other = find(b, type)
    const wider = direction === 'response' && !other && [...b!.keys()].some((range) => permits(type, range))
    if (!other && !wider) tell('media-type-removed', type)
    if (!other) continue
    const textual = !/json/.test(type)
    if (one.schema !== undefined && other.schema !== undefined)
      compareSchemas(comparison, one.schema, other.schema, {
        location: `${location} ${type}`,
        name: 'the body',
        direction,
        textual,
      })
    else if (direction === 'request' && other.schema !== undefined) tell('schema-added', type)
    else if (direction === 'response' && one.schema !== undefined) tell('schema-removed', type)
  }
  for (const type of b!.keys()) if (!find(a, type)) tell('media-type-added', type)
}

export function compareBodies(
  comparison: Comparison,
  old: Json | undefined,
  next: Json | undefined,
  location: string,
  direction: Direction,
): void {
  const tell = (id: string) => comparison.tell(contentRules, id, location)
  const [a, b] = [objectOf(old), objectOf(next)]
  if (direction === 'request') {
    if (old === undefined && next !== undefined)
      return void tell(b.required === true ? 'request-body-added-required' : 'request-body-added-optional')
    if (old !== undefined && next === undefined) return void tell('request-body-removed')
    if ((a.required === true) !== (b.required === true))
      tell(b.required === true ? 'request-body-became-required' : 'request-body-became-optional')
  }
  compareContent(comparison, a.content, b.content, location, direction)
}
