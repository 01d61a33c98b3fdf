import Table from 'cli-table3'
import type { Balance, BalanceRow } from './reconcile.ts'

const grouped = (amount: string | undefined) => {
  if (amount === undefined) return ''
  const [whole = '', fraction] = amount.split('.')
  return whole.replace(/\B(?=(\d{3})+$)/g, ' ') + (fraction ? `.${fraction}` : '')
}

const isZero = (amount: string) => /^-?0(\.0+)?$/.test(amount)

/** Of an entity's name in the first column, which it would otherwise make too wide for a terminal of 80. */
const LONGEST_NAME = 18

const NO_RULES = Object.fromEntries(
  ['top', 'bottom', 'left', 'mid', 'right'].flatMap((side) =>
    ['', '-left', '-mid', '-right'].map((end) => [`${side}${end}`, '']),
  ),
)

/** The balance as a table: one block a legal entity and currency. Colours where `colour` says so. */
export function balanceTable(balance: Balance, { colour }: { colour: boolean }): string {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const table = new Table({
    head: ['', 'count', 'net', 'tax', 'gross', 'open', 'apart'].map((title) => paint(1, title)),
    chars: { ...NO_RULES, middle: '  ' },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  const blocks = Map.groupBy(balance.rows, ({ entity, currency }) => JSON.stringify([entity, currency]))
  for (const rows of blocks.values()) {
    const { entity, currency } = rows[0]!
    const name = entity.length > LONGEST_NAME ? `${entity.slice(0, LONGEST_NAME - 1)}…` : entity
    if (table.length > 0) table.push([''])
    table.push([paint(36, `${name} · ${currency}`)])
    for (const row of rows) table.push(cells(row, paint))
  }
  return table
    .toString()
    .split('\n')
    .filter((line, index, lines) => line.trim() !== '' || (index > 1 && lines[index - 1]?.trim() !== ''))
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}

function cells(row: BalanceRow, paint: (code: number, text: string) => string): string[] {
  const { what, count, net, tax, gross, open, difference } = row
  const colour = isZero(difference) ? 32 : 31
  return [
    what,
    count === undefined ? '' : String(count),
    grouped(net),
    grouped(tax),
    grouped(gross),
    grouped(open),
    difference && paint(colour, grouped(difference)),
  ]
}
