import { parseDate } from './date.ts'
import type { Table } from './table.ts'

/** Enough rows to tell a column's kind by; the whole of a small file. */
const ROWS = 2000

/** Values of a column that are not blank. */
export function samplesOf(table: Table, column: string): string[] {
  const place = table.columns.indexOf(column)
  return table.rows.slice(0, ROWS).flatMap(({ cells, broken }) => {
    const text = cells[place]?.trim() ?? ''
    return broken !== undefined || text === '' || text === 'NULL' ? [] : [text]
  })
}

/** Whether a column names each row once. */
export function isKey(table: Table, column: string): boolean {
  const values = samplesOf(table, column)
  return values.length > 0 && new Set(values).size === values.length
}

/** Whether a column speaks of the order, not of its line: filled in on the first row of each order alone. */
export function isPerOrder(table: Table, order: string, column: string): boolean {
  const [key, place] = [table.columns.indexOf(order), table.columns.indexOf(column)]
  const seen = new Set<string>()
  const later = table.rows.filter(({ cells }) => {
    const again = seen.has(cells[key] ?? '')
    seen.add(cells[key] ?? '')
    return again
  })
  return later.length > 0 && later.every(({ cells }) => (cells[place] ?? '').trim() === '')
}

/** How much of one column's values another holds: 0 to 1. */
export function overlap(of: { table: Table; column: string }, within: { table: Table; column: string }): number {
  const place = within.table.columns.indexOf(within.column)
  const known = new Set(within.table.rows.map(({ cells }) => cells[place]?.trim()))
  const values = [...new Set(samplesOf(of.table, of.column))]
  return values.length === 0 ? 0 : values.filter((value) => known.has(value)).length / values.length
}

export const isNumeric = (values: readonly string[]): boolean =>
  values.length > 0 &&
  values.filter((value) => /^\D{0,4}[\d.,'\s]*\d[\d.,'\s]*\D{0,4}$/.test(value)).length >= values.length * 0.9

/** What the separators in numbers mean; `doubt` where they could mean either. */
export function numberFormat(values: readonly string[]): { decimal?: '.' | ','; thousands?: string; doubt?: true } {
  const numbers = values.map((value) => value.replace(/[^\d.,' ]/g, '').trim())
  const some = (pattern: RegExp) => numbers.some((number) => pattern.test(number))
  const commaDecimal = some(/\.\d{3},\d+$/) || (some(/,(\d{1,2}|\d{4,})$/) && !some(/\.(\d{1,2}|\d{4,})$/))
  const thousands = (mark: string, pattern: RegExp) => (some(pattern) ? { thousands: mark } : {})
  if (commaDecimal) return { decimal: ',', ...thousands('.', /^\d{1,3}(\.\d{3})+(,|$)/), ...thousands(' ', /\d \d{3}/) }
  const groups = some(/\d,\d{3}(\D|$)/)
  if (groups && !some(/\.\d/)) return { decimal: '.', thousands: ',', doubt: true }
  return groups ? { decimal: '.', thousands: ',' } : { ...thousands(' ', /\d \d{3}/), ...thousands("'", /\d'\d{3}/) }
}

const DAYS = [
  'yyyyMMdd',
  'iso',
  'sql',
  'd.M.yyyy',
  'd.M.yy',
  'd/M/yyyy',
  'M/d/yyyy',
  'd/M/yy',
  'M/d/yy',
  'd-M-yyyy',
  'M-d-yyyy',
  'd-M-yy',
  'M-d-yy',
  'yyyy/M/d',
  'yyyy.M.d',
  'd MMM yyyy',
  'd-MMM-yyyy',
  'd-MMM-yy',
  'MMM d, yyyy',
  'd MMMM yyyy',
  'MMMM d, yyyy',
]
const TIMES = ['', ' H:mm', ' H:mm:ss', ' h:mm a', ' h:mm:ss a']

/** The formats that read every value; several where days and months cannot be told apart. */
export function dateFormats(values: readonly string[]): string[] {
  const distinct = [...new Set(values)].slice(0, 500)
  if (distinct.length === 0) return []
  const formats = DAYS.flatMap((day) => (day === 'iso' || day === 'sql' ? [day] : TIMES.map((time) => day + time)))
  const fitting = formats.filter((format) => {
    // A few malformed dates among many good ones are dirt, not another format.
    const wrong = distinct.filter((value) => parseDate(value, [format]) === undefined)
    return wrong.length <= distinct.length * 0.05
  })
  const plain = fitting.find((format) => ['yyyyMMdd', 'iso', 'sql'].includes(format))
  // `yy` reads four digits as well.
  return plain === undefined
    ? fitting.filter((format) => /yyyy/.test(format) || !fitting.includes(format.replace('yy', 'yyyy')))
    : [plain]
}

const SIGNS: Record<string, string> = { '€': 'EUR', '£': 'GBP', $: 'USD', '¥': 'JPY', '₹': 'INR' }
const CODES = /(?:^|[^A-Za-z])(USD|EUR|GBP|JPY|CHF|CAD|AUD|SEK|NOK|DKK|INR|CNY|BRL|MXN)(?:[^A-Za-z]|$)/i

/** The currency an amount column names in its header or in its values. */
export function currencyIn(column: string, values: readonly string[]): string | undefined {
  const found = CODES.exec(column)?.[1] ?? CODES.exec(values[0] ?? '')?.[1]
  if (found !== undefined) return found.toUpperCase()
  return Object.entries(SIGNS).find(([sign]) => column.includes(sign) || values[0]?.includes(sign))?.[1]
}
