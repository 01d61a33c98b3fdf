/** Transactions share one space of external ids, whatever their type: each of ours says what it stands for. */
export type Transaction = 'order' | 'invoice' | 'payment'

/**
 * A business reference as a NetSuite external id, which takes letters, digits, `_` and `-` only and splits at others
 * (Oracle help, "Using External IDs" and "Shared Internal and External IDs"). A legal reference stays as it is; of
 * others each odd byte becomes `_` and two hex digits after a leading `__`, so no two references share an id.
 */
export function externalIdOf(reference: string, transaction?: Transaction): string {
  const id = /^(?!__)[\w-]+$/.test(reference) ? reference : `__${escaped(reference)}`
  return transaction ? `${transaction}-${id}` : id
}

const escaped = (reference: string): string =>
  [...Buffer.from(reference)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[A-Za-z0-9-]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
