import { IntegrationError } from '@gantry/core/errors'
import { dateReader, PLAIN_DATES } from './date.ts'
import type { FormatSpec, SectionSpec, ValueSpec } from './mapping.ts'
import { type NumberFormat, parseNumber, parseShare } from './number.ts'
import { type Row, unusable } from './row.ts'
import { readTable, type Table } from './table.ts'

/** Text of a row; blank where there is none. */
export type Cell = (row: Row) => string

type Joined = { table: Table; find(row: Row): Row | undefined }

/** Opens tables once each, however many sections read them. */
export type Tables = { open(names: readonly string[], format: FormatSpec): Promise<Table>; mapping: string }

export function openTables(folder: string, mapping: string): Tables {
  const opened = new Map<string, Promise<Table>>()
  return {
    mapping,
    open(names, format) {
      const key = JSON.stringify([names, format])
      const table = opened.get(key) ?? readTable(folder, names, format)
      opened.set(key, table)
      return table
    },
  }
}

const NULLS: readonly string[] = ['NULL', '\\N']

/** A section of the mapping with its files open: gives rows, and reads values of them. */
export class Section {
  readonly rows: readonly Row[]
  readonly #path: string
  readonly #mapping: string
  readonly #table: Table
  readonly #joins: ReadonlyMap<string, Joined>
  readonly #nulls: ReadonlySet<string>
  readonly numbers: NumberFormat
  readonly date: (text: string) => string

  private constructor(
    path: string,
    mapping: string,
    table: Table,
    joins: ReadonlyMap<string, Joined>,
    format: FormatSpec,
    where: SectionSpec['where'],
  ) {
    this.#path = path
    this.#mapping = mapping
    this.#table = table
    this.#joins = joins
    this.#nulls = new Set(format.nulls ?? NULLS)
    this.numbers = { decimal: format.decimal ?? '.', thousands: format.thousands }
    this.date = dateReader(format.dates ?? PLAIN_DATES)
    this.rows = this.#filtered(where)
  }

  static async open(tables: Tables, path: string, spec: SectionSpec, shared: FormatSpec): Promise<Section> {
    const format = { ...shared, ...spec.format }
    const table = await tables.open(spec.file, format)
    const bare = new Section(path, tables.mapping, table, new Map(), format, undefined)
    const joins = new Map<string, Joined>()
    for (const [alias, join] of Object.entries(spec.join ?? {})) {
      // A join's own file has a layout of its own: columns and spill of the section do not apply to it.
      const { columns: _columns, spill: _spill, skip: _skip, ...rest } = format
      const other = await Section.open(
        tables,
        `${path}.join.${alias}`,
        { file: join.file, format: join.format, where: join.where },
        rest,
      )
      const ours = Object.keys(join.on).map((column) => bare.column(column, `join.${alias}.on`))
      const theirs = Object.values(join.on).map((column) => other.column(column, 'on'))
      const index = new Map<string, Row>()
      for (const row of other.rows) {
        const key = theirs.map((cell) => cell(row)).join('\0')
        if (!index.has(key)) index.set(key, row)
      }
      joins.set(alias, { table: other.#table, find: (row) => index.get(ours.map((cell) => cell(row)).join('\0')) })
    }
    return new Section(path, tables.mapping, table, joins, format, spec.where)
  }

  #filtered(where: SectionSpec['where']): readonly Row[] {
    if (where === undefined) return this.#table.rows
    const tests = Object.entries(where).map(([column, values]) => ({ cell: this.column(column, 'where'), values }))
    return this.#table.rows.filter(
      (row) => row.broken !== undefined || tests.every(({ cell, values }) => values.includes(cell(row))),
    )
  }

