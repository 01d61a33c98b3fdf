import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { XMLParser } from 'fast-xml-parser'
import { expect } from 'vitest'

const SHARED = process.env.GANTRY_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
/** SAP's published files. */
export const PUBLISHED = `${SHARED}/vendor-specs/sap-s4hana`

type Facets = { '@Type': string; '@MaxLength'?: string; '@Precision'?: string; '@Scale'?: string }
type EntityType = { properties: Record<string, Facets>; navigation: Record<string, string> }
type Model = { types: Record<string, EntityType>; sets: Record<string, string> }

const FILES: Record<string, string> = {
  API_BUSINESS_PARTNER: 'API_BUSINESS_PARTNER',
  API_PRODUCT_SRV: 'API_PRODUCT_SRV',
  API_BILLING_DOCUMENT_SRV: 'OP_API_BILLING_DOCUMENT_SRV_0001',
  API_OPLACCTGDOCITEMCUBE_SRV: 'API_OPLACCTGDOCITEMCUBE_SRV',
  API_JOURNALENTRYITEMBASIC_SRV: 'API_JOURNALENTRYITEMBASIC_SRV',
}
const models = new Map<string, Model>()

/** Entity types of a published `$metadata`; undefined where the service's is not among the files. */
export function modelOf(service: string): Model | undefined {
  const file = FILES[service]
  if (!file) return undefined
  const known = models.get(service)
  if (known) return known
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseAttributeValue: false,
    isArray: (name) =>
      ['Property', 'NavigationProperty', 'EntityType', 'Association', 'End', 'EntitySet'].includes(name),
  })
  type Named = Record<string, string>
  const schema = parser.parse(readFileSync(`${PUBLISHED}/edmx/${file}.edmx`, 'utf8')).Edmx.DataServices.Schema as {
    EntityType: { '@Name': string; Property: (Facets & Named)[]; NavigationProperty?: Named[] }[]
    Association?: { '@Name': string; End: Named[] }[]
    EntityContainer: { EntitySet: Named[] }
  }
  const last = (name: string) => name.split('.').at(-1)!
  const target = (navigation: Named): string => {
    const association = schema.Association!.find((each) => each['@Name'] === last(navigation['@Relationship']!))!
    return last(association.End.find((end) => end['@Role'] === navigation['@ToRole'])!['@Type']!)
  }
  const model: Model = {
    types: Object.fromEntries(
      schema.EntityType.map((type) => [
        type['@Name'],
        {
          properties: Object.fromEntries(type.Property.map((property) => [property['@Name']!, property])),
          navigation: Object.fromEntries((type.NavigationProperty ?? []).map((each) => [each['@Name']!, target(each)])),
        },
      ]),
    ),
    sets: Object.fromEntries(schema.EntityContainer.EntitySet.map((set) => [set['@Name']!, last(set['@EntityType']!)])),
  }
  models.set(service, model)
  return model
}

/** Throws where an entity holds what its type does not publish; `seen` collects the types met. */
export function assertEntity(model: Model, typeName: string, value: unknown, where: string, seen: Set<string>): void {
  const type = model.types[typeName]!
  seen.add(typeName)
  for (const [name, given] of Object.entries(value as Record<string, unknown>)) {
    if (name === '__metadata') continue
    const target = type.navigation[name]
    if (target) {
      const { results } = (given ?? {}) as { results?: unknown[]; __deferred?: unknown }
      const rows = Array.isArray(given)
        ? given
        : (results ?? (given && !('__deferred' in (given as object)) ? [given] : []))
      for (const row of rows) assertEntity(model, target, row, `${where} ${name}`, seen)
      continue
    }
    const facets = type.properties[name]
    expect(facets, `${where}: ${typeName}.${name} is not published`).toBeDefined()
    if (given !== null)
      expect(fits(facets!, given), `${where}: ${typeName}.${name} = ${JSON.stringify(given)}`).toBe(true)
  }
}

function fits(
  { '@Type': type, '@MaxLength': length, '@Scale': scale, '@Precision': precision }: Facets,
  value: unknown,
): boolean {
  if (type === 'Edm.Boolean') return typeof value === 'boolean'
  if (typeof value !== 'string') return false
  if (type === 'Edm.String') return !length || value.length <= Number(length)
  if (type === 'Edm.Decimal') {
    const [, whole, decimals = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(value) ?? []
    return (
      whole !== undefined &&
      decimals.length <= Number(scale ?? 0) &&
      whole.length <= Number(precision) - Number(scale ?? 0)
    )
  }
  return /^\/Date\(-?\d+(\+0000)?\)\/$/.test(value) || /^\d{4}-\d\d-\d\dT/.test(value)
}
