import { isObject, type Json } from './document.ts'
import { holds } from './equality.ts'
import { typesOf } from './rules/schema-aspects.ts'
import type { Shape } from './shape.ts'

/** Undefined where the pattern is none that this machine can read. */
export function matches(pattern: string, text: string): boolean | undefined {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return undefined
  }
}

/** Why a plain value is not permitted, its type aside. `textual`: all of it is text, as in a query. */
export function refusals(shape: Shape, value: Json, textual: boolean): string[] {
  const found: string[] = []
  const listed = textual ? shape.enum?.map(String) : shape.enum
  if (listed && !holds(listed, textual ? String(value) : value))
    found.push(`${JSON.stringify(value)} is none of its values`)
  if (typeof value === 'number') {
    const { lower, upper, multipleOf } = shape
    if (lower && (value < lower.value || (lower.open && value === lower.value)))
      found.push(`${value} is below ${lower.value}`)
    if (upper && (value > upper.value || (upper.open && value === upper.value)))
      found.push(`${value} is above ${upper.value}`)
    const steps = value / (multipleOf ?? 1)
    if (multipleOf !== undefined && Math.abs(steps - Math.round(steps)) > 1e-9)
      found.push(`${value} is no multiple of ${multipleOf}`)
  }
  const [what, size] =
    typeof value === 'string' ? ['Length', [...value].length] : Array.isArray(value) ? ['Items', value.length] : ['', 0]
  if (what !== '' && !(textual && what === 'Length' && !typesOf(shape)?.has('string'))) {
    if (size < (shape.counts.get(`min${what}`) ?? 0)) found.push(`it is too short: ${size}`)
    if (size > (shape.counts.get(`max${what}`) ?? Number.POSITIVE_INFINITY)) found.push(`it is too long: ${size}`)
  }
  if (typeof value === 'string')
    for (const pattern of shape.patterns)
      if (matches(pattern, value) === false) found.push(`it does not match ${pattern}`)
  return found
}

/** The JSON type of a value; a whole number is an integer. */
export const typeOf = (value: Json): string =>
  Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : isObject(value) ? 'object' : typeof value

/** Whether a value is of one of these types; `textual` as above. */
export function isOf(types: Set<string>, value: Json, textual: boolean): boolean {
  const type = typeOf(value)
  if (types.has(type) || (type === 'integer' && types.has('number'))) return true
  if (!textual || typeof value !== 'string') return false
  if (value === '' || types.has('string')) return true
  const number = Number(value)
  if (types.has('number') || types.has('integer')) return Number.isFinite(number)
  return types.has('boolean') && /^(true|false)$/.test(value)
}
