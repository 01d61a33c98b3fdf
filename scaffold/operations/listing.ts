import Table from 'cli-table3'

const COLOURS = { bold: 1, red: 31, green: 32, yellow: 33, cyan: 36, grey: 90 }
export type Colour = keyof typeof COLOURS

/** Text in a colour, where standard output is a terminal that wants colours (https://no-color.org). */
export const paint = (colour: Colour, text: string): string =>
  process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text

/** The colour of a run's, a step's, an exception's or a dead letter's state. */
export function stateOf(state: string): string {
  if (['held', 'failed', 'open', 'rejected'].includes(state)) return paint('red', state)
  if (['blocked', 'retrying', 'due', 'compensated', 'cancelled', 'discarded', 'undone', 'pending'].includes(state))
    return paint('yellow', state)
  return ['completed', 'done', 'resolved', 'replayed', 'approved'].includes(state) ? paint('green', state) : state
}

/** How long ago a moment was: `45 s`, `12 min`, `5 h`, `3 d`. */
export function age(moment: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(moment)) / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** The same with a sign for what is due: what is past is red. */
export function due(moment: string, now = Date.now()): string {
  const left = Date.parse(moment) - now
  if (left < 0) return paint('red', `${age(moment, now)} late`)
  return `in ${age(new Date(now - left).toISOString(), now)}`
}

/** Columns of text as wide as the terminal; the last column takes what is left. */
export function listing(head: string[], rows: string[][], width = process.stdout.columns ?? 120): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => plain(row[column]).length)) + 2)
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one, 0)
  widths[widths.length - 1] = Math.max(24, Math.min(widths.at(-1)!, width - before - 1))
  const table = new Table({
    head: head.map((name) => paint('bold', name)),
    colWidths: widths,
    wordWrap: true,
    wrapOnWordBoundary: true,
    chars: {
      ...Object.fromEntries(
        ['top', 'bottom', 'left', 'mid', 'right'].flatMap((side) =>
          ['', '-left', '-mid', '-right'].map((end) => [`${side}${end}`, '']),
        ),
      ),
      middle: '',
    },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  })
  table.push(...rows)
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour is one
const plain = (text = '') => text.replace(/\u001b\[\d+m/g, '')

/** Names and values below each other; what is absent is left out. */
export function facts(pairs: readonly (readonly [string, string | undefined])[]): string {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined && pair[1] !== '')
  const widest = Math.max(...shown.map(([name]) => name.length))
  return shown
    .map(
      ([name, value]) =>
        `${paint('grey', name.padEnd(widest))}  ${value.replaceAll('\n', `\n${' '.repeat(widest + 2)}`)}`,
    )
    .join('\n')
}

/** What stands below a page of a list. */
export function pageEnd(shown: number, total: number | undefined, next: string | undefined): string {
  const of = total === undefined ? '' : ` of ${total}`
  return next === undefined ? `${shown}${of} shown.` : `${shown}${of} shown; the next page: --cursor '${next}'`
}

export const json = (value: unknown): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value, null, 2)
