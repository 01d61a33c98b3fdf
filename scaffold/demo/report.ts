import type { Company } from '@gantry/canonical/company'
import type { Memory } from '../processes/memory.ts'
import type { Balance } from './reconcile.ts'
import { balanceTable } from './table.ts'

/** The last line of a run, for machines. Amounts are decimal strings in major units. */
export type Figures = {
  orders: number
  cash: number
  cancelled: number
  exceptions: number
  duplicates: number
  /** Writes the vendors took in this run, those that loaded the company among them. */
  effects: number
  /** What was billed: one amount, or one for each currency. */
  gross: string | Record<string, string>
  difference: string
  seconds: number
  firstInvoiceSeconds?: number
  peakMemoryMB?: number
  balanced: boolean
}

export type FigureParts = {
  balance: Balance
  company: Company
  exceptions: number
  quiet: boolean
  effects: number
  startedAt: number
  seconds: number
  peak: Memory | undefined
}

export function figuresOf({
  balance,
  company,
  exceptions,
  quiet,
  effects,
  startedAt,
  seconds,
  peak,
}: FigureParts): Figures {
  const fates = (...kinds: string[]) => company.quotes.filter(({ fate }) => kinds.includes(fate.kind)).length
  const amounts = Object.values(balance.gross)
  const expected =
    balance.cash === fates('pay') &&
    balance.cancelled === fates('cancelled') &&
    exceptions === fates('hold') &&
    balance.orders === company.quotes.length
  return {
    orders: balance.orders,
    cash: balance.cash,
    cancelled: balance.cancelled,
    exceptions,
    duplicates: balance.duplicates,
    effects,
    gross: amounts.length === 1 ? amounts[0]! : balance.gross,
    difference: balance.difference,
    seconds,
    ...(balance.firstInvoiceAt && {
      firstInvoiceSeconds: Math.max(0, Number(((Date.parse(balance.firstInvoiceAt) - startedAt) / 1000).toFixed(1))),
    }),
    ...(peak && { peakMemoryMB: Math.round(peak.bytes / 1024 / 1024) }),
    balanced:
      quiet && expected && balance.duplicates === 0 && balance.breaks.length === 0 && Number(balance.difference) === 0,
  }
}

/** The run in a person's words: the table, what does not agree, and the figures. */
export function report(balance: Balance, company: Company, figures: Figures, out: NodeJS.WriteStream): string {
  const colour = out.isTTY === true && !process.env.NO_COLOR
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const { cash, cancelled, exceptions, duplicates, effects, difference, seconds } = figures
  const verdict = figures.balanced ? paint(32, 'The books balance.') : paint(31, 'The books do not balance.')
  return [
    '',
    "  From the vendors' own books:",
    balanceTable(balance, { colour }),
    `  Rounding: ${company.rounding}`,
    ...balance.breaks.slice(0, 20).map(({ where, sentence }) => `  ${paint(31, 'break')} ${where}: ${sentence}`),
    ...(balance.breaks.length > 20 ? [`  … and ${balance.breaks.length - 20} more`] : []),
    '',
    `  ${verdict} ${figures.orders} orders: ${cash} in cash, ${cancelled} cancelled, ${exceptions} on hold for a person; ` +
      `${effects} vendor writes, ${duplicates} duplicates, difference ${difference}.`,
    `  ${seconds} s in all` +
      (figures.firstInvoiceSeconds === undefined
        ? ''
        : `, the first invoice in the ERP after ${figures.firstInvoiceSeconds} s`) +
      (figures.peakMemoryMB === undefined ? '.' : `, ${figures.peakMemoryMB} MB at most in all processes together.`),
    '',
  ].join('\n')
}
