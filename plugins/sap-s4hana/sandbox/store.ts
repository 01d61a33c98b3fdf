import type { Books } from '@gantry/core/sandbox'
import type { Row } from './entity.ts'

/** The books with indexes on the properties that were ever searched by: a look-up is not to read every document. */
export class Store {
  readonly #books: Books
  readonly #indexes = new Map<string, Map<string, Map<unknown, Set<object>>>>()

  constructor(books: Books) {
    this.#books = books
  }

  get<T>(table: string, id: string): T | undefined {
    return this.#books.get<T>(table, id)
  }

  all<T>(table: string): T[] {
    return this.#books.all<T>(table)
  }

  where<T>(table: string, property: string, value: unknown): T[] {
    return [...(this.#index(table, property).get(value) ?? [])] as T[]
  }

  /** How many rows `where` would give. */
  count(table: string, property: string, value: unknown): number {
    return this.#index(table, property).get(value)?.size ?? 0
  }

  put(table: string, id: string, row: object, write?: string): void {
    const before = this.#books.get<object>(table, id)
    this.#books.put(table, id, row, write)
    for (const [property, values] of this.#indexes.get(table) ?? []) {
      if (before) values.get((before as Row)[property])?.delete(before)
      add(values, (row as Row)[property], row)
    }
  }

  #index(table: string, property: string): Map<unknown, Set<object>> {
    const indexes = this.#indexes.get(table) ?? new Map<string, Map<unknown, Set<object>>>()
    this.#indexes.set(table, indexes)
    let values = indexes.get(property)
    if (!values) {
      values = new Map()
      for (const row of this.#books.all<Row>(table)) add(values, row[property], row)
      indexes.set(property, values)
    }
    return values
  }
}

function add(values: Map<unknown, Set<object>>, value: unknown, row: object): void {
  const rows = values.get(value)
  if (rows) rows.add(row)
  else values.set(value, new Set([row]))
}
