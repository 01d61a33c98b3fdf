import type { Comparison } from '../comparison.ts'
import { isObject, type Json } from '../document.ts'
import { canonical, same } from '../equality.ts'
import { matches, refusals } from '../refusals.ts'
import type { Direction } from '../rule.ts'
import type { Shape } from '../shape.ts'
import { compareAlternatives } from './schema-alternatives.ts'
import { ASPECTS, speaksOf } from './schema-aspects.ts'
import { compareKinds } from './schema-kinds.ts'
import { schemaRules } from './schema-rules.ts'

/** Where a schema stands: `location` for people, `name` for the sentence. */
export type Place = { location: string; name: string; direction: Direction; textual: boolean }

export const below = (place: Place, step: string): Place => {
  const name =
    place.name === 'the body' || place.name.startsWith('the value') ? step.replace(/^\./, '') : `${place.name}${step}`
  return { ...place, location: `${place.location}${step}`, name }
}

const flipped = (place: Place): Place => ({
  ...place,
  direction: place.direction === 'request' ? 'response' : 'request',
})

/** Compares what two schemas permit, in the direction of the place. */
export function compareSchemas(comparison: Comparison, old: Json, next: Json, place: Place): void {
  const a = comparison.old.of(old)
  const b = comparison.next.of(next)
  if (
    comparison.met(comparison.old.identity(old), comparison.next.identity(next), `${place.direction}${place.textual}`)
  )
    return
  if (a.alternatives.length + b.alternatives.length > 0) compareAlternatives(comparison, old, next, place)
  else compareShapes(comparison, a, b, place)
}

/** Compares two schemas without what they offer by oneOf and anyOf. */
export function compareShapes(comparison: Comparison, a: Shape, b: Shape, place: Place): void {
  const { direction, location, name } = place
  const tell = (id: string, values: Record<string, string> = {}) =>
    comparison.tell(schemaRules, id, location, { name, ...values })
  const [inner, outer] = direction === 'request' ? [a, b] : [b, a]
  // Values that are named one by one are held against the limits one by one.
  const within = inner.enum?.every((value) => refusals(outer, value, place.textual).length === 0)
  for (const aspect of ASPECTS) {
    if (within && (aspect.of === 'string' || aspect.of === 'number')) continue
    if (aspect.of && !speaksOf(aspect.of, a, b, place)) continue
    const change = aspect.compare(a, b, place)
    if (!change) continue
    tell(`${direction}-${aspect.name}-${change.turn}`, { from: change.from, to: change.to })
    // Where the types have nothing in common, what they say further cannot be compared.
    if (aspect.name === 'type' && change.turn === 'changed') return
  }
  if (!same(a.default, b.default) && a.default !== undefined)
    tell(`${direction}-default-changed`, {
      from: canonical(a.default),
      to: b.default === undefined ? 'none' : canonical(b.default),
    })
  if (speaksOf('object', a, b, place)) compareProperties(comparison, a, b, place)
  compareInner(comparison, a, b, place)
  if (a.conditions.length + b.conditions.length > 0) compareConditions(comparison, a, b, place)
  compareKinds(comparison, a, b, place)
}

function compareProperties(comparison: Comparison, a: Shape, b: Shape, place: Place): void {
  const { direction } = place
  const closed = b.inner.get('additionalProperties') === false || b.inner.get('unevaluatedProperties') === false
  // A request does not hold what is read only, a response not what is write only.
  const ours = (side: 'old' | 'next', shape: Shape, name: string) => {
    const property = shape.properties.get(name)
    if (property === undefined) return undefined
    const { readOnly, writeOnly } = comparison[side].of(property)
    return (direction === 'request' ? readOnly : writeOnly) ? undefined : property
  }
  for (const name of new Set([...a.properties.keys(), ...b.properties.keys(), ...a.required, ...b.required])) {
    const at = below(place, `.${name}`)
    const tell = (id: string) => comparison.tell(schemaRules, `${direction}-${id}`, at.location, { name: at.name })
    const [old, next] = [ours('old', a, name), ours('next', b, name)]
    const hidden = [a, b].map((shape) => shape.properties.has(name)) as [boolean, boolean]
    const required = [
      a.required.has(name) && (old !== undefined || !hidden[0]),
      b.required.has(name) && (next !== undefined || !hidden[1]),
    ] as const
    if (old === undefined && next !== undefined) {
      const before = unnamed(a, name)
      if (!hidden[0] && isObject(before) && comparison.old.of(before).types)
        compareSchemas(comparison, before, next, at)
      if (direction === 'response') tell('property-added')
      else if (!required[0]) tell(required[1] ? 'required-property-added' : 'optional-property-added')
    } else if (old !== undefined && next === undefined) {
      const after = unnamed(b, name)
      const still = direction === 'response' && required[1]
      const { deprecated } = comparison.old.of(old)
      if (direction === 'request' && hidden[1]) tell('property-became-read-only')
      else if (deprecated && comparison.past(deprecated.sunset)) tell('deprecated-property-removed')
      else if (deprecated && deprecated.sunset === undefined) tell('property-removed-without-sunset')
      else if (after !== undefined && after !== b.inner.get('additionalProperties'))
        compareSchemas(comparison, old, after, at)
      else if (!still) tell(direction === 'request' && closed ? 'property-refused' : 'property-removed')
    } else {
      if (old !== undefined && next !== undefined) compareNotice(comparison, old, next, at)
      if (required[0] !== required[1]) tell(required[1] ? 'property-became-required' : 'property-became-optional')
      if (old !== undefined && next !== undefined) compareSchemas(comparison, old, next, at)
    }
  }
}

