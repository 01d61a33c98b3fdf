import { isObject, type Json } from './document.ts'
import { MASK } from './recording.ts'
import { isOf, matches, refusals, typeOf } from './refusals.ts'
import type { Direction } from './rule.ts'
import { wholes } from './rules/schema-alternatives.ts'
import { typesOf } from './rules/schema-aspects.ts'
import type { Shape } from './shape.ts'
import type { Shapes } from './shapes.ts'

/** Why a value does not fit a schema: `missing` and `unknown` fields by their place, or what of it is refused. */
export type Misfit = { kind: 'missing' | 'unknown' | 'type' | 'refused'; at: string; reason: string }

/** What decides beside the schema: who writes the value, and whether all of it is text, as in a form. */
export type Fitting = { shapes: Shapes; direction: Direction; textual: boolean }

/** No list is looked at further than this. */
const MOST_ITEMS = 50

/**
 * What keeps a recorded value from fitting a schema. A request must keep to all that is asked for. Of a response only
 * counts what was read: that each field of it is still known, of a type it may have.
 */
export function misfits(fitting: Fitting, schema: Json, value: Json, at = ''): Misfit[] {
  const { shapes } = fitting
  const shape = shapes.of(schema)
  const heirs = shape.base ? [...shapes.heirs(shape.base).values()] : []
  const alternatives = shape.alternatives.length > 0 ? wholes(shapes, schema, shape) : []
  if (alternatives.length + heirs.length === 0) return misfitsOf(fitting, shape, value, at)
  const found = heirs.length > 0 ? [misfitsOf(fitting, shape, value, at)] : []
  for (const one of [...alternatives, ...heirs]) found.push(misfitsOf(fitting, shapes.of(one), value, at))
  // One of another type is another thing altogether.
  const strange = (one: Misfit[]) => (one.some((misfit) => misfit.kind === 'type' && misfit.at === at) ? 1_000 : 0)
  return found.reduce((best, one) => (strange(one) + one.length < strange(best) + best.length ? one : best))
}

function misfitsOf(fitting: Fitting, shape: Shape, value: Json, at: string): Misfit[] {
  const types = typesOf(shape)
  if (value === null) {
    const refused = fitting.direction === 'request' && types && !shape.nullable
    return refused ? [{ kind: 'type', at, reason: 'null is not permitted' }] : []
  }
  if (types && !isOf(types, value, fitting.textual)) {
    const asked = [...types].join(' or ') || 'nothing'
    return [{ kind: 'type', at, reason: `it is ${asked}, and was ${typeOf(value)}` }]
  }
  // What was masked was another value.
  const masked = value === MASK || fitting.direction === 'response'
  const refused = masked ? [] : refusals(shape, value, fitting.textual)
  const found = refused.map((reason): Misfit => ({ kind: 'refused', at, reason }))
  if (Array.isArray(value)) {
    const items = shape.inner.get('items')
    if (items !== undefined)
      for (const one of value.slice(0, MOST_ITEMS)) found.push(...misfits(fitting, items, one, `${at}[]`))
    return found
  }
  return isObject(value) ? [...found, ...misfitsOfFields(fitting, shape, value, at)] : found
}

function misfitsOfFields(fitting: Fitting, shape: Shape, value: Record<string, Json>, at: string): Misfit[] {
  const found: Misfit[] = []
  if (fitting.direction === 'request')
    for (const name of shape.required)
      if (!(name in value) && !fitting.shapes.of(shape.properties.get(name) ?? {}).readOnly)
        found.push({ kind: 'missing', at: `${at}.${name}`, reason: 'it must be there' })
  const further = shape.inner.get('additionalProperties')
  // An object of which nothing is named may hold anything.
  const free = shape.properties.size === 0 && further === undefined
  for (const [name, held] of Object.entries(value)) {
    const schema = shape.properties.get(name) ?? patternOf(shape, name) ?? (isObject(further) ? further : undefined)
    if (schema !== undefined) found.push(...misfits(fitting, schema, held, `${at}.${name}`))
    else if (!free && further !== true) found.push({ kind: 'unknown', at: `${at}.${name}`, reason: 'it is not known' })
  }
  return found
}

const patternOf = (shape: Shape, name: string): Json | undefined =>
  [...shape.inner].find(([key]) => {
    const [, pattern] = /^patternProperties\.(.*)$/s.exec(key) ?? []
    return pattern !== undefined && matches(pattern, name) === true
  })?.[1]
