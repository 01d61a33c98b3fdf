import qs from 'qs'
import { z } from 'zod'
import { invalid, type Refusal } from './refusal.ts'

export type Form = Record<string, unknown>

/** `a[b][0]=c` as Stripe's clients write it, in bodies and queries alike. */
export const parseForm = (text: string): Form =>
  qs.parse(text, { depth: 12, arrayLimit: 2000, parameterLimit: 200_000 }) as Form

export const text = (max = 5000) =>
  z.string().max(max, { error: (issue) => `Invalid string: must be at most ${issue.maximum} characters` })
/** Absent, or empty to clear it. */
export const clearable = (max = 5000) => text(max).transform((value) => (value === '' ? null : value))
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, { error: (issue) => `Invalid integer: ${String(issue.input)}` })
  .transform(Number)
export const natural = integer.refine((value) => value >= 0, 'This value must be greater than or equal to 0.')
export const positive = integer.refine((value) => value >= 1, 'This value must be greater than or equal to 1.')
export const decimal = z.string().regex(/^-?\d+(\.\d{1,12})?$/, {
  error: (issue) => `Invalid decimal: ${String(issue.input)}`,
})
export const flag = z
  .enum(['true', 'false'], { error: (issue) => `Invalid boolean: ${String(issue.input)}` })
  .transform((value) => value === 'true')
/** At most 50 pairs; keys of 40, values of 500 characters (https://docs.stripe.com/api/metadata). */
export const metadata = z
  .record(text(40), text(500))
  .refine((pairs) => Object.keys(pairs).length <= 50, 'You can have at most 50 keys in metadata.')
export const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, { error: (issue) => `Invalid currency: ${String(issue.input)}` })
export const period = z.strictObject({ start: integer, end: integer })
export const address = z.strictObject({
  line1: clearable().optional(),
  line2: clearable().optional(),
  city: clearable().optional(),
  state: clearable().optional(),
  postal_code: clearable().optional(),
  country: clearable().optional(),
})
const expand = { expand: z.array(text()).optional() }
/** A request's parameters; whatever is not named is refused. */
export const parameters = <S extends z.ZodRawShape>(shape: S) => z.strictObject({ ...shape, ...expand })
export const paging = {
  limit: integer.refine((value) => value >= 1 && value <= 100, 'Invalid limit: must be between 1 and 100').optional(),
  starting_after: text().optional(),
  ending_before: text().optional(),
}
/** A moment in Unix seconds, or a range of them. */
export const moments = z.union([
  integer.transform((at) => ({ gte: at, lte: at }) as Range),
  z
    .strictObject({ gt: integer, gte: integer, lt: integer, lte: integer })
    .partial()
    .transform((range) => range as Range),
])
export type Range = { gt?: number; gte?: number; lt?: number; lte?: number }
export const within = (at: number, range: Range | undefined): boolean =>
  !range ||
  ((range.gt === undefined || at > range.gt) &&
    (range.gte === undefined || at >= range.gte) &&
    (range.lt === undefined || at < range.lt) &&
    (range.lte === undefined || at <= range.lte))

/** New metadata over old: an empty value removes its key. */
export function merged(old: Record<string, string>, given: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...old, ...given }).filter(([, value]) => value !== ''))
}

const named = (path: PropertyKey[]): string =>
  path.map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`)).join('')

/** The first fault, in Stripe's words. */
export function fault(error: z.ZodError, given: Form): Refusal {
  const issue = error.issues[0]!
  if (issue.code === 'unrecognized_keys') {
    const param = named([...issue.path, issue.keys[0]!])
    return invalid(`Received unknown parameter: ${param}`, param, 'parameter_unknown')
  }
  const param = named(issue.path)
  const value = issue.path.reduce<unknown>((at, part) => (at as Form | undefined)?.[part as string], given)
  if (value === undefined) return invalid(`Missing required param: ${param}.`, param, 'parameter_missing')
  if (value === '') return invalid(`You passed an empty string for '${param}'.`, param, 'parameter_invalid_empty')
  if (issue.message.startsWith('Invalid integer')) return invalid(issue.message, param, 'parameter_invalid_integer')
  if (issue.message.startsWith('Invalid string')) return invalid(issue.message, param, 'parameter_invalid_string')
  return invalid(issue.code === 'invalid_type' ? `Invalid ${issue.expected}` : issue.message, param)
}