  #clean(text: string | undefined): string {
    if (text === undefined || text === '') return ''
    const trimmed = (text.includes('\u00a0') ? text.replaceAll('\u00a0', ' ') : text).trim()
    return this.#nulls.has(trimmed) ? '' : trimmed
  }

  /** A column by its name, or `alias.COLUMN` of a joined file; upper and lower case count the same. */
  column(name: string, key: string): Cell {
    const place = (table: Table, column: string) => {
      const exact = table.columns.indexOf(column)
      return exact >= 0 ? exact : table.columns.findIndex((other) => other.toLowerCase() === column.toLowerCase())
    }
    const own = place(this.#table, name)
    if (own >= 0) return (row) => this.#clean(row.cells[own])
    const dot = name.indexOf('.')
    const joined = dot > 0 ? this.#joins.get(name.slice(0, dot)) : undefined
    const theirs = joined === undefined ? -1 : place(joined.table, name.slice(dot + 1))
    if (joined !== undefined && theirs >= 0) {
      return (row) => {
        const other = joined.find(row)
        if (other?.broken !== undefined) unusable(`line ${other.line} of ${other.file} is broken: ${other.broken}`)
        return this.#clean(other?.cells[theirs])
      }
    }
    const table = joined?.table ?? this.#table
    throw new IntegrationError(
      'orders-column-missing',
      `${table.name} has no column "${name}", which ${this.#path}.${key} of the mapping ${this.#mapping} names; correct one of them.`,
      { kind: 'data', detail: `Columns of ${table.name}: ${table.columns.join(', ')}` },
    )
  }

  #source(text: string, key: string): Cell {
    if (!/\{[^{}]+\}/.test(text)) return this.column(text, key)
    const parts = text
      .split(/\{([^{}]+)\}/)
      .map((part, index): Cell => (index % 2 === 0 ? () => part : this.column(part.trim(), key)))
    const columns = parts.filter((_, index) => index % 2 === 1)
    return (row) => {
      if (columns.every((cell) => cell(row) === '')) return ''
      const whole = parts.map((part) => part(row)).join('')
      // Blank columns leave their separators behind.
      return whole
        .replace(/\s+/g, ' ')
        .replace(/ ([,;])/g, '$1')
        .replace(/([,;])(?:\s*[,;])+/g, '$1')
        .replace(/^[\s,;]+|[\s,;]+$/g, '')
    }
  }

  /** A value of the mapping as text; blank where absent. */
  text(spec: ValueSpec | undefined, key: string): Cell {
    if (spec === undefined) return () => ''
    if ('value' in spec) return () => spec.value
    const sources = [spec.column].flat().map((column) => this.#source(column, key))
    const read: Cell = (row) => {
      for (const source of sources) {
        const text = source(row)
        if (text !== '') return text
      }
      return ''
    }
    const { map, default: otherwise, keep } = spec
    if (map === undefined) return otherwise === undefined ? read : (row) => read(row) || otherwise
    const values = new Map(Object.entries(map))
    return (row) => {
      const text = read(row)
      return (
        values.get(text) ??
        (keep && text !== '' ? text : undefined) ??
        otherwise ??
        unusable(text === '' ? `${key} is blank` : `${key} "${text}" is not in the mapping's map`)
      )
    }
  }

  /** A number that must be there. Constants are written with a decimal point. */
  number(spec: ValueSpec, key: string) {
    const cell = this.text(spec, key)
    const format: NumberFormat = 'value' in spec ? { decimal: '.' } : this.numbers
    return (row: Row) => {
      const text = cell(row)
      return text === '' ? unusable(`${key} is blank`) : parseNumber(text, format, key)
    }
  }

  /** A number that may be blank. */
  maybe(spec: ValueSpec | undefined, key: string) {
    const cell = this.text(spec, key)
    const format: NumberFormat = spec !== undefined && 'value' in spec ? { decimal: '.' } : this.numbers
    return (row: Row) => {
      const text = cell(row)
      return text === '' ? undefined : parseNumber(text, format, key)
    }
  }

  /** A share of one that may be blank. */
  share(spec: ValueSpec | undefined, unit: 'fraction' | 'percent', key: string) {
    const cell = this.text(spec, key)
    const format: NumberFormat = spec !== undefined && 'value' in spec ? { decimal: '.' } : this.numbers
    return (row: Row) => {
      const text = cell(row)
      return text === '' ? undefined : parseShare(text, unit, format, key)
    }
  }
}
