import { createHash } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * A business reference as a SAP key field of some length. Such fields are short, and most are turned into upper case on
 * their way in. A reference that survives that stays as it is; of any other, `G.` and a digest stands for it (70 bits
 * and more from 16 characters on), so that no two references share a key.
 */
export function keyOf(reference: string, length: number): string {
  if (reference.length <= length && /^(?!G\.)[A-Z0-9][A-Z0-9._-]*$/.test(reference)) return reference
  const digest = createHash('sha256').update(reference).digest()
  const letters = [...digest].map((byte) => ALPHABET[byte & 31]).join('')
  return `G.${letters.slice(0, length - 2)}`
}
