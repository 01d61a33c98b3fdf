import { createHash } from 'node:crypto'
import type { Properties } from './property.ts'
import type { Unit } from './unit.ts'

/** An entity as the books keep it: decimals and dates as text (`2026-03-31`), moments in ISO 8601 UTC. */
export type Row = Record<string, string | boolean | null>

/** What a client sent: values, and nested entities by navigation property. */
export type Draft = { values: Row; nested: Record<string, Draft[]> }

/** `on`: property of the target → property of the source. */
export type Navigation = { set: string; many: boolean; on: Record<string, string> }

export type EntitySet = {
  name: string
  /** The entity type's name. */
  type: string
  /** Table of the books; services of both versions may share one. */
  table: string
  properties: Properties
  navigation: Record<string, Navigation>
  /** Writes ask for `If-Match`. */
  etag: boolean
  create?: (unit: Unit, draft: Draft) => Row
  update?: (unit: Unit, row: Row, changes: Row) => Row
  /** The rows as this service shows them. */
  view?: (unit: Unit, row: Row) => Row
}

export type FunctionImport = (unit: Unit, parameters: Record<string, string>) => Row

export type Service = {
  /** Without a slash at its end. */
  path: string
  namespace: string
  version: 'V2' | 'V4'
  sets: Record<string, EntitySet>
  functions: Record<string, { parameters: Properties; returns: Properties; type: string; call: FunctionImport }>
}

export const keysOf = (set: Pick<EntitySet, 'properties'>): string[] =>
  Object.entries(set.properties).flatMap(([name, property]) => (property.key ? [name] : []))

export const idOf = (set: EntitySet, row: Row): string =>
  keysOf(set)
    .map((key) => row[key])
    .join('/')

/** Changes with every change of the entity. */
export const etagOf = (row: Row): string =>
  `W/"'${createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 40).toUpperCase()}'"`

/** Every property the set knows, empty where nobody gave it a value, as SAP shows it. */
export function completed(properties: Properties, row: Row): Row {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => {
      const given = row[name]
      if (given !== undefined) return [name, given]
      return [name, type === 'String' ? '' : type === 'Boolean' ? false : type === 'Decimal' ? '0' : null]
    }),
  )
}

export function entitySet(
  set: Pick<EntitySet, 'name' | 'properties'> & Partial<Omit<EntitySet, 'name' | 'properties'>>,
): EntitySet {
  return { type: `${set.name}Type`, table: set.name, navigation: {}, etag: true, ...set }
}
