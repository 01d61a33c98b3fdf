import { Decimal, number } from './json.ts'
import type { Org, Row, Value } from './org.ts'
import { fullId } from './record-id.ts'
import { Refusal } from './refusal.ts'
import { type Field, type ObjectType, schema, typeOf } from './schema.ts'
import type { Condition, Literal, Soql } from './soql.ts'

const named = <T>(entries: Iterable<[string, T]>, name: string): T | undefined => {
  for (const [key, value] of entries) if (key.toLowerCase() === name.toLowerCase()) return value
  return undefined
}

function fieldOf(type: ObjectType, path: string[]): { field: Field; parents: Field[] } {
  const parents: Field[] = []
  let at = type
  for (const step of path.slice(0, -1)) {
    const parent = [...at.fields.values()].find((field) => field.parent?.toLowerCase() === step.toLowerCase())
    if (!parent)
      throw new Refusal('INVALID_FIELD', `Didn't understand relationship '${step}' in field path. (${path.join('.')})`)
    parents.push(parent)
    at = typeOf(parent.referenceTo!)
  }
  const name = path.at(-1)!
  const field = named(at.fields, name)
  if (!field)
    throw new Refusal(
      'INVALID_FIELD',
      `No such column '${name}' on entity '${at.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    )
  return { field, parents }
}

function parentOf(org: Org, row: Row | undefined, parents: Field[]): Row | undefined {
  let at = row
  for (const parent of parents) {
    const id = at?.[parent.name]
    at = typeof id === 'string' ? org.get(parent.referenceTo!, id) : undefined
  }
  return at
}

const NUMERIC = new Set(['double', 'currency', 'percent'])

function compared(field: Field, held: Value, given: Literal): number | undefined {
  if (held === null || given === null) return held === given ? 0 : undefined
  if (NUMERIC.has(field.type)) return new Decimal(String(held)).comparedTo(String(given))
  if (field.type === 'datetime') return Date.parse(String(held)) - Date.parse(String(given))
  if (field.type === 'reference' || field.type === 'id') return held === fullId(String(given)) ? 0 : 1
  if (field.type === 'boolean') return held === given ? 0 : 1
  // Text compares without regard to case, but for fields that are unique with regard to it.
  const [a, b] = [held, given].map((text) => (field.externalId ? String(text) : String(text).toLowerCase())) as [
    string,
    string,
  ]
  return a < b ? -1 : a > b ? 1 : 0
}

function like(held: Value, pattern: string): boolean {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/%/g, '.*')
    .replace(/_/g, '.')
  return typeof held === 'string' && new RegExp(`^${source}$`, 'is').test(held)
}

function holds(field: Field, held: Value, { operator, value }: Condition): boolean {
  if (Array.isArray(value)) return value.some((item) => compared(field, held, item) === 0) === (operator === 'IN')
  if (operator === 'LIKE') return like(held, String(value))
  const order = compared(field, held, value)
  if (operator === '=') return order === 0
  if (operator === '!=') return order !== 0
  if (order === undefined) return false
  return { '<': order < 0, '>': order > 0, '<=': order <= 0, '>=': order >= 0 }[operator as '<']
}

/** Rows worth looking at: by id or index where a condition allows it, or all. */
function candidates(org: Org, type: ObjectType, where: Condition[]): Iterable<Row> {
  for (const { path, operator, value } of where) {
    if (operator !== '=' || typeof value !== 'string') continue
    const { field, parents } = fieldOf(type, path)
    if (parents.length === 0 && field.type === 'id') {
      const row = org.get(type.name, fullId(value))
      return row ? [row] : []
    }
    const wanted = field.type === 'reference' ? fullId(value) : value
    const holder = parents.length === 0 ? type.name : parents.at(-1)!.referenceTo!
    const found = parents.length < 2 ? org.having(holder, field.name, wanted) : undefined
    if (!found) continue
    if (parents.length === 0) return found
    return found.flatMap((parent) => org.having(type.name, parents[0]!.name, parent.Id) ?? [])
  }
  return org.all(type.name)
}

function select(org: Org, type: ObjectType, query: Soql, from?: Iterable<Row>): Row[] {
  const conditions = query.where.map((condition) => ({ condition, ...fieldOf(type, condition.path) }))
  const order = query.orderBy.map((by) => ({ ...by, ...fieldOf(type, by.path) }))
  for (const path of query.fields) fieldOf(type, path)
  let rows = [...(from ?? candidates(org, type, query.where))].filter((row) =>
    conditions.every(({ condition, field, parents }) =>
      holds(field, parentOf(org, row, parents)?.[field.name] ?? null, condition),
    ),
  )
  if (order.length > 0)
    rows = rows.toSorted((a, b) => {
      for (const { field, parents, descending } of order) {
        const [left, right] = [a, b].map((row) => parentOf(org, row, parents)?.[field.name] ?? null)
        // Nulls come first.
        const sign = left === null ? (right === null ? 0 : -1) : (compared(field, left!, right as Literal) ?? 1)
        if (sign !== 0) return descending ? -sign : sign
      }
      return 0
    })
  return rows.slice(query.offset, query.limit === undefined ? undefined : query.offset + query.limit)
}

/** A value as the API writes it. */
export function shown(field: Field, value: Value | undefined): unknown {
  if (value === null || value === undefined) return null
  if (NUMERIC.has(field.type)) return number(String(value))
  if (field.type === 'datetime') return String(value).replace('Z', '+0000')
  return value
}

export const attributes = (version: string, object: string, id: string) => ({
  attributes: { type: object, url: `/services/data/v${version}/sobjects/${object}/${id}` },
})

function render(org: Org, version: string, type: ObjectType, query: Soql, row: Row): Record<string, unknown> {
  const record: Record<string, unknown> = attributes(version, type.name, row.Id)
  for (const path of query.fields) {
    const { field, parents } = fieldOf(type, path)
    let target = record
    let at: Row | undefined = row
    for (const parent of parents) {
      at = parentOf(org, at, [parent])
      if (!at) {
        target[parent.parent!] = null
        break
      }
      target[parent.parent!] ??= attributes(version, parent.referenceTo!, at.Id)
      target = target[parent.parent!] as Record<string, unknown>
    }
    if (at) target[field.name] = shown(field, at[field.name])
  }
  for (const child of query.children) {
    const relation = named(type.children, child.from)
    if (!relation)
      throw new Refusal('INVALID_TYPE', `Didn't understand relationship '${child.from}' in FROM part of query call.`)
    const rows = select(org, typeOf(relation.object), child, org.having(relation.object, relation.field, row.Id))
    record[child.from] =
      rows.length === 0
        ? null
        : {
            totalSize: rows.length,
            done: true,
            records: rows.map((found) => render(org, version, typeOf(relation.object), child, found)),
          }
  }
  return record
}

/** Runs a query, among the deleted records too (`queryAll`) if told so: how many there are, and a way to write the rows from one place to another. */
export function run(org: Org, version: string, query: Soql, deleted = false) {
  const type = schema.get(query.from.toLowerCase())
  if (!type)
    throw new Refusal(
      'INVALID_TYPE',
      `sObject type '${query.from}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name.`,
    )
  const bin = deleted ? org.binned(type.name) : []
  const rows = deleted ? select(org, type, query, [...org.all(type.name), ...bin]) : select(org, type, query)
  const ids = rows.map((row) => row.Id)
  const inBin = new Map(bin.map((row) => [row.Id, row]))
  return {
    size: ids.length,
    page: (start: number, end: number) =>
      ids.slice(start, end).flatMap((id) => {
        const row = org.get(type.name, id) ?? inBin.get(id)
        return row ? [render(org, version, type, query, row)] : []
      }),
  }
}
