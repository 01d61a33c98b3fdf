import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Length of the random part, by prefix: old objects have short ids, newer ones carry a generation digit. */
const SHAPES: Record<string, { generation: string; length: number }> = {
  cus: { generation: '', length: 14 },
  prod: { generation: '', length: 14 },
  si: { generation: '', length: 14 },
  req: { generation: '', length: 14 },
  pi: { generation: '3', length: 23 },
  ch: { generation: '3', length: 23 },
  txn: { generation: '3', length: 23 },
}

export function randomText(length: number, alphabet = ALPHABET): string {
  let text = ''
  for (const byte of randomBytes(length)) text += alphabet[byte % alphabet.length]
  return text
}

/** A new id as Stripe shapes it, such as `in_1Pgc6tB7WZ01zgkWu9fdqL6I`. */
export function newId(prefix: string): string {
  const { generation, length } = SHAPES[prefix] ?? { generation: '1', length: 23 }
  return `${prefix}_${generation}${randomText(length)}`
}
