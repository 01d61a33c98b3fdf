import { type Rejections, reasonOf } from './rejections.ts'
import type { Row } from './row.ts'
import type { Cell } from './section.ts'

/** Of a canonical reference or SKU. */
const LONGEST = 120

/** Why the APIs would not take a reference: too long, or not to be told from another in a log or a URL. */
export function flawOf(reference: string): string | undefined {
  if (reference.length > LONGEST) return `is longer than ${LONGEST} characters`
  return /\p{Cc}/u.test(reference) ? 'holds a tab, a line break or another control character' : undefined
}

/** What was read of each key, or why it cannot be used. */
export type Found<T> = Map<string, { value: T } | { reason: string }>

/** Reads the rows of a section into one value per key: the first row that can be used wins, the rest repeat it. */
export function firstUsable<T>(
  rows: readonly Row[],
  what: string,
  keyOf: Cell,
  rejections: Rejections,
  read: (row: Row, key: string) => T,
): Found<T> {
  const found: Found<T> = new Map()
  const failed = new Map<string, Row>()
  for (const row of rows) {
    let key = ''
    try {
      key = keyOf(row)
      if (row.broken !== undefined || key === '') {
        rejections.add(row, row.broken ?? `the ${what} has no reference`)
        continue
      }
      const flaw = flawOf(key)
      if (flaw !== undefined) {
        rejections.add(row, `the ${what}'s reference ${flaw}`)
        continue
      }
      const before = found.get(key)
      if (before !== undefined && 'value' in before) continue
      found.set(key, { value: read(row, key) })
      failed.delete(key)
    } catch (thrown) {
      const reason = reasonOf(thrown)
      if (found.has(key)) continue
      found.set(key, { reason })
      failed.set(key, row)
    }
  }
  for (const [key, row] of failed) {
    const entry = found.get(key)
    if (entry !== undefined && 'reason' in entry) rejections.add(row, `${what} ${key}: ${entry.reason}`)
  }
  return found
}
