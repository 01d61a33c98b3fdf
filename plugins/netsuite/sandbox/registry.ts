import type { Books } from '@gantry/core/sandbox'
import type { Ref } from './body.ts'
import { invalidContent, userError } from './problem.ts'

/** Records of a group share one space of external ids (Oracle help, "Shared Internal and External IDs"). */
const GROUPS: Record<string, string> = {
  customer: 'entity',
  nonInventorySaleItem: 'item',
  salesOrder: 'transaction',
  invoice: 'transaction',
  customerPayment: 'transaction',
  customerSubsidiaryRelationship: 'relationship',
}

type Entry = { record: string; id: string }

/** External ids, and the account's running numbers. */
export class Registry {
  readonly #books: Books

  constructor(books: Books) {
    this.#books = books
  }

  /** The internal id behind an external one of this record type. */
  find(record: string, externalId: string): string | undefined {
    const entry = this.#books.get<Entry>('externalId', `${GROUPS[record]}:${externalId}`)
    return entry?.record === record ? entry.id : undefined
  }

  /** Throws where another record of the group has it. */
  assertFree(record: string, externalId: string | undefined): void {
    if (externalId === undefined) return
    if (!/^[\w-]{1,255}$/.test(externalId)) throw invalidContent(`Invalid external ID ${externalId}.`, 'externalId')
    if (this.#books.get<Entry>('externalId', `${GROUPS[record]}:${externalId}`))
      throw userError('This record already exists')
  }

  claim(record: string, externalId: string | undefined, id: string): void {
    if (externalId !== undefined) this.#books.put('externalId', `${GROUPS[record]}:${externalId}`, { record, id })
  }

  /** The record a reference in a body names. */
  resolve<T>(record: string, table: string, ref: Ref, path: string): T {
    const id = ref.id !== undefined ? String(ref.id) : this.find(record, ref.externalId!)
    const found = id === undefined ? undefined : this.#books.get<T>(table, id)
    if (found) return found
    const field = path.split('.').at(-1)
    const value = ref.id !== undefined ? String(ref.id) : ref.externalId
    throw invalidContent(`You have entered an Invalid Field Value ${value} for the following field: ${field}`, path)
  }

  nextTransaction(): string {
    // Numbers of what was deleted are not given again.
    const tables = ['salesOrder', 'invoice', 'customerPayment', 'deletedRecord']
    return String(3001 + tables.reduce((count, table) => count + this.#books.size(table), 0))
  }
}
