/** Entity data model types this sandbox knows (OData V2 names; V4 says `Date` for `DateTime`). */
export type EdmType = 'String' | 'Decimal' | 'DateTime' | 'DateTimeOffset' | 'Boolean'

export type Property = {
  type: EdmType
  /** Longest text, in characters. */
  length?: number
  precision?: number
  scale?: number
  key: boolean
  /** Clients cannot set it. */
  readOnly: boolean
}

export type Properties = Record<string, Property>

const TYPES: Record<string, EdmType> = {
  S: 'String',
  D: 'Decimal',
  T: 'DateTime',
  O: 'DateTimeOffset',
  B: 'Boolean',
}

/**
 * Reads a declaration such as `SalesOrder:S10! TotalNetAmount:D16.3- CreationDate:T-`: name, type (S text, D decimal,
 * T date, O moment, B yes or no), length or precision and scale; `!` is a key, `-` is read only.
 */
export function propertiesOf(declaration: string): Properties {
  return Object.fromEntries(
    declaration
      .trim()
      .split(/\s+/)
      .map((each) => {
        const [, name, type, first, second, flags] = /^(\w+):([SDTOB])(\d+)?(?:\.(\d+))?([!-]*)$/.exec(each)!
        const property: Property = {
          type: TYPES[type!]!,
          key: flags!.includes('!'),
          readOnly: flags!.includes('-'),
          ...(type === 'S' && first && { length: Number(first) }),
          ...(type === 'D' && { precision: Number(first), scale: Number(second) }),
        }
        return [name!, property]
      }),
  )
}
