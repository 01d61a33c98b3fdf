import { closeSync, existsSync, fdatasync, mkdirSync, openSync, readFileSync, truncateSync, write } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const fdatasyncAsync = promisify(fdatasync)
const writeAsync = promisify(write) as unknown as (fd: number, buffer: Buffer, offset: number) => Promise<number>

/** A record as it stands in a table; `null` once removed. */
type Line = { table: string; id: string; record: unknown; at: string; write?: string }

/**
 * A sandbox's own books: tables of JSON records, kept in memory and in one append-only file.
 * A change is visible at once and durable after `durable()`; answer a request only then.
 * Many requests share one fsync.
 */
export class Books {
  readonly #tables = new Map<string, Map<string, unknown>>()
  readonly #fd: number
  #pending: string[] = []
  #flushing: Promise<void> | undefined
  #effects = 0

  private constructor(fd: number) {
    this.#fd = fd
  }

  static open(path: string): Books {
    mkdirSync(dirname(path), { recursive: true })
    const lines = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const whole = lines.slice(0, lines.lastIndexOf('\n') + 1)
    // A killed process may leave half a line, which nobody was ever told of.
    if (whole.length < lines.length) truncateSync(path, Buffer.byteLength(whole))
    const books = new Books(openSync(path, 'a'))
    for (const text of whole.split('\n')) if (text) books.#apply(JSON.parse(text) as Line)
    return books
  }

  #apply(line: Line): void {
    const table = this.#table(line.table)
    if (line.record === null) table.delete(line.id)
    else table.set(line.id, line.record)
    if (line.write) this.#effects++
  }

  #table(name: string): Map<string, unknown> {
    const table = this.#tables.get(name) ?? new Map<string, unknown>()
    this.#tables.set(name, table)
    return table
  }

  get<T>(table: string, id: string): T | undefined {
    return this.#table(table).get(id) as T | undefined
  }

  all<T>(table: string): T[] {
    return [...this.#table(table).values()] as T[]
  }

  find<T>(table: string, matches: (record: T) => boolean): T | undefined {
    for (const record of this.#table(table).values()) if (matches(record as T)) return record as T
    return undefined
  }

  size(table: string): number {
    return this.#table(table).size
  }

  tables(): string[] {
    return [...this.#tables.keys()]
  }

  /** Stores a record. Pass a new object: records are shared by reference. `write` names the API write it is an effect of. */
  put(table: string, id: string, record: object, write?: string): void {
    const line: Line = { table, id, record, at: new Date().toISOString(), ...(write && { write }) }
    this.#apply(line)
    this.#pending.push(JSON.stringify(line))
  }

  remove(table: string, id: string, write?: string): void {
    const line: Line = { table, id, record: null, at: new Date().toISOString(), ...(write && { write }) }
    this.#apply(line)
    this.#pending.push(JSON.stringify(line))
  }

  /** Writes made by clients of the vendor's API since the books were begun. */
  get effects(): number {
    return this.#effects
  }

  /** Resolves once everything put so far is on disk. */
  async durable(): Promise<void> {
    while (this.#pending.length > 0 || this.#flushing) {
      if (this.#flushing) await this.#flushing
      else await this.#flush()
    }
  }

  #flush(): Promise<void> {
    const lines = this.#pending
    this.#pending = []
    this.#flushing = (async () => {
      const buffer = Buffer.from(`${lines.join('\n')}\n`)
      for (let offset = 0; offset < buffer.length; ) offset += await writeAsync(this.#fd, buffer, offset)
      await fdatasyncAsync(this.#fd)
    })().finally(() => {
      this.#flushing = undefined
    })
    return this.#flushing
  }

  async close(): Promise<void> {
    await this.durable()
    closeSync(this.#fd)
  }
}
