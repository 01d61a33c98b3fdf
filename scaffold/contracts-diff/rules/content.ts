import type { Comparison } from '../comparison.ts'
import { type Json, type JsonObject, objectOf, textOf } from '../document.ts'
import { type Direction, NOTHING, REMEDIES, type Rules } from '../rule.ts'
import { ANY_CONTENT } from '../shape.ts'
import type { Shapes } from '../shapes.ts'
import { compareSchemas } from './schema.ts'
import { styleOf } from './style.ts'

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
  'request-part-style-changed': {
    level: 'breaking',
    text: 'The part {name} of the form is written differently: {to} instead of {from}.',
    remedy: REMEDIES.request,
  },
  'request-part-header-required': {
    level: 'breaking',
    text: 'The part {name} of the form must now have the header {header}.',
    remedy: 'Keep the header optional.',
  },
  'notice-body-became-optional': {
    level: 'breaking',
    text: 'What is sent may now come without a body.',
    remedy: 'Keep sending it always.',
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

/** One media type of a body: as it is written, and what it means. */
type Offer = { written: string; type: string; node: JsonObject }

/** What a body offers. Of two that mean the same, one without a schema adds nothing to the one that has one. */
function offersOf(content: Json | undefined): Offer[] {
  const all = Object.entries(objectOf(content)).map(([name, node]) => {
    const written = name.toLowerCase().replace(/\s+/g, '')
    return { written, type: plainType(name), node: objectOf(node) }
  })
  const told = new Set(all.filter(({ node }) => node.schema !== undefined).map(({ type }) => type))
  return all
    .filter(({ node, type }) => node.schema !== undefined || !told.has(type))
    .sort((a, b) => a.written.length - b.written.length)
}

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
  if (direction !== 'request') return
  for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
    const tell = (id: string, values: Record<string, string>) =>
      comparison.tell(contentRules, id, `${location}.${name}`, { name, ...values })
    const [before, after] = [objectOf(old[name]), objectOf(next[name])]
    const [from, to] = [typesOf(before), typesOf(after)]
    const refused = from.filter((type) => !to.some((range) => permits(range, type)))
    if (to.length > 0 && (from.length === 0 || refused.length > 0))
      tell('request-part-type-narrowed', { from: from.join(', ') || 'any', to: to.join(', ') })
    const styles = [before, after].map((part) => styleOf({ ...part, content: null, in: 'query' }, true)) as [
      string,
      string,
    ]
    if (styles[0] !== styles[1]) tell('request-part-style-changed', { from: styles[0], to: styles[1] })
    for (const [header, node] of Object.entries(objectOf(after.headers)))
      if (objectOf(node).required === true && objectOf(objectOf(before.headers)[header]).required !== true)
        tell('request-part-header-required', { header })
  }
}

export function compareContent(
  comparison: Comparison,
  old: Json | undefined,
  next: Json | undefined,
  location: string,
  direction: Direction,
): void {
  const [a, b] = [offersOf(old), offersOf(next)]
  const find = (offers: Offer[], { written, type }: Offer) =>
    offers.find((one) => one.written === written) ??
    offers.find((one) => one.type === type) ??
    offers.find((one) => permits(one.type, type))
  const tell = (id: string, type: string) => comparison.tell(contentRules, `${direction}-${id}`, location, { type })
  for (const offer of a) {
    const { type, node: one } = offer
    const other = find(b, offer)?.node
    const wider = direction === 'response' && !other && b.some((range) => permits(type, range.type))
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
  for (const offer of b) if (!find(a, offer)) tell('media-type-added', offer.type)
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
  if (direction === 'response' && a.required === true && next !== undefined && b.required !== true)
    tell('notice-body-became-optional')
  compareContent(comparison, a.content, b.content, location, direction)
}
