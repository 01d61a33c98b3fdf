import type { Comparison } from '../comparison.ts'
import { type Json, type JsonObject, objectOf, textOf } from '../document.ts'
import { type Direction, NOTHING, REMEDIES, type Rules } from '../rule.ts'
import { ANY_CONTENT } from '../shape.ts'
import type { Shapes } from '../shapes.ts'
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
  'request-part-type-narrowed': {
    level: 'breaking',
    text: 'The part {name} of the form is accepted as {to} only, and no longer as {from}.',
    remedy: REMEDIES.request,
  },
  'response-schema-removed': {
    level: 'breaking',
    text: 'Nothing is promised about {type} any more.',
    remedy: REMEDIES.response,
  },
} satisfies Rules as Rules

/** A media type without what does not change its meaning: case, spaces and the character set. */
export const plainType = (type: string): string =>
  type
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/;charset=[^;]*/, '')

/** The longest first, so that of two which mean the same the one without a character set counts, in whatever order. */
const byLength = (content: Record<string, Json>): [string, Json][] =>
  Object.entries(content).sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1))

export const permits = (range: string, type: string): boolean =>
  range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))

/** OpenAPI 3.0 says of a file that it is a text of bytes, 3.1 says nothing. */
function anyBytes(shapes: Shapes, schema: Json): boolean {
  const { types, labels } = shapes.of(schema)
  return types?.size === 1 && types.has('string') && labels.get('contentMediaType') === ANY_CONTENT
}

/** Compares in which media types the parts of a form may be sent. */
function compareEncodings(
  comparison: Comparison,
  old: JsonObject,
  next: JsonObject,
  location: string,
  direction: Direction,
): void {
  const typesOf = (part: Json | undefined) =>
    (textOf(objectOf(part).contentType) ?? '').split(',').map(plainType).filter(Boolean)
  for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
    const [from, to] = [typesOf(old[name]), typesOf(next[name])]
    if (direction !== 'request' || to.length === 0) continue
    const refused = from.filter((type) => !to.some((range) => permits(range, type)))
    if (from.length === 0 || refused.length > 0)
      comparison.tell(contentRules, 'request-part-type-narrowed', `${location}.${name}`, {
        name,
        from: from.join(', ') || 'any',
        to: to.join(', '),
      })
  }
}

export function compareContent(
  comparison: Comparison,
  old: Json | undefined,
  next: Json | undefined,
  location: string,
  direction: Direction,
): void {
  const [a, b] = [old, next].map(
    (content) => new Map(byLength(objectOf(content)).map(([type, node]) => [plainType(type), objectOf(node)])),
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
    else if (direction === 'request' && other.schema !== undefined) {
      if (!anyBytes(comparison.next, other.schema)) tell('schema-added', type)
    } else if (direction === 'response' && one.schema !== undefined && !anyBytes(comparison.old, one.schema))
      tell('schema-removed', type)
    compareEncodings(comparison, objectOf(one.encoding), objectOf(other.encoding), `${location} ${type}`, direction)
  }
  for (const type of b!.keys()) if (!find(a, type)) tell('media-type-added', type)
}

/** A form that is not sent is an empty one, so one of which a part is required must be sent. */
function mustBeSent(shapes: Shapes, body: JsonObject): boolean {
  if (body.required === true) return true
  const forms = Object.entries(objectOf(body.content)).filter(([type]) => /form/.test(type))
  return forms.length > 0 && forms.every(([, form]) => shapes.of(objectOf(form).schema ?? {}).required.size > 0)
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
    const [before, after] = [mustBeSent(comparison.old, a), mustBeSent(comparison.next, b)]
    if (before !== after) tell(after ? 'request-body-became-required' : 'request-body-became-optional')
  }
  compareContent(comparison, a.content, b.content, location, direction)
}
