import type { Company } from '@gantry/canonical/company'
import type { Memory } from '../processes/memory.ts'
import type { Refused } from './load.ts'
import type { Balance } from './reconcile.ts'
import type { Stopped } from './stopped.ts'
import { balanceTable } from './table.ts'
import { wrapped } from './wrapped.ts'

/** The last line of a run, for machines. Amounts are decimal strings in major units. */
export type Figures = {
  orders: number
  cash: number
  cancelled: number
  exceptions: number
  /** Rows of the export that could not be used; they stop their own orders only, and do not unbalance the rest. */
  rejected: number
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
  /** Orders and other records that did not go through although they were meant to. */
  stopped: number
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
  stopped,
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
    stopped === 0 &&
    balance.orders === company.quotes.length
  return {
    orders: balance.orders,
    cash: balance.cash,
    cancelled: balance.cancelled,
    exceptions,
    rejected: company.rejected.length,
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

export type ReportParts = {
  balance: Balance
  company: Company
  figures: Figures
  stopped: readonly Stopped[]
  refused: readonly Refused[]
  quiet: boolean
  out: NodeJS.WriteStream
}

/** Lines of one kind before the rest is only counted. */
const MOST = 20

const some = (lines: readonly string[]): string[] =>
  lines.length > MOST ? [...lines.slice(0, MOST), `  … and ${lines.length - MOST} more`] : [...lines]

/** The run in a person's words: the table, what stopped, what does not agree, and the figures. */
export function report({ balance, company, figures, stopped, refused, quiet, out }: ReportParts): string {
  const colour = out.isTTY === true && !process.env.NO_COLOR
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const width = out.columns ?? 120
  const { cash, cancelled, exceptions, rejected, duplicates, effects, difference, seconds } = figures
  const agrees = duplicates === 0 && balance.breaks.length === 0 && Number(difference) === 0
  const verdict = figures.balanced
    ? paint(32, 'The books balance.')
    : !agrees
      ? paint(31, 'The books do not balance.')
      : quiet
        ? paint(31, 'The books agree, but not every order came to its end.')
        : paint(31, 'Not every order came to its end in time.')
  return [
    '',
    "  From the vendors' own books:",
    balanceTable(balance, { colour }),
    wrapped(`Rounding: ${company.rounding}`, width),
    ...some(refused.map(({ record, sentence }) => wrapped(`${paint(31, 'refused')} ${record}: ${sentence}`, width))),
    ...some(
      stopped.map(({ order, sentence }) => wrapped(`${paint(31, 'stopped')} order ${order}: ${sentence}`, width)),
    ),
    ...some(balance.breaks.map(({ where, sentence }) => wrapped(`${paint(31, 'break')} ${where}: ${sentence}`, width))),
    '',
    wrapped(
      `${verdict} ${figures.orders} orders: ${cash} in cash, ${cancelled} cancelled, ${exceptions} on hold for a person; ` +
        `${effects} vendor writes, ${duplicates} duplicates, difference ${difference}.`,
      width,
    ),
    ...(rejected === 0
      ? []
      : [wrapped(`${rejected} ${rejected === 1 ? 'row' : 'rows'} of the export left out, as listed above.`, width)]),
    wrapped(
      `${seconds} s in all` +
        (figures.firstInvoiceSeconds === undefined
          ? ''
          : `, the first invoice in the ERP after ${figures.firstInvoiceSeconds} s`) +
        (figures.peakMemoryMB === undefined ? '.' : `, ${figures.peakMemoryMB} MB at most in all processes together.`),
      width,
    ),
    '',
  ].join('\n')
}
