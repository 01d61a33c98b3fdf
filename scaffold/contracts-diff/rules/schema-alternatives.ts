import type { Comparison } from '../comparison.ts'
import { isObject, type Json, listOf } from '../document.ts'
import type { Finding } from '../rule.ts'
import type { Shape } from '../shape.ts'
import type { Shapes } from '../shapes.ts'
import { compareSchemas, compareShapes, type Place } from './schema.ts'
import { nullability } from './schema-aspects.ts'
import { schemaRules } from './schema-rules.ts'

/** More combinations than this are not told apart: nobody reads them. */
const MOST = 64
/** Attempts within attempts grow without end; below this depth only what is equal by name is taken for equal. */
const DEEPEST = 3

const breaks = (findings: Finding[]): boolean => findings.some((one) => one.level === 'breaking')

/**
 * Compares schemas of which one at least offers alternatives (oneOf, anyOf). In a request each old alternative must be
 * covered by a new one, in a response each new by an old one. A schema without alternatives is its only one.
 */
export function compareAlternatives(comparison: Comparison, old: Json, next: Json, place: Place): void {
  const a = orNull(comparison.old, comparison.old.of(old))
  const b = orNull(comparison.next, comparison.next.of(next))
  if (a.alternatives.length > 0 && b.alternatives.length > 0) {
    const always = comparison.attempt((trial) => compareShapes(trial, a, b, place))
    if (!breaks(always)) {
      compareShapes(comparison, a, b, place)
      match(comparison, combined(comparison.old, a), combined(comparison.next, b), place)
      return
    }
    // What moved between the part that holds always and the alternatives is seen only in whole alternatives.
    if (comparison.depth < DEEPEST) {
      const whole = comparison.attempt((trial) =>
        match(trial, wholes(comparison.old, old, a), wholes(comparison.next, next, b), place),
      )
      if (!breaks(whole)) {
        tellNullability(comparison, a, b, place)
        return void comparison.findings.push(...whole)
      }
    }
    compareShapes(comparison, a, b, place)
    match(comparison, combined(comparison.old, a), combined(comparison.next, b), place)
    return
  }
  tellNullability(comparison, a, b, place)
  if (a.alternatives.length === 0 && place.direction === 'request') compareExclusion(comparison, old, next, place)
  match(comparison, wholes(comparison.old, old, a), wholes(comparison.next, next, b), place)
}

/** A shape that permits null where one of its alternatives does. */
const orNull = (shapes: Shapes, shape: Shape): Shape =>
  shape.nullable || !shape.alternatives.some((offered) => offered.some((one) => shapes.of(one).nullable))
    ? shape
    : { ...shape, nullable: true }

function tellNullability(comparison: Comparison, a: Shape, b: Shape, { direction, location, name }: Place): void {
  const turned = nullability(a, b)
  if (turned)
    comparison.tell(schemaRules, `${direction}-nullability-${turned.turn}`, location, {
      name,
      from: turned.from,
      to: turned.to,
    })
}

/** `oneOf` refuses what fits two of its schemas: a request that was one thing must not have become two. */
function compareExclusion(comparison: Comparison, old: Json, next: Json, place: Place): void {
  const names = [...comparison.old.of(old).properties.keys()]
  const offered = comparison.next.target(next)
  if (!isObject(offered) || offered.discriminator !== undefined || names.length === 0) return
  const fitting = listOf(offered.oneOf).filter((one) => {
    const { properties } = comparison.next.of(one)
    if (!names.every((name) => properties.has(name))) return false
    return !breaks(comparison.attempt((trial) => compareSchemas(trial, old, one, place)))
  })
  if (fitting.length > 1)
    comparison.tell(schemaRules, 'request-alternatives-overlap', place.location, {
      name: place.name,
      alternatives: fitting.map((one) => titleOf(comparison.next, one)).join(' and '),
    })
}

/** Every combination of one alternative of each oneOf and anyOf. */
function combined(shapes: Shapes, shape: Shape): Json[] {
  let all: Json[][] = [[]]
  for (const offered of shape.alternatives) {
    if (all.length * offered.length > MOST) break
    all = all.flatMap((chosen) => offered.map((one) => [...chosen, one]))
  }
  return all.map((chosen) => shapes.join(...chosen))
}

/** Each type as a schema that permits it alone. */
const ONLY = new Map<string, Json>(
  ['string', 'number', 'integer', 'boolean', 'object', 'array'].map((type) => [type, { type }]),
)

