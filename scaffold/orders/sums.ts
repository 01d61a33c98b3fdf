import { Decimal } from '@gantry/canonical/money'
import { parseNumber } from './number.ts'
import { Unusable } from './row.ts'
import { isNumeric, numberFormat, samplesOf } from './samples.ts'
import type { Table } from './table.ts'
import { candidates } from './vocabulary.ts'

/** An amount of the lines that sums to one of the header: as it is, or times the quantity. */
export type Summed = { column: string; per: 'unit' | 'line'; stated: string }

type Lines = { table: Table; order: string; quantity: string | undefined }
type Headers = { table: Table; key: string }

/** Enough orders to rule out a chance. */
const ORDERS = 200

function reader(table: Table, column: string): (cells: readonly string[]) => Decimal | undefined {
  const place = table.columns.indexOf(column)
  const { decimal = '.', thousands } = numberFormat(samplesOf(table, column))
  return (cells) => {
    try {
      return parseNumber(cells[place] ?? '', { decimal, thousands }, column)
    } catch (thrown) {
      if (thrown instanceof Unusable) return undefined
      throw thrown
    }
  }
}

function agrees(lines: Lines, headers: Headers, column: string, stated: string, per: Summed['per']): boolean {
  const amount = reader(lines.table, column)
  const quantity =
    lines.quantity === undefined || per === 'line' ? () => new Decimal(1) : reader(lines.table, lines.quantity)
  const total = reader(headers.table, stated)
  const [order, key] = [lines.table.columns.indexOf(lines.order), headers.table.columns.indexOf(headers.key)]
  const sums = new Map<string, Decimal>()
  for (const { cells } of lines.table.rows) {
    const [each, count] = [amount(cells), quantity(cells)]
    if (each && count) sums.set(cells[order]!, (sums.get(cells[order]!) ?? new Decimal(0)).plus(each.times(count)))
  }
  const known = headers.table.rows.slice(0, ORDERS).filter(({ cells }) => sums.has(cells[key]!))
  const equal = known.filter(({ cells }) => total(cells)?.minus(sums.get(cells[key]!)!).abs().lte('0.05'))
  return known.length > 0 && equal.length >= known.length * 0.9
}

/**
 * Finds by arithmetic what names leave open: whether an amount is that of a unit or of the line. Of several prices the one
 * with the fewest decimals is taken, since that is the one that was agreed and the others were calculated from it.
 */
export function summed(lines: Lines, headers: Headers): { price?: Summed; tax?: Summed } {
  const numeric = (table: Table, column: string) => isNumeric(samplesOf(table, column))
  const totals = [
    ...new Set([...candidates(headers.table.columns, 'gross'), ...candidates(headers.table.columns, 'net')]),
  ]
  const amounts = [
    ...new Set([...candidates(lines.table.columns, 'lineAmount'), ...candidates(lines.table.columns, 'unitPrice')]),
  ]
  const find = (columns: readonly string[], stated: readonly string[]): Summed[] =>
    columns
      .filter((column) => numeric(lines.table, column))
      .flatMap((column) =>
        stated
          .filter((header) => numeric(headers.table, header))
          .flatMap((header) => (['unit', 'line'] as const).map((per) => ({ column, per, stated: header })))
          .filter((sum) => agrees(lines, headers, column, sum.stated, sum.per))
          .slice(0, 1),
      )
  const isTax = (column: string) => candidates([column], 'tax').length > 0
  const decimals = ({ column }: Summed) =>
    Math.max(...samplesOf(lines.table, column).map((text) => /[.,](\d+)$/.exec(text)?.[1]?.length ?? 0))
  const price = find(
    amounts.filter((column) => !isTax(column)),
    totals.filter((column) => !isTax(column)),
  ).sort((a, b) => decimals(a) - decimals(b))[0]
  const tax = find(candidates(lines.table.columns, 'tax'), candidates(headers.table.columns, 'tax'))[0]
  return { ...(price && { price }), ...(tax && { tax }) }
}
