import { createHash, randomUUID } from 'node:crypto'
import type { Books } from '../books.ts'
import type { Clock } from '../clock.ts'
import { isRecord } from './document.ts'
import { textMatching } from './pattern.ts'
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

/** A new key as the path and the record ask for it, never one that was given before. */
export function newKey(inPath: Shape, inRecord: Shape, kind: string, count: number): string | number {
  const numeric = ({ type }: Shape) => type === 'integer' || type === 'number'
  if (numeric(inRecord)) return 1000 + count
  const { format, pattern, minLength, maxLength } = { ...inRecord.rest, ...inPath.rest }
  if (format === 'uuid') return randomUUID()
  const digits = createHash('sha256').update(`${kind} ${count}`).digest('hex')
  const candidates = [
    `${kind}_${count}${digits.slice(0, 8)}`,
    `${kind.replace(/[^A-Za-z]/g, '')}${count}`,
    String(1000 + count),
    digits.slice(0, 24),
    digits.toUpperCase().slice(0, 12),
    String(count).padStart(10, '0'),
  ]
  if (numeric(inPath)) return 1000 + count
  const lengths = { least: Number(minLength ?? 1), most: Number(maxLength ?? 255) }
  const fits = (key: string) =>
    key.length >= lengths.least &&
    key.length <= lengths.most &&
    (typeof pattern !== 'string' || new RegExp(pattern).test(key))
  const fitting = candidates.find(fits)
  if (fitting !== undefined) return fitting
  let at = 0
  const pick = (letters: number) => Number.parseInt(digits[at++ % digits.length]!, 16) % letters
  const made = textMatching(typeof pattern === 'string' ? pattern : '^[0-9a-f]+$', lengths, pick)
  return made ?? candidates[2]!
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
