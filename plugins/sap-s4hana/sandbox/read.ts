import { Decimal } from '@gantry/canonical/money'
import { completed, type EntitySet, etagOf, type Navigation, type Row, type Service } from './entity.ts'
import { filterOf } from './filter.ts'
import type { Properties, Property } from './property.ts'
import { Refusal } from './refusal.ts'
import type { Unit } from './unit.ts'
import { keyPath } from './url.ts'

export type Shown = { unit: Unit; service: Service; base: string; exact: boolean }
type Selection = { select: string[] | undefined; expand: Record<string, string[]> }

/** The rows of a set as its service shows them, every property present. */
export const shownRow = (unit: Unit, set: EntitySet, row: Row): Row =>
  completed(set.properties, set.view ? set.view(unit, row) : row)

/** `count`: of all that pass the filter. */
export type Page = { rows: Row[]; count: number }

/** SAP answers with this many rows at most where nobody asks for fewer. */
const LONGEST_PAGE = 5000

/** `$filter`, `$orderby`, `$skip` and `$top` over a set. */
export function page(unit: Unit, set: EntitySet, query: URLSearchParams, given?: Row[]): Page {
  const filter = query.get('$filter') ? filterOf(query.get('$filter')!, set.properties) : undefined
  const equal = Object.entries(filter?.equal ?? {}).filter(([name]) => set.properties[name]?.type === 'String')
  const stored = given ?? (set.view ? unit.all(set.table) : unit.narrowed(set.table, equal))
  const all = stored
    .map((row) => ({ row, shown: set.view ? set.view(unit, row) : row }))
    .filter(({ shown }) => filter?.passes(shown) ?? true)
  const sorted = ordered(all, query.get('$orderby'), set.properties)
  const skip = natural(query.get('$skip'), 0)
  const top = natural(query.get('$top'), LONGEST_PAGE)
  return { rows: sorted.slice(skip, skip + Math.min(top, LONGEST_PAGE)).map(({ row }) => row), count: all.length }
}

type Seen = { row: Row; shown: Row }

function ordered(rows: Seen[], orderby: string | null, properties: Properties): Seen[] {
  if (!orderby) return rows
  const terms = orderby.split(',').map((term) => {
    const [name, direction] = term.trim().split(/\s+/)
    if (!properties[name!]) throw new Refusal(400, '/IWBEP/CM_MGW_RT/021', `Property ${name} not found in $orderby`)
    return { name: name!, sign: direction === 'desc' ? -1 : 1 }
  })
  return rows.toSorted(({ shown: a }, { shown: b }) => {
    for (const { name, sign } of terms) {
      const [one, other] = [String(a[name] ?? ''), String(b[name] ?? '')]
      if (one !== other) return one < other ? -sign : sign
    }
    return 0
  })
}

function natural(text: string | null, otherwise: number): number {
  if (text === null) return otherwise
  if (!/^\d+$/.test(text)) throw new Refusal(400, '/IWBEP/CM_MGW_RT/021', `Invalid system query option value ${text}`)
  return Number(text)
}

/** `$select` and `$expand`; V4's nested options come to the same as V2's paths. */
export function selectionOf(query: URLSearchParams): Selection {
  const expand: Record<string, string[]> = {}
  for (const path of split(query.get('$expand') ?? '')) {
    const nested = /^(\w+)\(\$expand=(.*)\)$/.exec(path)
    const [first, ...rest] = nested ? [nested[1]!, ...split(nested[2]!)] : path.split('/')
    expand[first!] = [...(expand[first!] ?? []), ...(nested ? rest : rest.length > 0 ? [rest.join('/')] : [])]
  }
  return { select: query.get('$select')?.split(','), expand }
}

/** At commas outside of parentheses. */
const split = (text: string): string[] => text.match(/(?:[^,()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+/g) ?? []

export function targets(unit: Unit, service: Service, navigation: Navigation, row: Row): Row[] {
  const target = service.sets[navigation.set]!
  const [[theirs, ours]] = Object.entries(navigation.on) as [[string, string]]
  return unit
    .where(target.table, theirs, String(row[ours]))
    .filter((each) => Object.entries(navigation.on).every(([property, source]) => each[property] === row[source]))
}

/** An entity as JSON of its version. */
export function entity(shown: Shown, set: EntitySet, row: Row, selection: Selection): object {
  const { unit, service, base } = shown
  const full = shownRow(unit, set, row)
  const uri = `${base}${service.path}/${keyPath(service, set, full)}`
  const wanted = (name: string) => !selection.select || selection.select.some((each) => each.split('/')[0] === name)
  const values = Object.fromEntries(
    Object.entries(set.properties).flatMap(([name, property]) =>
      wanted(name) ? [[name, written(shown, property, full[name]!)]] : [],
    ),
  )
  const expanded = Object.fromEntries(
    Object.entries(set.navigation).flatMap(([name, navigation]): [string, unknown][] => {
      const paths = selection.expand[name]
      if (!paths)
        return service.version === 'V2' && wanted(name) ? [[name, { __deferred: { uri: `${uri}/${name}` } }]] : []
      const target = service.sets[navigation.set]!
      const nested = selectionOf(new URLSearchParams(paths.length > 0 ? { $expand: paths.join(',') } : {}))
      const found = targets(unit, service, navigation, row).map((each) => entity(shown, target, each, nested))
      if (!navigation.many) return [[name, found[0] ?? null]]
      return [[name, service.version === 'V2' ? { results: found } : found]]
    }),
  )
  const etag = set.etag ? etagOf(row) : undefined
  if (service.version === 'V4') return { ...(etag && { '@odata.etag': etag }), ...values, ...expanded }
  return {
    __metadata: { id: uri, uri, type: `${service.namespace}.${set.type}`, ...(etag && { etag }) },
    ...values,
    ...expanded,
  }
}

const exactJson = JSON as unknown as { rawJSON(text: string): unknown }

/** A value as its version writes it: V2 quotes decimals and counts milliseconds, V4 does so where it is asked to. */
export function written({ service, exact }: Pick<Shown, 'service' | 'exact'>, { type }: Property, value: Row[string]) {
  if (value === null || typeof value === 'boolean') return value
  if (type === 'Decimal') {
    const digits = new Decimal(value).toFixed()
    const text = value.includes('.') ? value : digits
    return service.version === 'V2' || exact ? text : exactJson.rawJSON(digits)
  }
  if (service.version === 'V4') return value
  if (type === 'DateTime') return `/Date(${Date.parse(`${value.slice(0, 10)}T00:00:00Z`)})/`
  return type === 'DateTimeOffset' ? `/Date(${Date.parse(value)}+0000)/` : value
}
