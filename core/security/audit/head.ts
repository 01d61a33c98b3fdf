import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { canonical } from './canonical.ts'
import type { Tail } from './chain.ts'

/** The chain's end at a moment, signed: whoever has it can prove that everything up to it is still there, and unchanged. */
export type Head = {
  log: string
  seq: number
  /** Hex. */
  hash: string
  /** ISO 8601 UTC, of the machine that signed. */
  at: string
  /** Which key signed: the first 16 hex digits of the SHA-256 of its public half (DER). */
  key: string
  /** Ed25519 (RFC 8032), base64. */
  signature: string
}

const signed = ({ log, seq, hash, at }: Omit<Head, 'key' | 'signature'>): Buffer =>
  Buffer.from(canonical({ log, seq, hash, at }))

export const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(createPublicKey(key as never).export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)

/** `key` is an Ed25519 private key. */
export function signHead({ log, seq, hash }: Tail, key: KeyObject, now = new Date()): Head {
  const head = { log, seq, hash: hash.toString('hex'), at: now.toISOString() }
  return { ...head, key: keyIdOf(key), signature: sign(null, signed(head), key).toString('base64') }
}

/** Whether one of these public keys signed it. */
export const isSigned = (head: Head, keys: readonly KeyObject[]): boolean =>
  keys.some((key) => verify(null, signed(head), key, Buffer.from(head.signature, 'base64')))

/** A file of heads outside of the database, one JSON a line; it is only ever added to. */
export class HeadFile {
  readonly #path: string
  readonly #key: KeyObject
  #last: Head | undefined

  private constructor(path: string, key: KeyObject, last: Head | undefined) {
    this.#path = path
    this.#key = key
    this.#last = last
  }

  /** Reads what an earlier process exported: the chain may not end before it. */
  static async open(path: string, key: KeyObject, log: string): Promise<HeadFile> {
    const heads = (await readHeads(path)).filter((head) => head.log === log)
    return new HeadFile(path, key, heads.toSorted((a, b) => a.seq - b.seq).at(-1))
  }

  /** The furthest one exported. */
  get last(): Head | undefined {
    return this.#last
  }

  /** Signs the chain's end and has it on disk; nothing where it was exported before. */
  async export(tail: Tail): Promise<void> {
    if (tail.seq <= (this.#last?.seq ?? 0)) return
    const head = signHead(tail, this.#key)
    const file = await open(this.#path, 'a', 0o600)
    try {
      await file.appendFile(`${JSON.stringify(head)}\n`)
      await file.datasync()
    } finally {
      await file.close()
    }
    this.#last = head
  }
}

/** Every head of a file; none where there is no such file. A last line that was cut off by a crash is no head. */
export async function readHeads(path: string): Promise<Head[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Head]
    } catch {
      return []
    }
  })
}
