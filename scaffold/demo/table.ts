import Table from 'cli-table3'
import type { Balance, BalanceRow } from './reconcile.ts'

const grouped = (amount: string | undefined) => {
  if (amount === undefined) return ''
  const [whole = '', fraction] = amount.split('.')
  return whole.replace(/\B(?=(\d{3})+$)/g, ' ') + (fraction ? `.${fraction}` : '')
}

const isZero = (amount: string) => /^-?0(\.0+)?$/.test(amount)

/** The balance as a table: one block a legal entity and currency. Colours where `colour` says so. */
export function balanceTable(balance: Balance, { colour }: { colour: boolean }): string {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const table = new Table({
    head: ['', 'count', 'net', 'tax', 'gross', 'open', 'difference'].map((title) => paint(1, title)),
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: colour ? ['grey'] : [] },
  })
  const blocks = Map.groupBy(balance.rows, ({ entity, currency }) => `${entity} · ${currency}`)
  for (const [title, rows] of blocks) {
    table.push([{ colSpan: 7, content: paint(36, title) }])
    for (const row of rows) table.push(cells(row, paint))
  }
  return table.toString()
}

function cells(row: BalanceRow, paint: (code: number, text: string) => string): string[] {
  const { what, count, net, tax, gross, open, difference } = row
  const colour = isZero(difference) ? 32 : 31
  return [
    `  ${what}`,
    count === undefined ? '' : String(count),
    grouped(net),
    grouped(tax),
    grouped(gross),
    grouped(open),
    difference && paint(colour, grouped(difference)),
  ]
}
