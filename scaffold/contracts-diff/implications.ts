import { type Json, objectOf } from './document.ts'
import { holds } from './equality.ts'
import { isOf, refusals } from './refusals.ts'
import { typesOf } from './rules/schema-aspects.ts'
import type { Shape } from './shape.ts'

/** What limits plain values: where the values are named one by one, the names say it. */
const LENGTHS = ['minLength', 'maxLength']

/** Lets a shape say what follows from what it says, so that two that permit the same are the same. */
export function drawImplications(shape: Shape): void {
  excludeValues(shape)
  if (shape.enum?.every((value) => typeof value !== 'object')) nameValues(shape)
  // JSON does not tell 1.0 from 1.
  if (shape.multipleOf !== undefined && Number.isInteger(shape.multipleOf) && shape.types?.delete('number')) {
    shape.types.add('integer')
    if (shape.multipleOf === 1) shape.multipleOf = undefined
  }
  if (shape.dependentRequired.size > 0) requireTogether(shape)
  if (shape.required.size >= (shape.counts.get('minProperties') ?? Number.POSITIVE_INFINITY))
    shape.counts.delete('minProperties')
  if (shape.properties.size <= (shape.counts.get('maxProperties') ?? -1) && namesAll(shape))
    shape.counts.delete('maxProperties')
  if ((shape.counts.get('maxItems') ?? 2) < 2) shape.uniqueItems = false
}

const namesAll = ({ inner }: Shape): boolean =>
  inner.get('additionalProperties') === false && ![...inner.keys()].some((key) => key.startsWith('patternProperties.'))

function nameValues(shape: Shape): void {
  const { enum: _, ...limits } = shape
  const kept = shape.enum!.filter((value) => refusals(limits, value, false).length === 0)
  if (kept.length === 0) return
  shape.enum = kept
  shape.lower = undefined
  shape.upper = undefined
  shape.multipleOf = undefined
  shape.patterns = new Set()
  for (const keyword of LENGTHS) shape.counts.delete(keyword)
}

/** What is required together with what is always required is always required. */
function requireTogether(shape: Shape): void {
  for (const name of shape.required) {
    for (const other of shape.dependentRequired.get(name) ?? []) shape.required.add(other)
    shape.dependentRequired.delete(name)
  }
}

/** What is excluded by name is no longer named, and excluding what is not permitted anyway says nothing. */
function excludeValues(shape: Shape): void {
  if (!shape.inner.has('not')) return
  const not = objectOf(shape.inner.get('not'))
  const values = Array.isArray(not.enum) ? not.enum : not.const === undefined ? [] : [not.const]
  if (values.length === 0 || Object.keys(not).length > 1) return
  const types = typesOf(shape)
  const permitted = (value: Json) =>
    value === null
      ? shape.nullable !== false
      : refusals(shape, value, false).length === 0 && (!types || isOf(types, value, false))
  if (shape.enum) shape.enum = shape.enum.filter((value) => !holds(values, value))
  if (!values.some(permitted)) shape.inner.delete('not')
}
