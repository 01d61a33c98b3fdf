import type { Class } from './classification.ts'

/** How much went: fields of a class, or rows as a whole. */
export type Gone = { table: string; class: Class | 'row'; entity: string; rows: number; fields: number }

/** Adds up what went, by table, class and entity. */
export class Tally {
  readonly #gone = new Map<string, Gone>()

  count(one: Gone): void {
    const key = JSON.stringify([one.table, one.entity, one.class])
    const before = this.#gone.get(key)
    this.#gone.set(key, before ? { ...one, rows: before.rows + one.rows, fields: before.fields + one.fields } : one)
  }

  add(gone: readonly Gone[]): void {
    for (const one of gone) this.count(one)
  }

  all(): Gone[] {
    return [...this.#gone].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
  }
}
