import type { Json } from '../document.ts'
import { canonical, holds, same } from '../equality.ts'
import type { Direction, Turn } from '../rule.ts'
import { ANY_CONTENT, type Shape, tighter } from '../shape.ts'

/** How one aspect of a schema turned, and the two values to tell. */
export type Change = { turn: Turn; from: string; to: string }

/** What decides beside the two shapes: in a query or a path all is text, so a number may become a string there. */
export type Where = { direction: Direction; textual: boolean }

/** One thing a schema says about a value, and how two of its forms compare. */
export type Aspect = {
  name: string
  title: string
  /** The type it speaks of: of values of another type it says nothing. */
  of?: 'string' | 'number' | 'array' | 'object'
  compare(old: Shape, next: Shape, where: Where): Change | undefined
}

const NONE = 'none'
const show = (value: Json | undefined): string => (value === undefined ? NONE : canonical(value))
const list = (values: Iterable<string>): string => [...values].sort().join(', ') || NONE

const turnOf = (narrower: boolean, wider: boolean): Turn => (narrower ? (wider ? 'changed' : 'narrowed') : 'widened')

const equal = (a: Set<string>, b: Set<string>): boolean => a.size === b.size && [...a].every((one) => b.has(one))

const covers = (types: Set<string>, type: string): boolean =>
  types.has(type) || (type === 'integer' && types.has('number'))

/** The types a schema permits; what only makes sense for one type says it as well as `type` does. */
export function typesOf(shape: Shape): Set<string> | undefined {
  if (shape.types) return shape.types
  if (shape.alternatives.length > 0) return undefined
  if (shape.enum)
    return new Set(
      shape.enum.map((value) => (Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value)),
    )
  if (shape.properties.size > 0 || shape.inner.has('additionalProperties')) return new Set(['object'])
  return shape.inner.has('items') ? new Set(['array']) : undefined
}

/** Whether values of a type are permitted before and after, so that what is said of that type matters. */
export function speaksOf(type: NonNullable<Aspect['of']>, old: Shape, next: Shape, { textual }: Where): boolean {
  return (textual && type === 'string') || (permitsSome(type, old) && permitsSome(type, next))
}

function permitsSome(type: string, shape: Shape): boolean {
  const types = shape.enum ? typesOf(shape) : shape.types
  return !types || types.has(type) || (type === 'number' && types.has('integer'))
}

function types(old: Shape, next: Shape, where: Where): Change | undefined {
  const [a, b] = [typesOf(old), typesOf(next)]
  if ((!a && !b) || (a && b && equal(a, b))) return undefined
  // Where one side offers alternatives instead of a type, these are compared with the whole of the other side.
  if ((!a && next.types && old.alternatives.length > 0) || (!b && old.types && next.alternatives.length > 0))
    return undefined
  const change = { from: a ? list(a) || 'nothing' : 'any', to: b ? list(b) || 'nothing' : 'any' }
  if (!a) return { turn: 'narrowed', ...change }
  if (!b) return { turn: 'widened', ...change }
  // Text of a format (a date, say) is not whatever a number looks like.
  const texts = (shape: Shape, types: Set<string>) => where.textual && types.has('string') && !shape.formats.size
  const scalar = (one: string) => one !== 'array' && one !== 'object'
  const narrower = [...a].some((one) => !covers(b, one) && !(texts(next, b) && scalar(one)))
  const wider = [...b].some((one) => !covers(a, one) && !(texts(old, a) && scalar(one)))
  return { turn: turnOf(narrower, wider), ...change }
}

/** Formats whose values are all values of the other one. */
const WIDER_FORMATS: Record<string, string[]> = {
  int32: ['int64', 'bigint'],
  int64: ['bigint'],
  float: ['double'],
  int8: ['int16', 'int32', 'int64'],
  int16: ['int32', 'int64'],
  ipv4: ['ip'],
  ipv6: ['ip'],
  email: ['idn-email'],
  hostname: ['idn-hostname'],
  uri: ['uri-reference', 'iri'],
}
/** Formats that say how to show a value, not which values there are. */
const SHOWN = new Set(['password', 'textarea', 'markdown', 'html', 'multiline'])

