import { refusals } from './refusals.ts'
import type { Shape } from './shape.ts'

/** What limits plain values: where the values are named one by one, the names say it. */
const LENGTHS = ['minLength', 'maxLength']

/** Lets a shape say what follows from what it says, so that two that permit the same are the same. */
export function drawImplications(shape: Shape): void {
  if (shape.enum?.every((value) => typeof value !== 'object')) nameValues(shape)
  // JSON does not tell 1.0 from 1.
  if (shape.multipleOf !== undefined && Number.isInteger(shape.multipleOf) && shape.types?.delete('number')) {
    shape.types.add('integer')
    if (shape.multipleOf === 1) shape.multipleOf = undefined
  }
  requireTogether(shape)
  if (shape.required.size >= (shape.counts.get('minProperties') ?? Number.POSITIVE_INFINITY))
    shape.counts.delete('minProperties')
  const names = [...shape.inner.keys()].some((key) => key.startsWith('patternProperties.'))
  if (shape.inner.get('additionalProperties') === false && !names)
    if (shape.properties.size <= (shape.counts.get('maxProperties') ?? 0)) shape.counts.delete('maxProperties')
  if ((shape.counts.get('maxItems') ?? 2) < 2) shape.uniqueItems = false
}

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
