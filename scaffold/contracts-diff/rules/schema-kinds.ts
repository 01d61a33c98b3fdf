import type { Comparison } from '../comparison.ts'
import { type Document, type Json, objectOf, textOf } from '../document.ts'
import type { Finding } from '../rule.ts'
import type { Shape } from '../shape.ts'
import type { Shapes } from '../shapes.ts'
import { compareSchemas, type Place } from './schema.ts'
import { schemaRules } from './schema-rules.ts'

/** Compares by what a value tells which kind it is, which kinds there are, and what each of them holds. */
export function compareKinds(comparison: Comparison, a: Shape, b: Shape, place: Place): void {
  const { direction, location, name } = place
  const tell = (id: string, values: Record<string, string>) =>
    comparison.tell(schemaRules, `${direction}-discriminator-${id}`, location, { name, ...values })
  const [from, to] = [a.discriminator, b.discriminator].map((one) => textOf(one?.propertyName))
  if (from === undefined && to === undefined) return
  if (from === undefined) return void tell('added', { to: to! })
  if (to === undefined) return void tell('removed', { from })
  if (from !== to) tell('changed', { from, to })
  compareMappings(comparison, a, b, place, tell)
  if (a.base && b.base && a.alternatives.length + b.alternatives.length === 0) compareHeirs(comparison, a, b, place)
}

function compareMappings(
  comparison: Comparison,
  a: Shape,
  b: Shape,
  place: Place,
  tell: (id: string, values: Record<string, string>) => void,
): void {
  const [old, next] = [a, b].map((shape) => objectOf(shape.discriminator?.mapping)) as [
    Record<string, Json>,
    Record<string, Json>,
  ]
  const last = (target: Json | undefined) => String(target).split('/').at(-1)!
  const heirs = comparison.next.heirs(b.discriminator!)
  const offered = new Set([...b.alternatives.flat().map((one) => last(objectOf(one).$ref)), ...heirs.keys()])
  for (const [value, target] of Object.entries(old)) {
    // A schema is known by its own name where no mapping says otherwise.
    const now = next[value] ?? (offered.has(value) ? value : undefined)
    if (now === undefined) {
      const called = Object.keys(next).find((other) => old[other] === undefined && last(next[other]) === last(target))
      if (called !== undefined) tell('value-renamed', { value, to: called })
      else if (offered.size > 0 || Object.keys(next).length > 0) tell('value-removed', { value })
    } else if (last(target) !== last(now) && !sameKind(comparison, target, now, place)) tell('value-changed', { value })
  }
}

/** What a mapping names: a component, or a reference within its own document. */
function reference(name: Json, { uri }: Document): Json {
  const text = String(name)
  return { $ref: text.startsWith('#') ? `${uri}${text}` : `${uri}#/components/schemas/${text}` }
}

/** Whether a value of the discriminator still means a schema that suits, whatever that schema is called. */
function sameKind(comparison: Comparison, target: Json, now: Json, place: Place): boolean {
  // Deeper down it is a kind that refers to itself: what differs was found on the way here.
  if (comparison.depth > 2) return true
  const from = reference(target, comparison.old.document)
  const to = reference(now, comparison.next.document)
  const shapes = [comparison.old.of(from), comparison.next.of(to)]
  if (shapes.some(({ parts, alternatives }) => parts.length + alternatives.length === 0)) return false
  const found = comparison.attempt((trial) => compareSchemas(trial, from, to, place))
  return found.every(({ level }) => level !== 'breaking')
}

/**
 * Compares the schemas that inherit (`allOf`) from one that offers no alternatives, but tells by a discriminator that
 * there are kinds of it. What is found of the schema they inherit from is told of that one alone.
 */
function compareHeirs(comparison: Comparison, a: Shape, b: Shape, place: Place): void {
  const next = kindsOf(comparison.next, b)
  const key = ({ id, location, text }: Finding) => `${id} ${location} ${text}`
  const told = new Set(comparison.findings.map(key))
  for (const [name, heir] of kindsOf(comparison.old, a)) {
    const now = next.get(name)
    if (
      now === undefined ||
      comparison.met(comparison.old.target(heir), comparison.next.target(now), `kind ${place.direction}`)
    )
      continue
    if (comparison.depth > 0) {
      compareSchemas(comparison, heir, now, place)
      continue
    }
    for (const finding of comparison.attempt((trial) => compareSchemas(trial, heir, now, place)))
      if (!told.has(key(finding)))
        comparison.findings.push({
          ...finding,
          location: finding.location.replace(place.location, `${place.location} (${name})`),
        })
  }
}

/** The kinds of a schema by the value that tells them: those its mapping names, and those that inherit from it. */
function kindsOf(shapes: Shapes, shape: Shape): Map<string, Json> {
  const kinds = shapes.heirs(shape.discriminator!)
  for (const [value, target] of Object.entries(objectOf(shape.discriminator?.mapping))) {
    const named = String(target).split('/').at(-1)!
    kinds.delete(named)
    kinds.set(value, reference(target, shapes.document))
  }
  return kinds
}
