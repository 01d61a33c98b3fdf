import { ENTITIES } from './entities.ts'
import type { Entity } from './entity.ts'
import { filterOf, orderOf, propertyNamed } from './filter.ts'
import { noResource, Refusal } from './problem.ts'
import type { Row, Store } from './store.ts'
import { viewOf } from './wire.ts'

/** Related entities by the name of the navigation property, and how a row finds them. */
const NAVIGATION: Record<string, Record<string, { set: string; many: boolean; on: Record<string, string> }>> = {
  FreeTextInvoiceHeaders: {
    CustFreeTextInvoiceHeader: {
      set: 'FreeTextInvoiceLines',
      many: true,
      on: { dataAreaId: 'dataAreaId', ParentRecId: 'InvoiceIdentifier' },
    },
  },
  CustomerPaymentJournalHeaders: {
    CustomerPaymentJournalLineHeaderEntity: {
      set: 'CustomerPaymentJournalLines',
      many: true,
      on: { dataAreaId: 'dataAreaId', JournalBatchNumber: 'JournalBatchNumber' },
    },
  },
}

/** What one user sees by default, and how much at once. */
export type Reader = { company: string; pageSize: number }

export type Collection = { value: Record<string, unknown>[]; count?: number; nextSkip?: number }

/** A query of an entity set. Without `cross-company=true` only the user's own company is seen. */
export function read(store: Store, reader: Reader, entity: Entity, query: URLSearchParams): Collection {
  for (const option of query.keys())
    if (option.startsWith('$') && !OPTIONS.includes(option))
      throw new Refusal(400, `The query parameter '${option}' is not supported.`)
  const filter = query.get('$filter')
  const matches = filter ? filterOf(entity, filter) : () => true
  const crossing = query.get('cross-company') === 'true'
  const seen = (row: Row) => crossing || !entity.company || sameCompany(row[entity.company]!, reader.company)
  const rows = store.all(entity.set).filter((row) => seen(row) && matches(row))
  const order = query.get('$orderby')
  if (order) rows.sort(orderOf(entity, order))
  const skip = count(query, '$skip') ?? 0
  const top = count(query, '$top') ?? Number.POSITIVE_INFINITY
  const page = rows.slice(skip, skip + Math.min(top, reader.pageSize))
  const more = page.length < top && skip + page.length < rows.length
  const select = selectOf(entity, query)
  return {
    value: page.map((row) => shown(store, entity, row, query, select)),
    ...(query.get('$count') === 'true' && { count: rows.length }),
    ...(more && { nextSkip: skip + page.length }),
  }
}

const OPTIONS = ['$filter', '$select', '$orderby', '$top', '$skip', '$count', '$expand', '$format']

export const sameCompany = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

export function selectOf(entity: Entity, query: URLSearchParams): string[] | undefined {
  const select = query.get('$select')
  return select?.split(',').map((name) => propertyNamed(entity, name.trim()).name)
}

/** A record as it is answered, with what `$expand` asks for. */
export function shown(
  store: Store,
  entity: Entity,
  row: Row,
  query: URLSearchParams,
  select: string[] | undefined,
): Record<string, unknown> {
  const view = viewOf(entity, row, select)
  for (const name of query.get('$expand')?.split(',') ?? []) {
    const navigation = NAVIGATION[entity.set]?.[name.trim()]
    if (!navigation) throw new Refusal(400, `Could not find a property named '${name}' on type '${entity.name}'.`)
    const target = ENTITIES.find(({ set }) => set === navigation.set)!
    const related = store
      .all(target.set)
      .filter((each) => Object.entries(navigation.on).every(([theirs, ours]) => each[theirs] === row[ours]))
      .map((each) => viewOf(target, each))
    view[name.trim()] = navigation.many ? related : (related[0] ?? null)
  }
  return view
}

function count(query: URLSearchParams, option: string): number | undefined {
  const text = query.get(option)
  if (text === null) return undefined
  if (!/^\d+$/.test(text)) throw new Refusal(400, `Invalid value '${text}' for ${option}.`)
  return Number(text)
}

export function entityNamed(set: string): Entity {
  const entity = ENTITIES.find((each) => each.set === set)
  if (!entity) throw noResource(`the segment '${set}'`)
  return entity
}

export const navigationsOf = (entity: Entity) => Object.entries(NAVIGATION[entity.set] ?? {})
