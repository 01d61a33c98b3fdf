/** One record of a file. */
export type Row = {
  readonly file: string
  /** 1-based line of the file at which the record begins. */
  readonly line: number
  readonly cells: readonly string[]
  /** Why the record cannot be read; its cells are then a guess, good enough to tell whose order it stops. */
  readonly broken?: string
}

/** Says in plain words why a row cannot be used; caught per row, never seen outside of the reader. */
export class Unusable extends Error {}

export function unusable(reason: string): never {
  throw new Unusable(reason)
}
