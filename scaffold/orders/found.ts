import { type Rejections, reasonOf } from './rejections.ts'
import type { Row } from './row.ts'
import type { Cell } from './section.ts'

/** Of a canonical reference or SKU. */
export const LONGEST = 120

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
      if (key.length > LONGEST) {
        rejections.add(row, `the ${what}'s reference is longer than ${LONGEST} characters`)
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
