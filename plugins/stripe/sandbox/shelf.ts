import type { Books } from '@gantry/core/sandbox'

type Record_ = { id: string; created: number }

/** A table of the books with indexes: the words a record can be found by. */
export class Shelf<T extends Record_> {
  readonly #books: Books
  readonly #table: string
  readonly #words: (record: T) => string[]
  readonly #index = new Map<string, Set<string>>()

  constructor(books: Books, table: string, words: (record: T) => string[] = () => []) {
    this.#books = books
    this.#table = table
    this.#words = words
    for (const record of books.all<T>(table)) this.#add(record)
  }

  #add(record: T): void {
    for (const word of this.#words(record)) {
      const ids = this.#index.get(word)
      if (ids) ids.add(record.id)
      else this.#index.set(word, new Set([record.id]))
    }
  }

  get(id: string): T | undefined {
    return this.#books.get<T>(this.#table, id)
  }

  put(record: T, write?: string): T {
    const before = this.get(record.id)
    if (before) for (const word of this.#words(before)) this.#index.get(word)?.delete(record.id)
    this.#add(record)
    this.#books.put(this.#table, record.id, record, write)
    return record
  }

  remove(record: T, write?: string): void {
    for (const word of this.#words(record)) this.#index.get(word)?.delete(record.id)
    this.#books.remove(this.#table, record.id, write)
  }

  /** Oldest first. */
  all(): T[] {
    return this.#books.all<T>(this.#table)
  }

  /** Records that carry the word, oldest first. */
  having(word: string): T[] {
    return [...(this.#index.get(word) ?? [])].map((id) => this.get(id)!)
  }
}
