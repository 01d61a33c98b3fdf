import type { Books } from '@gantry/core/sandbox'
import { Refusal } from './problem.ts'
import { type Cell, MOMENTS, tables } from './tables.ts'

/**
 * The part of SuiteQL that clients of this sandbox write:
 * `SELECT a, b, TO_CHAR(g, 'YYYY-MM-DD HH24:MI:SS') AS h FROM t [WHERE c = 'x' AND d IN ('y', 'z') AND e IS [NOT] NULL
 * AND g >= TO_DATE('…', 'YYYY-MM-DD HH24:MI:SS')] [ORDER BY f [ASC|DESC]]`.
 * Names are case-insensitive, as in NetSuite. Anything else is refused, never guessed.
 */
export type Statement = {
  columns: { column: string; name: string }[]
  table: string
  conditions: Condition[]
  orderBy: { column: string; descending: boolean }[]
}
type Condition = { column: string; test: (cell: Cell) => boolean }

const FORMAT = 'YYYY-MM-DD HH24:MI:SS'
const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w]*)|(<>|!=|>=|[=,()]))/y

type Token = { kind: 'text' | 'number' | 'word' | 'sign'; value: string }

function tokens(q: string): Token[] {
  const found: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < q.trimEnd().length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(q)
    if (!match) throw invalid(`unexpected input at position ${at + 1}`)
    const [, text, number, word, sign] = match
    if (text !== undefined) found.push({ kind: 'text', value: text.slice(1, -1).replaceAll("''", "'") })
    else if (number !== undefined) found.push({ kind: 'number', value: number })
    else if (word !== undefined) found.push({ kind: 'word', value: word.toLowerCase() })
    else found.push({ kind: 'sign', value: sign! })
  }
  return found
}

export function parse(q: string): Statement {
  const rest = tokens(q)
  const next = (): Token => rest.shift() ?? fail('the query ends too early')
  const is = (value: string) => rest[0]?.kind !== 'text' && rest[0]?.value === value
  const taken = (value: string): boolean => is(value) && rest.shift() !== undefined
  const expect = (value: string) => taken(value) || fail(`expected ${value.toUpperCase()} before "${rest[0]?.value}"`)
  const word = () => {
    const token = next()
    return token.kind === 'word' ? token.value : fail(`unexpected "${token.value}"`)
  }
  const literal = () => {
    const token = next()
    return token.kind === 'text' || token.kind === 'number' ? token.value : fail(`unexpected "${token.value}"`)
  }
  const list = <T>(one: () => T): T[] => {
    const all = [one()]
    while (taken(',')) all.push(one())
    return all
  }
  const format = () => literal() === FORMAT || fail(`only the format ${FORMAT} is known here`)
  const moment = () => {
    const value = literal()
    expect(',')
    format()
    expect(')')
    return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value) ? value : fail(`"${value}" is not ${FORMAT}`)
  }
  const selection = () => {
    const column = word()
    if (column !== 'to_char') return { column, name: column }
    expect('(')
    const shown = word()
    expect(',')
    format()
    expect(')')
    expect('as')
    return { column: shown, name: word() }
  }
  const condition = (): Condition => {
    const column = word()
    if (taken('=')) {
      const value = literal()
      return { column, test: (cell) => cell === value }
    }
    if (taken('<>') || taken('!=')) {
      const value = literal()
      return { column, test: (cell) => cell !== undefined && cell !== value }
    }
    if (taken('>=')) {
      expect('to_date')
      expect('(')
      const value = moment()
      return { column, test: (cell) => cell !== undefined && cell >= value }
    }
    if (taken('in')) {
      expect('(')
      const values = new Set(list(literal))
      expect(')')
      // Oracle's database, below NetSuite, takes no more in one list.
      if (values.size > 1000) fail('maximum number of expressions in a list is 1000')
      return { column, test: (cell) => cell !== undefined && values.has(cell) }
    }
    expect('is')
    const not = taken('not')
    expect('null')
    return { column, test: (cell) => (cell === undefined) !== not }
  }
  const sorting = () => {
    const column = word()
    const descending = taken('desc')
    if (!descending) taken('asc')
    return { column, descending }
  }
  expect('select')
  const columns = list(selection)
  expect('from')
  const table = word()
  const conditions: Condition[] = []
  if (taken('where'))
    do conditions.push(condition())
    while (taken('and'))
  const orderBy: Statement['orderBy'] = []
  if (taken('order')) {
    expect('by')
    orderBy.push(...list(sorting))
  }
  if (rest.length > 0) fail(`unexpected "${rest[0]!.value}"`)
  return { columns, table, conditions, orderBy }
}

/** Rows as REST gives them: every value is text, empty ones are left out. */
export function run(
  books: Books,
  { columns, table, conditions, orderBy }: Statement,
  timeZone: string,
): Record<string, string>[] {
  const source = tables[table]
  if (!source) throw invalid(`Record '${table}' was not found.`)
  const cellOf = (column: string) => {
    const stored = source.columns[column] ?? fail(`Field '${column}' for record '${table}' was not found.`)
    if (!MOMENTS.has(column)) return stored
    return (row: unknown, from: Books) => wallClock(stored(row, from), timeZone)
  }
  const tests = conditions.map(({ column, test }) => ({ cell: cellOf(column), test }))
  const selected = columns.map(({ column, name }) => ({ column: name, cell: cellOf(column) }))
  const order = orderBy.map(({ column, descending }) => ({ cell: cellOf(column), sign: descending ? -1 : 1 }))
  const rows = source.rows(books).filter((row) => tests.every(({ cell, test }) => test(cell(row, books))))
  rows.sort((a, b) => {
    for (const { cell, sign } of order) {
      const compared = compare(cell(a, books), cell(b, books))
      if (compared !== 0) return sign * compared
    }
    return 0
  })
  return rows.map((row) =>
    Object.fromEntries(
      selected.flatMap(({ column, cell }) => {
        const value = cell(row, books)
        return value === undefined ? [] : [[column, value]]
      }),
    ),
  )
}

/** An instant as the clocks of a zone show it. */
function wallClock(instant: Cell, timeZone: string): Cell {
  if (instant === undefined) return undefined
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    hourCycle: 'h23',
  }).formatToParts(new Date(instant))
  const of = (type: string) => parts.find((part) => part.type === type)!.value
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}:${of('second')}`
}

function compare(a: Cell, b: Cell): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  const numeric = Number(a) - Number(b)
  return Number.isNaN(numeric) ? a.localeCompare(b) : numeric
}

const invalid = (what: string): Refusal =>
  new Refusal(
    400,
    'INVALID_PARAMETER',
    `Invalid search query. Detailed unprocessed description follows. Search error occurred: ${what}`,
  )

function fail(what: string): never {
  throw invalid(what)
}
