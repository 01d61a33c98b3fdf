import { createHash } from 'node:crypto'

/** Customer accounts, item numbers and sales order numbers have 20 characters. */
const KEY_LENGTH = 20
/** Keys have no case in the application's database: only what has no lower-case letter can stay as it is. */
const PLAIN = /^(?!G~)[A-Z0-9][A-Z0-9._-]{0,19}$/

/**
 * A business reference as a key that we choose. A reference that fits stays as it is; of others it is `G~` and 90 bits of
 * a digest, so that no two references share a key.
 */
export const keyOf = (reference: string): string =>
  PLAIN.test(reference) ? reference : `G~${digest(reference).slice(0, KEY_LENGTH - 2)}`

/** A reference as a text of `length` characters at most, compared exactly by us. */
export const fitted = (reference: string, length = 60): string =>
  reference.length <= length ? reference : `${reference.slice(0, length - 27)}~${digest(reference).slice(0, 26)}`

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** SHA-256 in Crockford's base 32. */
function digest(text: string): string {
  const bits = [...createHash('sha256').update(text).digest()].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('')
}
