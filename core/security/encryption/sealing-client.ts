import pg from 'pg'
import { BinaryArray } from '../../database/binary-array.ts'
import type { Keyring } from './keyring.ts'
import { parseOpening, Sealable } from './sealable.ts'

const JSON_TYPES = [114, 3802]

/** What a pool needs to seal what leaves and to open what comes. */
export const sealing = (keyring: Keyring) => ({
  Client: sealingClient(keyring),
  types: {
    getTypeParser: ((type: number, format: 'text' | 'binary') =>
      JSON_TYPES.includes(type) && format !== 'binary'
        ? (text: string) => parseOpening(keyring, text)
        : pg.types.getTypeParser(type, format)) as typeof pg.types.getTypeParser,
  },
})

const isArray = (value: unknown) => Array.isArray(value) || value instanceof BinaryArray

type Query = (this: pg.Client, ...given: unknown[]) => unknown

/** pg's client, of whose parameters those that are `Sealable` leave sealed, in arrays too. */
function sealingClient(keyring: Keyring): typeof pg.Client {
  const seal = (value: unknown): unknown => (value instanceof Sealable ? value.sealed(keyring) : value)
  const sealedOf = (values: readonly unknown[]): unknown[] =>
    values.map((value) =>
      isArray(value) && value.some((entry) => entry instanceof Sealable) ? value.map(seal) : seal(value),
    )
  const query = pg.Client.prototype.query as Query
  return class extends pg.Client {
    override query = function (this: pg.Client, ...[text, values, ...rest]: unknown[]) {
      if (isNamed(text)) return query.call(this, { ...text, values: sealedOf(text.values) }, values, ...rest)
      return query.call(this, text, Array.isArray(values) ? sealedOf(values) : values, ...rest)
    } as never
  }
}

/** A statement with its values in one object; pg's own kinds of queries (a cursor, say) seal nothing. */
const isNamed = (given: unknown): given is { text: string; values: unknown[] } =>
  typeof given === 'object' &&
  given !== null &&
  !('submit' in given) &&
  Array.isArray((given as { values?: unknown }).values)
