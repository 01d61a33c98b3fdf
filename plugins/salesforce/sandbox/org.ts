import type { Books } from '@gantry/core/sandbox'
import { recordId } from './record-id.ts'
import { schema, typeOf } from './schema.ts'

/** Numbers as decimal strings, dates as ISO 8601; the schema says which is which. */
export type Value = string | boolean | null
export type Row = { readonly [field: string]: Value } & { readonly Id: string }

/** A record saved in the present transaction, before and after; `binned`: as the recycle bin keeps a deleted one. */
export type Change = { object: string; before: Row | undefined; after: Row | undefined; binned?: Row }

const COUNTERS = '_counters'
const BIN = '_bin:'
/** The user that the connected app runs as, and one of the reps. */
export const INTEGRATION_USER = recordId('005', 1)
export const REP = recordId('005', 2)
const orgs = new WeakMap<Books, Org>()

/**
 * The org's records with their indexes, and the transaction the platform runs each call in. All of it is synchronous:
 * no other request sees a transaction half done.
 */
export class Org {
  readonly #books: Books
  readonly #tables = new Map<string, Map<string, Row>>()
  /** Object → indexed field → value → ids. */
  readonly #indexes = new Map<string, Map<string, Map<string, Set<string>>>>()
  /** Object → its last auto-number. */
  readonly #counters = new Map<string, number>()
  readonly #used = new Set<string>()
  /** The user whose call or click the present transaction is. */
  user = INTEGRATION_USER
  #changes: Change[] = []
  #settled = 0
  #callouts: { after: number; send: () => void }[] = []

  /** One org per books: the API and the reps' actions see the same. */
  static of(books: Books): Org {
    const org = orgs.get(books) ?? new Org(books)
    orgs.set(books, org)
    return org
  }

  private constructor(books: Books) {
    this.#books = books
    for (const { name, fields } of schema.values()) {
      this.#tables.set(name, new Map())
      const indexed = [...fields.values()].filter((field) => field.externalId || field.referenceTo)
      this.#indexes.set(name, new Map(indexed.map((field) => [field.name, new Map()])))
      this.#counters.set(name, books.get<{ last: number }>(COUNTERS, name)?.last ?? 0)
      for (const row of books.all<Row>(name)) this.#set(name, row.Id, row)
    }
  }

  get(object: string, id: string): Row | undefined {
    return this.#tables.get(object)!.get(id)
  }

  all(object: string): Iterable<Row> {
    return this.#tables.get(object)!.values()
  }

  /** What was deleted. Nobody empties this bin: the platform does, after 15 days. */
  binned(object: string): Row[] {
    return this.#books.all<Row>(BIN + object)
  }

  /** The records with this value in an indexed field; undefined where there is no index. */
  having(object: string, field: string, value: string): Row[] | undefined {
    const index = this.#indexes.get(object)!.get(field)
    return index && [...(index.get(value) ?? [])].map((id) => this.get(object, id)!)
  }

  /** A new id and the object's next auto-number. Gaps are left by what is rolled back, as on the platform. */
  next(object: string): { id: string; number: number } {
    const number = this.#counters.get(object)! + 1
    this.#counters.set(object, number)
    this.#used.add(object)
    return { id: recordId(typeOf(object).prefix, number), number }
  }

  save(object: string, row: Row): void {
    this.#changes.push({ object, before: this.get(object, row.Id), after: row })
    this.#set(object, row.Id, row)
  }

  delete(object: string, id: string, stamps: Record<string, Value>): void {
    const before = this.get(object, id)!
    const binned = { ...before, ...stamps, IsDeleted: true }
    this.#changes.push({ object, before, after: undefined, binned })
    this.#set(object, id, undefined)
  }

  savepoint(): number {
    return this.#changes.length
  }

  rollback(savepoint = 0): void {
    while (this.#changes.length > savepoint) {
      const { object, before, after } = this.#changes.pop()!
      this.#set(object, (before ?? after)!.Id, before)
    }
    this.#settled = Math.min(this.#settled, savepoint)
    this.#callouts = this.#callouts.filter(({ after }) => after <= savepoint && savepoint > 0)
  }

  /** Sends once the transaction is committed, as the platform does with callouts; never if it is rolled back. */
  callOut(send: () => void): void {
    this.#callouts.push({ after: this.#changes.length, send })
  }

  /** Changes that triggers have not seen yet. */
  unsettled(): Change[] {
    const changes = this.#changes.slice(this.#settled)
    this.#settled = this.#changes.length
    return changes
  }

  /** Writes the transaction into the books; `write` counts once, on the record the caller wrote first. */
  commit(write?: string): void {
    // First: a record kept without its counter would lose its id to the next one.
    for (const object of this.#used) this.#books.put(COUNTERS, object, { last: this.#counters.get(object)! })
    const last = new Map(
      this.#changes.map(({ object, before, after, binned }) => [(before ?? after)!.Id, { object, after, binned }]),
    )
    let label = write
    for (const [id, { object, after, binned }] of last) {
      if (after) this.#books.put(object, id, after, label)
      else this.#books.remove(object, id, label)
      if (binned) this.#books.put(BIN + object, id, binned)
      label = undefined
    }
    const callouts = this.#callouts
    this.#changes = []
    this.#settled = 0
    this.#callouts = []
    this.#used.clear()
    for (const { send } of callouts) send()
  }

  #set(object: string, id: string, row: Row | undefined): void {
    const table = this.#tables.get(object)!
    const old = table.get(id)
    for (const [field, index] of this.#indexes.get(object)!) {
      const was = old?.[field]
      const is = row?.[field]
      if (was === is) continue
      if (typeof was === 'string') index.get(was)?.delete(id)
      if (typeof is === 'string') index.set(is, (index.get(is) ?? new Set()).add(id))
    }
    if (row) table.set(id, row)
    else table.delete(id)
  }
}