function formats(old: Shape, next: Shape): Change | undefined {
  if (old.formats.size + next.formats.size === 0) return undefined
  const [a, b] = [old, next].map((shape) => [...shape.formats].filter((one) => !SHOWN.has(one)).sort())
  const types = [typesOf(old), typesOf(next)]
  // A format says something of the type it belongs to: where none is left, the types say it all.
  if (same(a, b) || (types[0] && types[1] && ![...types[0]].some((type) => types[1]!.has(type)))) return undefined
  const within = (inner: string[], outer: string[]) =>
    outer.every((one) => inner.some((other) => other === one || WIDER_FORMATS[other]?.includes(one)))
  const wider = within(a!, b!)
  const narrower = within(b!, a!)
  return { turn: turnOf(!wider, !narrower), from: list(a!), to: list(b!) }
}

/** Whether properties or items show the type of values whose type is not said. */
const implied = (shape: Shape): boolean => !shape.types && (shape.properties.size > 0 || shape.inner.has('items'))

export function nullability(old: Shape, next: Shape): Change | undefined {
  if (Boolean(old.nullable) === Boolean(next.nullable)) return undefined
  // Without a type or a list of values, nothing excludes null.
  const said = (shape: Shape) => (shape.types ?? shape.enum ?? shape.alternatives[0]) !== undefined
  const [without, withNull] = old.nullable ? [next, old] : [old, next]
  if (!said(without) && !(implied(without) && implied(withNull))) return undefined
  if (!said(withNull) && !implied(withNull)) return undefined
  const words = (shape: Shape) => (shape.nullable ? 'nullable' : 'not nullable')
  return { turn: next.nullable ? 'widened' : 'narrowed', from: words(old), to: words(next) }
}

function enums(old: Shape, next: Shape, where: Where): Change | undefined {
  const [a, b] = [old.enum, next.enum]
  if (!a && !b) return undefined
  const texts = (values: Json[]) => (where.textual ? values.map(String) : values)
  if (a && b) {
    const gone = a.filter((one) => !holds(texts(b), where.textual ? String(one) : one))
    const added = b.filter((one) => !holds(texts(a), where.textual ? String(one) : one))
    if (gone.length + added.length === 0) return undefined
    return { turn: turnOf(gone.length > 0, added.length > 0), from: show(a), to: show(b) }
  }
  const open = (shape: Shape, values: Json[]) =>
    shape.extensible && values.every((one) => holds(shape.extensible!, one))
  // A closed list that became an open one permits more; the names in it stay.
  if (a) return { turn: 'widened', from: show(a), to: open(next, a) ? 'an extensible list' : 'any' }
  // A list that might have grown is closed at what it holds: those who send what they know are not refused.
  if (old.extensible?.every((one) => holds(b!, one))) return undefined
  const [only] = old.types?.size === 1 ? old.types : []
  if (only === 'boolean' && b!.length === 2) return undefined
  return { turn: 'narrowed', from: 'any', to: show(b) }
}

function extensible(old: Shape, next: Shape): Change | undefined {
  const [a, b] = [old.extensible, next.extensible]
  if (!a || !b) return undefined
  const gone = a.some((one) => !holds(b, one))
  const added = b.some((one) => !holds(a, one))
  return gone || added ? { turn: turnOf(gone, added), from: show(a), to: show(b) } : undefined
}

function bound(side: 'lower' | 'upper', sign: 1 | -1) {
  return (old: Shape, next: Shape): Change | undefined => {
    const [a, b] = [old[side], next[side]]
    if (!a && !b) return undefined
    const words = (one: typeof a) => (one ? `${one.value}${one.open ? ' (exclusive)' : ''}` : NONE)
    if (a && b && !tighter(a, b, sign) && !tighter(b, a, sign)) return undefined
    const narrowed = b && (!a || tighter(b, a, sign))
    return { turn: narrowed ? 'narrowed' : 'widened', from: words(a), to: words(b) }
  }
}

function count(keyword: string) {
  return (old: Shape, next: Shape): Change | undefined => {
    const [a, b] = [old.counts.get(keyword), next.counts.get(keyword)]
    if (a === b) return undefined
    const sign = keyword.startsWith('min') ? 1 : -1
    const narrowed = b !== undefined && (a === undefined || (b - a) * sign > 0)
    return { turn: narrowed ? 'narrowed' : 'widened', from: String(a ?? NONE), to: String(b ?? NONE) }
  }
}

function multipleOf(old: Shape, next: Shape): Change | undefined {
  const [a, b] = [old.multipleOf, next.multipleOf]
  if (a === b) return undefined
  const whole = (value: number) => Math.abs(value - Math.round(value)) < 1e-9
  const words = { from: String(a ?? NONE), to: String(b ?? NONE) }
  if (a === undefined) return { turn: 'narrowed', ...words }
  if (b === undefined) return { turn: 'widened', ...words }
  return { turn: turnOf(!whole(a / b), !whole(b / a)), ...words }
}

