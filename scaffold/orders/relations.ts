import { isKey, isNumeric, overlap, samplesOf } from './samples.ts'
import type { Table } from './table.ts'
import { type Concept, candidates, plain } from './vocabulary.ts'

const NUMBERS: readonly Concept[] = [
  'quantity',
  'unitPrice',
  'lineAmount',
  'discount',
  'taxRate',
  'tax',
  'gross',
  'net',
  'freight',
  'listPrice',
  'unitCost',
]

/** The likeliest column of a table for a concept, those taken aside. */
export function pick(table: Table, concept: Concept, taken: readonly (string | undefined)[] = []): string | undefined {
  const free = candidates(table.columns, concept).filter((column) => !taken.includes(column))
  return NUMBERS.includes(concept) ? free.find((column) => isNumeric(samplesOf(table, column))) : free[0]
}

/** The table that has one row for each value of a column, and the column of it that holds that value. */
export function parentOf(
  child: Table,
  column: string,
  concept: Concept,
  tables: readonly Table[],
): { table: Table; key: string } | undefined {
  const found = tables.flatMap((table) =>
    table.columns
      .filter(
        (key) => candidates([key], concept).length > 0 || /^(id|no|nr|number|code|key|name|sku)$/.test(plain(key)),
      )
      .filter((key) => isKey(table, key))
      .map((key) => ({ table, key, share: overlap({ table: child, column }, { table, column: key }) })),
  )
  // The same name on both sides says more than values that happen to be found in both.
  const rank = ({ key, share, table }: (typeof found)[number]) =>
    (plain(key) === plain(column) ? 2 : 0) + share + table.columns.length / 1000
  return found.filter(({ share }) => share >= 0.8).sort((a, b) => rank(b) - rank(a))[0]
}

/** The table that most looks like order lines. */
export function itemsTable(tables: readonly Table[]): Table {
  const score = (table: Table) => {
    const has = (concept: Concept) => (pick(table, concept) === undefined ? 0 : 1)
    return (
      has('order') * 3 +
      has('sku') * 2 +
      has('quantity') * 3 +
      Math.max(has('unitPrice'), has('lineAmount')) * 2 +
      (table.rows.length > 0 ? 1 : 0)
    )
  }
  return tables.reduce((best, table) => {
    const [a, b] = [score(table), score(best)]
    return a > b || (a === b && table.rows.length > best.rows.length) ? table : best
  })
}

/** A file of addresses or texts that belongs to a table's rows, by a column both have. */
export function beside(
  table: Table,
  others: readonly Table[],
  concept: Concept,
  key?: string,
): { table: Table; on: string } | undefined {
  for (const other of others) {
    const on = other.columns.find(
      (column) =>
        (key === undefined || column === key) &&
        table.columns.includes(column) &&
        overlap({ table, column }, { table: other, column }) >= 0.8,
    )
    if (other !== table && on !== undefined && pick(other, concept, [on]) !== undefined) return { table: other, on }
  }
  return undefined
}
