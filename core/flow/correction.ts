import { IntegrationError } from '../errors/integration-error.ts'

/** How many payloads are put right at once: by a patch that all of them take, or by a table of values. */
export type Correction =
  /** JSON Merge Patch (RFC 7396): `null` removes a field, a list is replaced as a whole. */
  | { action: 'patch'; patch: Record<string, unknown> }
  /** Replaces values of one field, such as `lines.*.code`, by the table `values`. */
  | { action: 'map'; field: string; values: Record<string, unknown> }

/** The payload put right; what was given stays as it is. Throws `nothing-to-map` where the table has none of its values. */
export function corrected(payload: unknown, correction: Correction): unknown {
  if (correction.action === 'patch') return merged(payload, correction.patch)
  const { field, values } = correction
  let replaced = 0
  const result = mapped(payload, field.split('.'), (value) => {
    const key = typeof value === 'string' ? value : JSON.stringify(value)
    if (!Object.hasOwn(values, key)) return value
    replaced++
    return values[key]
  })
  if (replaced > 0) return result
  throw new IntegrationError('nothing-to-map', 'The table holds none of the values that stand in this field.', {
    kind: 'data',
    detail: `${field}: ${Object.keys(values).join(', ')}`,
  })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const kept = new Map(Object.entries(isObject(target) ? target : {}))
  for (const [name, value] of Object.entries(patch))
    if (value === null) kept.delete(name)
    else kept.set(name, merged(kept.get(name), value))
  return Object.fromEntries(kept)
}

function mapped(value: unknown, [first, ...rest]: string[], replace: (value: unknown) => unknown): unknown {
  if (first === undefined) return replace(value)
  if (Array.isArray(value))
    return value.map((entry, index) =>
      first === '*' || first === String(index) ? mapped(entry, rest, replace) : entry,
    )
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      first === '*' || first === name ? mapped(entry, rest, replace) : entry,
    ]),
  )
}
