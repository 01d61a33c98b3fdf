import type { RejectedRow } from '@gantry/canonical/company'
import { type Row, Unusable } from './row.ts'

/** The rows that could not be used, each once: a row several sections read is told of with its order, if any knows it. */
export class Rejections {
  readonly #rows = new Map<string, RejectedRow>()

  add(row: Row, reason: string, order?: string): void {
    const key = `${row.file}\0${row.line}`
    const before = this.#rows.get(key)
    if (before?.order !== undefined) return
    this.#rows.set(key, { file: row.file, line: row.line, ...(order && { order }), reason: before?.reason ?? reason })
  }

  /** Runs what reads a row; an unusable row is added here and gives nothing. */
  attempt<T>(row: Row, read: () => T, order?: () => string): T | undefined {
    try {
      return read()
    } catch (thrown) {
      this.add(row, reasonOf(thrown), order?.())
      return undefined
    }
  }

  list(): RejectedRow[] {
    return [...this.#rows.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
  }
}

/** Rethrows all but an unusable row. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Unusable) return thrown.message
  throw thrown
}
