import { Decimal } from '@gantry/canonical/money'
import type { Context } from 'hono'
import { z } from 'zod'
import { invalidContent } from './problem.ts'

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown
const exact = JSON as unknown as { rawJSON(text: string): unknown; parse(text: string, reviver: Reviver): unknown }

/** A JSON number, read digit by digit. */
export const Numeral = z.instanceof(Decimal, { error: 'Invalid number.' })
/** `{ "id": 107 }` or `{ "externalId": "CID001" }`. */
export const Ref = z
  .strictObject({ id: z.union([z.string(), Numeral]).optional(), externalId: z.string().optional() })
  .refine((ref) => ref.id !== undefined || ref.externalId !== undefined, 'Provide an id or an externalId.')
export type Ref = z.output<typeof Ref>
export const Day = z.iso.date()
export const Text = z.string().max(4000)

/** A decimal string as a JSON number with the same digits. */
export const numeral = (decimal: string): unknown => exact.rawJSON(decimal)

/** The request's JSON; numbers as decimals. */
export async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text()
  if (text === '') return {}
  try {
    return exact.parse(text, (_key, value, { source }) =>
      typeof value === 'number' ? new Decimal(source as string) : value,
    )
  } catch {
    throw invalidContent('Invalid content in the request body. The request body is not valid JSON.')
  }
}

/**
 * The body as the record's schema has it. A property nobody knows is refused with
 * `X-NetSuite-PropertyNameValidation: Error` and dropped otherwise (NetSuite's default: `Warning`).
 */
export function understood<T>(c: Context, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const unknowns = parsed.error.issues.filter((issue) => issue.code === 'unrecognized_keys')
  const strict = c.req.header('x-netsuite-propertynamevalidation') === 'Error'
  if (unknowns.length > 0 && !strict) {
    for (const { path, keys } of unknowns) for (const key of keys) delete at(body, path)[key]
    return understood(c, schema, body)
  }
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys')
    throw invalidContent(
      `Unknown reference or field ${issue.keys.join(', ')}.`,
      pathOf([...issue.path, issue.keys[0]!]),
    )
  throw invalidContent(`Invalid value. ${issue?.message}`, pathOf(issue?.path ?? []))
}

const at = (body: unknown, path: readonly PropertyKey[]): Record<string, unknown> =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], body) as Record<string, unknown>

const pathOf = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`)).join('')
