/** Element types by their object ids (pg_type.dat), which Postgres checks. */
const OIDS = { bool: 16, int4: 23, text: 25, json: 114, timestamptz: 1184, uuid: 2950 }

/** A string, or what says of itself how it leaves, as pg allows any parameter to. */
type Text = string | { toPostgres: () => string }
type Element = { bool: boolean; int4: number; text: Text; json: Text; timestamptz: Date; uuid: string }

/** Postgres counts time from 2000-01-01 UTC, in microseconds. */
const EPOCH_MS = Date.UTC(2000, 0, 1)
/** Above it the engine's own encoder is faster than a loop over characters. */
const SHORT = 48

/**
 * A parameter that is an array of one dimension, in Postgres's binary format (array_recv): where hundreds of rows share a
 * statement, quoting each element and reading it again cost both sides a good part of their time.
 */
export class BinaryArray<T extends keyof typeof OIDS = keyof typeof OIDS> {
  readonly #type: T
  readonly #values: readonly (Element[T] | null)[]

  constructor(type: T, values: readonly (Element[T] | null)[]) {
    this.#type = type
    this.#values = values
  }

  some(is: (value: unknown) => boolean): boolean {
    return this.#values.some(is)
  }

  map(to: (value: unknown) => unknown): BinaryArray<T> {
    return new BinaryArray(this.#type, this.#values.map(to) as (Element[T] | null)[])
  }

  /** Called by pg, which sends a Buffer as binary. */
  toPostgres(): Buffer {
    at = 0
    room(20 + this.#values.length * 20)
    int4(1)
    int4(this.#values.includes(null) ? 1 : 0)
    int4(OIDS[this.#type])
    int4(this.#values.length)
    int4(1)
    const write = WRITERS[this.#type] as (value: unknown) => void
    for (const value of this.#values)
      if (value === null) {
        room(4)
        int4(-1)
      } else write(value)
    return Buffer.from(bytes.subarray(0, at))
  }
}

/** Written here first: how long it gets shows at the end. */
let bytes = Buffer.allocUnsafe(1 << 16)
let at = 0

function room(length: number): void {
  if (at + length <= bytes.length) return
  const larger = Buffer.allocUnsafe(Math.max(2 * bytes.length, at + length))
  bytes.copy(larger, 0, 0, at)
  bytes = larger
}

function int4(value: number): void {
  at = bytes.writeInt32BE(value, at)
}

function text(given: Text): void {
  const value = typeof given === 'string' ? given : given.toPostgres()
  room(4 + 3 * value.length)
  const from = at + 4
  const length = ascii(value, from) ? value.length : bytes.write(value, from)
  int4(length)
  at = from + length
}

/** Whether it could be written so; what it wrote is overwritten otherwise. */
function ascii(value: string, from: number): boolean {
  if (value.length > SHORT) return false
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index)
    if (code > 127) return false
    bytes[from + index] = code
  }
  return true
}

const WRITERS: { [T in keyof typeof OIDS]: (value: Element[T]) => void } = {
  text,
  json: text,
  int4: (value) => {
    room(8)
    int4(4)
    int4(value)
  },
  bool: (value) => {
    room(5)
    int4(1)
    bytes[at++] = value ? 1 : 0
  },
  timestamptz: (value) => {
    room(12)
    int4(8)
    at = bytes.writeBigInt64BE(BigInt(value.getTime() - EPOCH_MS) * 1000n, at)
  },
  uuid: (value) => {
    room(20)
    int4(16)
    if (bytes.write(value.replaceAll('-', ''), at, 'hex') !== 16) throw new TypeError(`${value} is no UUID.`)
    at += 16
  },
}
