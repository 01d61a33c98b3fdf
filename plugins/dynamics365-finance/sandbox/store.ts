import type { Books } from '@gantry/core/sandbox'

/** A record: text by property name; see `Property` for how numbers and dates are kept. */
export type Row = Record<string, string>

type Change = { row: Row | null; write: string | undefined }

/** One transaction over the books: nothing is written unless it is committed. */
export class Store {
  readonly #books: Books
  readonly #changes = new Map<string, Map<string, Change>>()

  constructor(books: Books) {
    this.#books = books
  }

  get(table: string, id: string): Row | undefined {
    const change = this.#changes.get(table)?.get(id)
    return change ? (change.row ?? undefined) : this.#books.get<Row>(table, id)
  }

  all(table: string): Row[] {
    const changes = this.#changes.get(table)
    const rows = this.#books.all<Row>(table)
    if (!changes) return rows
    const changed = new Set([...changes.keys()].map((id) => this.#books.get<Row>(table, id)))
    const made = [...changes.values()].flatMap(({ row }) => (row ? [row] : []))
    return [...rows.filter((row) => !changed.has(row)), ...made]
  }

  put(table: string, id: string, row: Row, write?: string): void {
    this.#changesOf(table).set(id, { row, write })
  }

  remove(table: string, id: string, write?: string): void {
    this.#changesOf(table).set(id, { row: null, write })
  }

  commit(): void {
    for (const [table, changes] of this.#changes)
      for (const [id, { row, write }] of changes) {
        if (row) this.#books.put(table, id, row, write)
        else if (this.#books.get(table, id)) this.#books.remove(table, id, write)
      }
    this.#changes.clear()
  }

  /** The next number of a sequence, from 1. */
  next(sequence: string): number {
    const value = Number(this.get('_sequence', sequence)?.value ?? 0) + 1
    this.put('_sequence', sequence, { value: String(value) })
    return value
  }

  #changesOf(table: string): Map<string, Change> {
    const changes = this.#changes.get(table) ?? new Map<string, Change>()
    this.#changes.set(table, changes)
    return changes
  }
}
