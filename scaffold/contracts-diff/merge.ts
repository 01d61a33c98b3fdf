import { isObject } from './document.ts'
import { holds } from './equality.ts'
import { type Shape, tighter } from './shape.ts'
import type { Shapes } from './shapes.ts'

/** Lets `into` ask for what `from` asks as well. */
export function mergeShapes(into: Shape, from: Shape, shapes: Shapes): void {
  if (from.types) into.types = into.types ? meet(into.types, from.types) : from.types
  if (from.nullable !== undefined)
    into.nullable = into.nullable === undefined ? from.nullable : into.nullable && from.nullable
  if (from.enum) into.enum = into.enum ? into.enum.filter((one) => holds(from.enum!, one)) : from.enum
  if (from.extensible) into.extensible = from.extensible
  for (const format of from.formats) into.formats.add(format)
  for (const pattern of from.patterns) into.patterns.add(pattern)
  if (from.lower && (!into.lower || tighter(from.lower, into.lower, 1))) into.lower = from.lower
  if (from.upper && (!into.upper || tighter(from.upper, into.upper, -1))) into.upper = from.upper
  if (from.multipleOf !== undefined) into.multipleOf = Math.max(into.multipleOf ?? 0, from.multipleOf)
  for (const [keyword, count] of from.counts) {
    const before = into.counts.get(keyword)
    const pick = keyword.startsWith('min') ? Math.max : Math.min
    into.counts.set(keyword, before === undefined ? count : pick(before, count))
  }
  into.uniqueItems ||= from.uniqueItems
  for (const [name, property] of from.properties) {
    const before = into.properties.get(name)
    into.properties.set(name, before === undefined ? property : shapes.join(before, property))
  }
  for (const name of from.required) into.required.add(name)
  for (const [name, names] of from.dependentRequired)
    into.dependentRequired.set(name, new Set([...(into.dependentRequired.get(name) ?? []), ...names]))
  for (const [keyword, inner] of from.inner) {
    const before = into.inner.get(keyword)
    // A closed object stays closed whatever else is said about further properties.
    if (before === undefined || inner === false) into.inner.set(keyword, inner)
    // What is neither of two is not the one, and not the other.
    else if (keyword === 'not') into.inner.set(keyword, shapes.either(before, inner))
    else if (isObject(before) && isObject(inner)) into.inner.set(keyword, shapes.join(before, inner))
  }
  into.conditions.push(...from.conditions)
  into.default ??= from.default
  into.readOnly ||= from.readOnly
  into.writeOnly ||= from.writeOnly
  into.deprecated ??= from.deprecated
  into.discriminator ??= from.discriminator
  into.parts.push(...from.parts)
  into.alternatives.push(...from.alternatives)
  for (const [keyword, label] of from.labels) into.labels.set(keyword, label)
}

/** Values that are both: an integer is a number. */
function meet(a: Set<string>, b: Set<string>): Set<string> {
  const met = new Set<string>()
  for (const one of a)
    if (b.has(one) || (one === 'integer' && b.has('number'))) met.add(one)
    else if (one === 'number' && b.has('integer')) met.add('integer')
  return met
}