const EVERY_TEXT = new Set(['.*', '^.*$', '^.*', '.*$', '', '^[\\s\\S]*$', '[\\s\\S]*'])

/** One way of writing what can be written in several. */
const plain = (pattern: string): string =>
  pattern
    .replaceAll('[0-9]', '\\d')
    .replaceAll('[\\d]', '\\d')
    .replaceAll(/\[(?:a-zA-Z0-9_|A-Za-z0-9_|\\w)\]/g, '\\w')
    .replaceAll('\\/', '/')

function patterns(old: Shape, next: Shape): Change | undefined {
  if (old.patterns.size + next.patterns.size === 0) return undefined
  const [a, b] = [old, next].map(
    (shape) => new Set([...shape.patterns].filter((one) => !EVERY_TEXT.has(one)).map(plain)),
  )
  const gone = [...a!].some((one) => !b!.has(one))
  const added = [...b!].some((one) => !a!.has(one))
  return gone || added ? { turn: turnOf(added, gone), from: list(a!), to: list(b!) } : undefined
}

function uniqueItems(old: Shape, next: Shape): Change | undefined {
  if (old.uniqueItems === next.uniqueItems) return undefined
  return {
    turn: next.uniqueItems ? 'narrowed' : 'widened',
    from: String(old.uniqueItems),
    to: String(next.uniqueItems),
  }
}

function dependentRequired(old: Shape, next: Shape): Change | undefined {
  if (old.dependentRequired.size + next.dependentRequired.size === 0) return undefined
  const pairs = (shape: Shape) =>
    [...shape.dependentRequired].flatMap(([name, names]) => [...names].map((one) => `${name} → ${one}`))
  const [a, b] = [pairs(old), pairs(next)]
  const gone = a.some((one) => !b.includes(one))
  const added = b.some((one) => !a.includes(one))
  return gone || added ? { turn: turnOf(added, gone), from: list(a), to: list(b) } : undefined
}

function label(keyword: string) {
  return (old: Shape, next: Shape): Change | undefined => {
    const [a, b] = [old.labels.get(keyword), next.labels.get(keyword)]
    if (a === b || (a !== undefined && b !== undefined && (a === ANY_CONTENT || b === ANY_CONTENT))) return undefined
    return {
      turn: a === undefined ? 'narrowed' : b === undefined ? 'widened' : 'changed',
      from: a ?? NONE,
      to: b ?? NONE,
    }
  }
}

/** Everything a schema says about one value by itself. Properties, items and alternatives are compared elsewhere. */
export const ASPECTS: Aspect[] = [
  { name: 'type', title: 'The type', compare: types },
  { name: 'format', title: 'The format', compare: formats },
  { name: 'nullability', title: 'Whether null is permitted', compare: nullability },
  { name: 'enum', title: 'The list of values', compare: enums },
  { name: 'extensible-enum', title: 'The extensible list of values', compare: extensible },
  { name: 'minimum', title: 'The minimum', of: 'number', compare: bound('lower', 1) },
  { name: 'maximum', title: 'The maximum', of: 'number', compare: bound('upper', -1) },
  { name: 'multiple-of', title: 'The step', of: 'number', compare: multipleOf },
  { name: 'min-length', title: 'The minimal length', of: 'string', compare: count('minLength') },
  { name: 'max-length', title: 'The maximal length', of: 'string', compare: count('maxLength') },
  { name: 'pattern', title: 'The pattern', of: 'string', compare: patterns },
  { name: 'min-items', title: 'The minimal number of items', of: 'array', compare: count('minItems') },
  { name: 'max-items', title: 'The maximal number of items', of: 'array', compare: count('maxItems') },
  { name: 'unique-items', title: 'Whether items must differ', of: 'array', compare: uniqueItems },
  { name: 'min-properties', title: 'The minimal number of properties', of: 'object', compare: count('minProperties') },
  { name: 'max-properties', title: 'The maximal number of properties', of: 'object', compare: count('maxProperties') },
  { name: 'min-contains', title: 'The minimal number of matching items', of: 'array', compare: count('minContains') },
  { name: 'max-contains', title: 'The maximal number of matching items', of: 'array', compare: count('maxContains') },
  { name: 'dependent-required', title: 'What is required together', of: 'object', compare: dependentRequired },
  { name: 'content-encoding', title: 'The encoding of the content', of: 'string', compare: label('contentEncoding') },
  {
    name: 'content-media-type',
    title: 'The media type of the content',
    of: 'string',
    compare: label('contentMediaType'),
  },
]
