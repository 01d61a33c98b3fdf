import type { Row } from './entity.ts'
import type { Store } from './store.ts'

type Change = { table: string; id: string; row: object; write?: string }

/**
 * A unit of work: what is written is seen by whoever reads through it, and is in the books after `commit` or never. A
 * change set is one unit, so it is all or nothing.
 */
export class Unit {
  readonly #store: Store
  readonly #now: () => string
  /** The id of the request that is to be written beside the document it makes. */
  readonly correlation: string | undefined
  #changes: Change[] = []

  constructor(store: Store, now: () => string, correlation?: string) {
    this.#store = store
    this.#now = now
    this.correlation = correlation
  }

  /** ISO 8601 UTC, by the sandbox's clock. */
  now(): string {
    return this.#now()
  }

  today(): string {
    return this.#now().slice(0, 10)
  }

  get<T = Row>(table: string, id: string): T | undefined {
    const staged = this.#changes.findLast((change) => change.table === table && change.id === id)
    return (staged?.row as T | undefined) ?? this.#store.get<T>(table, id)
  }

  all<T = Row>(table: string): T[] {
    return this.#with(table, this.#store.all<T>(table), () => true)
  }

  /** The rows whose property has this value. */
  where<T = Row>(table: string, property: string, value: string): T[] {
    return this.#with(table, this.#store.where<T>(table, property, value), (row) => (row as Row)[property] === value)
  }

  /** The rows that the fewest have to be looked at for, of those whose properties all have these values. */
  narrowed<T = Row>(table: string, equal: readonly (readonly [property: string, value: string])[]): T[] {
    const [first, ...others] = equal
    if (!first) return this.all(table)
    const count = ([property, value]: readonly [string, string]) => this.#store.count(table, property, value)
    return this.where(table, ...others.reduce((least, each) => (count(each) < count(least) ? each : least), first))
  }

  /** `write` names the API write whose effect it is. */
  put(table: string, id: string, row: object, write?: string): void {
    this.#changes.push({ table, id, row, ...(write && { write }) })
  }

  /** The next number of a range. */
  next(range: string, from: number): string {
    const last = this.get<{ last: number }>('number', range)?.last ?? from - 1
    this.put('number', range, { last: last + 1 })
    return String(last + 1)
  }

  commit(): void {
    for (const { table, id, row, write } of this.#changes) this.#store.put(table, id, row, write)
    this.#changes = []
  }

  #with<T>(table: string, stored: T[], belongs: (row: T) => boolean): T[] {
    const staged = new Map(this.#changes.flatMap((each) => (each.table === table ? [[each.id, each.row as T]] : [])))
    if (staged.size === 0) return stored
    const replaced = new Set([...staged.keys()].map((id) => this.#store.get<T>(table, id)))
    return [...stored.filter((row) => !replaced.has(row)), ...[...staged.values()].filter(belongs)]
  }
}
