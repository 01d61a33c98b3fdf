import { createHash, randomUUID } from 'node:crypto'
import type { Books } from '../books.ts'
import type { Clock } from '../clock.ts'
import { isRecord, type Schema } from './document.ts'
import type { Place } from './resources.ts'
import type { Shape } from './shape.ts'

/** A record as the books hold it. */
export type Kept = {
  scope: string
  key: string
  kind: string
  value: Record<string, unknown>
  at: string
  version: number
}

/** The records of a sandbox, by table, by whose they are, and by their key. */
export class Records {
  readonly #books: Books
  readonly #clock: Clock

  constructor(books: Books, clock: Clock) {
    this.#books = books
    this.#clock = clock
  }

  get(place: Place, path: Record<string, string>): Kept | undefined {
    return this.#books.get<Kept>(place.table, idOf(scopeOf(place, path), keyOf(place, path)))
  }

  all(place: Place, path: Record<string, string>): Kept[] {
    const scope = scopeOf(place, path)
    return this.#books.all<Kept>(place.table).filter((kept) => kept.scope === scope)
  }

  put(place: Place, scope: string, key: string, value: Record<string, unknown>, write: string): Kept {
    const before = this.#books.get<Kept>(place.table, idOf(scope, key))
    const kept: Kept = {
      scope,
      key,
      kind: place.kind,
      value,
      at: before?.at ?? this.#clock.iso(),
      version: (before?.version ?? 0) + 1,
    }
    this.#books.put(place.table, idOf(scope, key), kept, write)
    return kept
  }

  remove(place: Place, path: Record<string, string>, write: string): void {
    this.#books.remove(place.table, idOf(scopeOf(place, path), keyOf(place, path)), write)
  }

  size(place: Place): number {
    return this.#books.size(place.table)
  }
}

const idOf = (scope: string, key: string) => `${scope}|${key}`
export const scopeOf = ({ scope }: Place, path: Record<string, string>): string =>
  scope.map((name) => path[name] ?? '').join('/')
export const keyOf = ({ key }: Place, path: Record<string, string>): string =>
  key.map((name) => path[name] ?? '').join(',')

/** Which field of a record its key parameter means. */
export function keyField(shape: Shape, parameter: string, kind: string): string {
  const names = Object.keys(shape.properties)
  const plain = (name: string) => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
  const wanted = [parameter, 'id', `${kind}Id`, '_id', 'uid', 'uuid', 'key', `${kind}Number`, 'number', 'code', 'name']
  for (const candidate of wanted) {
    const found = names.find((name) => plain(name) === plain(candidate))
    if (found) return found
  }
  return 'id'
}

/** A new key of the kind the schema asks for, never one that was given before. */
export function newKey(
  schema: Schema | undefined,
  shape: Shape | undefined,
  kind: string,
  count: number,
): string | number {
  const type = shape?.type ?? schema?.type
  const format = shape?.rest.format ?? schema?.format
  if (type === 'integer' || type === 'number') return 1000 + count
  if (format === 'uuid') return randomUUID()
  const most = Number(shape?.rest.maxLength ?? 255)
  const digits = createHash('sha256').update(`${kind} ${count}`).digest('hex').slice(0, 8)
  return `${kind.slice(0, 12)}_${count}${digits}`.slice(-Math.max(most, 4))
}

/** A deep copy with the fields of `change` put over it. */
export function changed(value: Record<string, unknown>, change: unknown): Record<string, unknown> {
  if (!isRecord(change)) return value
  const copy = { ...value }
  for (const [name, given] of Object.entries(change)) {
    const before = copy[name]
    copy[name] = isRecord(before) && isRecord(given) ? changed(before, given) : given
  }
  return copy
}