/** Compares what is announced of a property: that it goes, and when. */
function compareNotice(comparison: Comparison, old: Json, next: Json, { direction, location, name }: Place): void {
  const [from, to] = [comparison.old.of(old).deprecated, comparison.next.of(next).deprecated]
  if (!from && to) comparison.tell(schemaRules, `${direction}-property-deprecated`, location, { name })
  if (from?.sunset && to?.sunset && Date.parse(to.sunset) < Date.parse(from.sunset))
    comparison.tell(schemaRules, `${direction}-property-sunset-earlier`, location, {
      name,
      from: from.sunset,
      to: to.sunset,
    })
}

/** What holds of a property that is not named: its pattern, or what all others must be. */
function unnamed(shape: Shape, name: string): Json | undefined {
  if (shape.inner.size === 0) return undefined
  const pattern = [...shape.inner].find(
    ([key]) => key.startsWith(PATTERN) && matches(key.slice(PATTERN.length), name) === true,
  )
  return pattern ? pattern[1] : shape.inner.get('additionalProperties')
}
const PATTERN = 'patternProperties.'

/** Keywords whose absence says the same as `true`, so that both sides can be compared as schemas. */
const OPEN =
  /^(items|additionalProperties|propertyNames|contentSchema|unevaluatedProperties|unevaluatedItems|patternProperties\.|prefixItems\.)/

function compareInner(comparison: Comparison, a: Shape, b: Shape, place: Place): void {
  const { direction, location, name } = place
  for (const keyword of new Set([...a.inner.keys(), ...b.inner.keys()])) {
    const [old, next] = [a.inner.get(keyword), b.inner.get(keyword)]
    const tell = (id: string) => comparison.tell(schemaRules, `${direction}-${id}`, location, { name, keyword })
    if (/^(additional|unevaluated)/.test(keyword) && (old === false) !== (next === false)) {
      tell(next === false ? 'properties-closed' : 'properties-opened')
      continue
    }
    const at = below(place, keyword === 'items' ? '[]' : `.${keyword.replace('Properties.', '.')}`)
    // A place that a tuple does not name holds what `items` says of all places.
    if (keyword.startsWith('prefixItems.') && [a, b].some((shape) => shape.inner.has('items')))
      compareSchemas(comparison, old ?? a.inner.get('items') ?? ANY, next ?? b.inner.get('items') ?? ANY, at)
    else if (keyword.startsWith(PATTERN) && [a, b].some((shape) => says(shape.inner.get('additionalProperties'))))
      compareSchemas(
        comparison,
        old ?? a.inner.get('additionalProperties') ?? ANY,
        next ?? b.inner.get('additionalProperties') ?? ANY,
        at,
      )
    else if (OPEN.test(keyword)) compareOpen(comparison, old, next, keyword, at, tell)
    else if (old === undefined || next === undefined) tell(next === undefined ? 'condition-removed' : 'condition-added')
    else if (keyword === 'not') compareSchemas(comparison, old, next, flipped(at))
    else compareSchemas(comparison, old, next, at)
  }
}

/** Compares what must hold if something else does; the same test is the same condition, in whatever order. */
function compareConditions(comparison: Comparison, a: Shape, b: Shape, place: Place): void {
  const { direction, location, name } = place
  const tell = (id: string) =>
    comparison.tell(schemaRules, `${direction}-condition-${id}`, location, { name, keyword: 'if' })
  const added = [...b.conditions]
  const gone = a.conditions.filter((old) => {
    const at = added.findIndex((next) => alike(comparison, old.test, next.test, place))
    const [next] = at < 0 ? [] : added.splice(at, 1)
    if (next) compareSchemas(comparison, old.met, next.met, below(place, '.then'))
    if (next) compareSchemas(comparison, old.unmet, next.unmet, below(place, '.else'))
    return next === undefined
  })
  if (gone.length === 1 && added.length === 1) return void tell('changed')
  for (const _ of gone) tell('removed')
  for (const _ of added) tell('added')
}

const alike = (comparison: Comparison, old: Json, next: Json, place: Place): boolean =>
  comparison.attempt((trial) => compareSchemas(trial, old, next, place)).length === 0

function compareOpen(
  comparison: Comparison,
  old: Json | undefined,
  next: Json | undefined,
  keyword: string,
  at: Place,
  tell: (id: string) => void,
): void {
  if (keyword === 'items') return void compareSchemas(comparison, old ?? ANY, next ?? ANY, at)
  if (old !== undefined && next !== undefined) return void compareSchemas(comparison, old, next, at)
  if (!says(old ?? next)) return
  if (keyword === 'additionalProperties') {
    // An object that names its properties may well hold others; those are no part of what was promised.
    if (at.direction === 'request' && next !== undefined) tell('condition-added')
    else if (next === undefined) tell('condition-removed')
    return
  }
  tell(next === undefined ? 'condition-removed' : 'condition-added')
}

/** `true` and `{}` say nothing. */
const says = (node: Json | undefined): boolean => node === false || (isObject(node) && Object.keys(node).length > 0)

const ANY: Json = {}
