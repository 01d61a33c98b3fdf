import { readdir, readFile } from 'node:fs/promises'
import { join, matchesGlob } from 'node:path'
import { IntegrationError } from '@gantry/core/errors'
import { parse } from 'csv-parse/sync'
import type { FormatSpec } from './mapping.ts'
import type { Row } from './row.ts'

/** One or several files of the same layout, read whole. */
export type Table = {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  readonly skip: number
}

const NOT_TEXT = 'is not a text file; export the data as CSV and try again'

/** Text of a file: by byte order mark, else the encoding given, else UTF-8, else windows-1252 (what Excel writes). */
export function decode(bytes: Uint8Array, file: string, encoding?: string): string {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined
  let text: string
  try {
    text = new TextDecoder(mark ?? encoding ?? 'utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    if (mark !== undefined || encoding !== undefined) {
      throw new IntegrationError(
        'orders-file-unreadable',
        `${file} is not in the encoding ${mark ?? encoding}; correct format.encoding.`,
        {
          kind: 'data',
          cause,
        },
      )
    }
    text = new TextDecoder('windows-1252').decode(bytes)
  }
  if (text.includes('\0'))
    throw new IntegrationError('orders-file-unreadable', `${file} ${NOT_TEXT}.`, { kind: 'data' })
  return text
}

/** The delimiter that divides the first line most often, quotes aside. */
export function delimiterOf(text: string): string {
  const first = (text.split(/\r?\n|\r/, 20).find((line) => line.trim() !== '') ?? '').replace(/"[^"]*"/g, '')
  const count = (mark: string) => first.split(mark).length
  return [',', ';', '\t', '|'].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ',')
}

/** Lines above the header, such as a report's title: those with far fewer cells than the lines after them have. */
export function preambleOf(text: string): number {
  const lines = text.split(/\r\n|\n|\r/, 30)
  const widths = lines.map(
    (line) =>
      line
        .replace(/"[^"]*"/g, '')
        .split(/[,;\t|]/)
        .filter((cell) => cell.trim() !== '').length,
  )
  const widest = Math.max(...widths)
  return widest < 4
    ? 0
    : Math.max(
        0,
        widths.findIndex((width) => width * 2 > widest),
      )
}

type Record = { line: number; cells: string[]; broken?: string }

/** Every line by itself: the way out where one stray quote would otherwise swallow the lines after it. */
function parseLines(text: string, delimiter: string, width: number): Record[] {
  return text.split(/\r\n|\n|\r/).flatMap((content, index): Record[] => {
    if (content.trim() === '') return []
    const line = index + 1
    const plain = content.split(delimiter)
    if (!content.includes('"')) return [{ line, cells: plain }]
    try {
      return [{ line, cells: (parse(content, { delimiter, relax_column_count: true }) as string[][])[0] ?? [] }]
    } catch {
      // A quote inside a text (`5" pipe`) is harmless as long as no cell begins with one.
      if (plain.length === width && plain.every((cell) => !cell.trimStart().startsWith('"')))
        return [{ line, cells: plain }]
      return [
        { line, cells: plain.map((cell) => cell.replaceAll('"', '')), broken: 'a quote is opened and not closed' },
      ]
    }
  })
}

function parseRecords(text: string, delimiter: string): Record[] {
  try {
    const records: Record[] = []
    parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells, { lines }) => {
        const breaks = cells.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0)
        records.push({ line: lines - breaks, cells })
        return null
      },
    })
    const width = records[0]?.cells.length ?? 0
    const swallowed = records.some(({ cells }) => {
      if (!cells.some((cell) => cell.includes('\n'))) return false
      // A cell of several lines, each of which looks like a row of its own, is a quote left open and another one found.
      const rows = cells.join(delimiter).split('\n')
      return cells.length !== width || rows.every((row) => row.split(delimiter).length === width)
    })
    if (!swallowed) return records
  } catch {
    // Read again below, line by line.
  }
  const width = text.slice(0, Math.max(0, text.indexOf('\n'))).split(delimiter).length
  return parseLines(text, delimiter, width)
}

/** Two columns of one name become `name` and `name 2`; one without a name is called by its place, `#1`. */
function nameColumns(header: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return header.map((cell, index) => {
    const name = cell.trim() || `#${index + 1}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} ${count}`
  })
}

function fit(record: Record, columns: readonly string[], spill: number): Record {
  const { cells } = record
  const surplus = cells.length - columns.length
  if (record.broken !== undefined || surplus === 0) return record
  if (surplus > 0 && cells.slice(columns.length).every((cell) => cell.trim() === '')) {
    return { ...record, cells: cells.slice(0, columns.length) }
  }
  if (surplus > 0 && spill >= 0) {
    const whole = cells.slice(spill, spill + surplus + 1).map((cell) => cell.trim())
    return { ...record, cells: [...cells.slice(0, spill), whole.join(', '), ...cells.slice(spill + surplus + 1)] }
  }
  return { ...record, broken: `the row has ${cells.length} cells where the header has ${columns.length}` }
}

/** Parses the text of one file; never throws for a bad line, which comes back as a broken row. */
export function parseTable(text: string, file: string, format: FormatSpec = {}): Table {
  const skip = format.skip ?? 0
  const body =
    skip === 0
      ? text
      : text
          .split(/\r\n|\n|\r/)
          .slice(skip)
          .join('\n')
  const records = parseRecords(body, format.delimiter ?? delimiterOf(body))
  const columns = nameColumns(format.columns ?? records.shift()?.cells ?? [])
  const spill = format.spill === undefined ? -1 : columns.indexOf(format.spill)
  if (format.spill !== undefined && spill < 0) {
    throw new IntegrationError(
      'orders-column-missing',
      `${file} has no column "${format.spill}", which format.spill names.`,
      {
        kind: 'data',
        detail: `Columns: ${columns.join(', ')}`,
      },
    )
  }
  const rows = records
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map((record): Row => ({ ...fit(record, columns, spill), line: record.line + skip, file }))
  return { name: file, columns, rows, skip }
}

// Brackets in a file's name, as in `orders (2).csv`, are no pattern.
const isNamed = (file: string, name: string) => (name.includes('*') ? matchesGlob(file, name) : file === name)

/** Reads the files a mapping names (`*` stands for any characters) as one table. */
export async function readTable(folder: string, names: readonly string[], format: FormatSpec): Promise<Table> {
  const present = await readdir(folder)
  const tables: Table[] = []
  for (const name of names) {
    const found = present.filter((file) => isNamed(file.toLowerCase(), name.toLowerCase())).sort()
    if (found.length === 0) {
      throw new IntegrationError(
        'orders-file-missing',
        `The folder has no file ${name}; add it, or name the right file in the mapping.`,
        {
          kind: 'data',
          detail: `Files in the folder: ${present.join(', ') || 'none'}`,
        },
      )
    }
    for (const file of found)
      tables.push(parseTable(decode(await readFile(join(folder, file)), file, format.encoding), file, format))
  }
  const [first, ...rest] = tables
  for (const other of rest) {
    if (other.columns.join('\0') !== first!.columns.join('\0')) {
      throw new IntegrationError(
        'orders-file-unreadable',
        `${other.name} has other columns than ${first!.name}; give them the same layout.`,
        {
          kind: 'data',
          detail: `${first!.name}: ${first!.columns.join(', ')}\n${other.name}: ${other.columns.join(', ')}`,
        },
      )
    }
  }
  return { name: first!.name, columns: first!.columns, skip: first!.skip, rows: tables.flatMap((table) => table.rows) }
}