/** A schema as alternatives; a list of types is one too. Whether null is permitted is compared by itself. */
export function wholes(shapes: Shapes, node: Json, shape: Shape): Json[] {
  if (shape.alternatives.length > 0) return combined(shapes, shape).map((one) => shapes.join(...shape.parts, one))
  if (!shape.types || (shape.types.size === 1 && !shape.nullable)) return [node]
  return [...shape.types].map((type) => shapes.join(node, ONLY.get(type) ?? { type }))
}

function match(comparison: Comparison, old: Json[], next: Json[], place: Place): void {
  const left = new Set(next)
  let unmatched: Json[] = []
  const pair = (one: Json, other: Json) => {
    left.delete(other)
    compareSchemas(comparison, one, other, place)
  }
  for (const one of old) {
    const name = nameOf(one)
    const twin = name === undefined ? undefined : [...left].find((other) => nameOf(other) === name)
    if (twin === undefined) unmatched.push(one)
    else pair(one, twin)
  }
  unmatched = unmatched.filter((one) => {
    const best = comparison.depth < DEEPEST ? closest(comparison, one, [...left], place) : undefined
    if (best === undefined) return true
    left.delete(best.other)
    comparison.findings.push(...best.findings)
    return false
  })
  const { direction } = place
  const cover = (one: Json, others: Json[], isOld: boolean) =>
    comparison.depth < DEEPEST &&
    others.some(
      (other) =>
        !strangers(one, other) &&
        !breaks(
          comparison.attempt((trial) =>
            isOld ? compareSchemas(trial, one, other, place) : compareSchemas(trial, other, one, place),
          ),
        ),
    )
  const gone = direction === 'request' ? unmatched.filter((one) => !cover(one, next, true)) : unmatched
  const added = direction === 'response' ? [...left].filter((one) => !cover(one, old, false)) : [...left]
  // One that went and one that came are the same one, changed: what changed in it says more.
  if (gone.length === 1 && added.length === 1 && alike(comparison, gone[0]!, added[0]!))
    return void compareSchemas(comparison, gone[0]!, added[0]!, place)
  const tell = (id: string, shapes: Shapes, one: Json) =>
    comparison.tell(schemaRules, `${direction}-alternative-${id}`, place.location, {
      name: place.name,
      alternative: titleOf(shapes, one),
    })
  for (const one of gone) tell('removed', comparison.old, one)
  for (const one of added) tell('added', comparison.next, one)
}

/** The alternative that differs least, if none of the differences breaks. */
function closest(
  comparison: Comparison,
  one: Json,
  others: Json[],
  place: Place,
): { other: Json; findings: Finding[] } | undefined {
  let best: { other: Json; findings: Finding[] } | undefined
  for (const other of others) {
    const findings = comparison.attempt((trial) => compareSchemas(trial, one, other, place))
    if (strangers(one, other) && findings.length > 0) continue
    if (!breaks(findings) && (!best || findings.length < best.findings.length)) best = { other, findings }
    if (best?.findings.length === 0) break
  }
  return best
}

function alike(comparison: Comparison, one: Json, other: Json): boolean {
  const [a, b] = [comparison.old.of(one), comparison.next.of(other)]
  const shared = [...(a.types ?? [])].some((type) => b.types?.has(type))
  return shared && (a.properties.size === 0 || [...a.properties.keys()].some((name) => b.properties.has(name)))
}

/**
 * Whether two alternatives have names that differ. One may permit what the other does (two objects without required
 * properties), yet a consumer tells them apart, so neither stands for the other.
 */
const strangers = (one: Json, other: Json): boolean => {
  const names = [nameOf(one), nameOf(other)]
  return names[0] !== undefined && names[1] !== undefined && names[0] !== names[1]
}

/** The name by which an alternative is the same in both documents: that of its component, or its title. */
function nameOf(node: Json): string | undefined {
  if (!isObject(node)) return undefined
  if (typeof node.$ref === 'string') return node.$ref.split('/').at(-1)
  for (const only of [node.oneOf, node.anyOf]) if (Array.isArray(only) && only.length === 1) return nameOf(only[0]!)
  if (Array.isArray(node.allOf)) {
    const names = node.allOf.map(nameOf).filter((name) => name !== undefined)
    return names.length > 0 ? names.join(' & ') : undefined
  }
  return typeof node.title === 'string' ? node.title : undefined
}

function titleOf(shapes: Shapes, node: Json): string {
  return nameOf(node) ?? ([...(shapes.of(node).types ?? [])].join(' or ') || 'without a name')
}
