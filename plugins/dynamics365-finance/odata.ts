/** Literals and predicates of OData V4 URLs (OASIS, OData URL conventions 4.0) as finance and operations apps take them. */

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A member of an enumeration: plain text is not taken in a filter. */
export const member = (type: string, name: string): string => `Microsoft.Dynamics.DataEntities.${type}'${name}'`

export const YES = member('NoYes', 'Yes')

/** `CustomersV3(dataAreaId='usmf',CustomerAccount='C-1')`; a number among the keys is given as a bigint. */
export function recordOf(set: string, key: Record<string, string | bigint>): string {
  const parts = Object.entries(key).map(([name, value]) => {
    const literal = typeof value === 'bigint' ? String(value) : encodeURIComponent(quoted(value))
    return `${name}=${literal}`
  })
  return `${set}(${parts.join(',')})`
}

/** `(Field eq 'a' or Field eq 'b')` */
export const oneOf = (field: string, literals: readonly string[]): string =>
  `(${literals.map((literal) => `${field} eq ${literal}`).join(' or ')})`

/** So many values fit into the address of one request. */
const VALUES_PER_REQUEST = 40

export const chunksOf = <T>(values: readonly T[], size = VALUES_PER_REQUEST): T[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size))

/** A calendar date: the application keeps it as noon UTC, which is the same day in most of the world. */
export const dateOf = (day: string): string => `${day}T12:00:00Z`

/** An empty date. */
export const NO_DATE = '1900-01-01T12:00:00Z'
