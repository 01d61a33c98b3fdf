import type { Keyring } from './keyring.ts'

/** A JSON value that is not to lie readable in the database. The connection seals it as it leaves (`sealingClient`). */
export class Sealable {
  readonly tenant: string
  readonly text: string
  /** What stays readable beside it, since the engine looks at it in the database. */
  readonly clear: Readonly<Record<string, unknown>>

  constructor(tenant: string, text: string, clear: Readonly<Record<string, unknown>> = {}) {
    this.tenant = tenant
    this.text = text
    this.clear = clear
  }

  sealed(keyring: Keyring): string {
    return JSON.stringify({ $sealed: keyring.seal(this.tenant, this.text), ...this.clear })
  }

  /** Where no keyring is given the value is kept as it is (pg, "toPostgres"). */
  toPostgres(): string {
    return this.text
  }
}

/** On a value that was sealed: the names of what stood readable beside it. */
const SEALED: unique symbol = Symbol('sealed')

type Marked = { readonly [SEALED]?: readonly string[] }

/** Marks a value as one that is kept sealed; it looks the same to everybody else. */
export function markSealed<T>(value: T, clear: readonly string[] = []): T {
  if (typeof value === 'object' && value !== null)
    Object.defineProperty(value, SEALED, { value: clear, enumerable: false, configurable: true })
  return value
}

export const isMarked = (value: unknown): boolean => clearNames(value) !== undefined

const clearNames = (value: unknown): readonly string[] | undefined =>
  typeof value === 'object' && value !== null ? (value as Marked)[SEALED] : undefined

/** JSON for a column: sealed where `like`, which it belongs to or replaces, is. */
export function keptLike(like: unknown, tenant: string, value: unknown): string {
  const clear = clearNames(like)
  const text = JSON.stringify(value)
  if (!clear) return text
  const fields = (value ?? {}) as Record<string, unknown>
  const beside = Object.fromEntries(clear.flatMap((name) => (name in fields ? [[name, fields[name]]] : [])))
  return new Sealable(tenant, text, beside) as unknown as string
}

/** Opens what is sealed anywhere in a JSON text of the database. What cannot be opened stays as it is. */
export function parseOpening(keyring: Keyring, text: string): unknown {
  const value = JSON.parse(text) as unknown
  return text.includes('"$sealed":"') ? opened(keyring, value) : value
}

function opened(keyring: Keyring, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => opened(keyring, entry))
  if (typeof value !== 'object' || value === null) return value
  const { $sealed, ...clear } = value as { $sealed?: unknown }
  if (typeof $sealed !== 'string')
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, opened(keyring, entry)]))
  const text = keyring.open($sealed)
  // Its content is never looked through: what somebody sent us is not opened because it looks like ours.
  return text === undefined ? value : markSealed(parsed(text), Object.keys(clear))
}

/** What vendors sent is sealed as it came, and need not be JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Whether a value is still sealed: under a key that this process does not have. */
export const isUnopened = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { $sealed?: unknown }).$sealed === 'string'
