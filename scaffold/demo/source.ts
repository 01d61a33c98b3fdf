import type { Company } from '@gantry/canonical/company'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { Decimal } from '@gantry/canonical/money'
import { decimalsOf, fixed, sumOf } from './amounts.ts'
import type { BalanceRow, Break, Group } from './reconcile.ts'

const COLUMNS = ['net', 'tax', 'gross'] as const

/**
 * What was billed against what the source itself says its orders come to: gross to the minor unit; net and tax, which
 * are rounded line by line, within half a minor unit a line. `unexpected`: orders that stopped though they were not meant to.
 */
export function againstSource(
  { entity, currency }: Group,
  billed: readonly LedgerEntry[],
  company: Company,
  unexpected: ReadonlySet<string> = new Set(),
): { rows: BalanceRow[]; breaks: Break[]; difference: Decimal } {
  const none = { rows: [], breaks: [], difference: new Decimal(0) }
  const stated = company.stated.find((total) => total.legalEntity === entity && total.currency === currency)
  // A source states the sum of all its orders: where some are held or refused it cannot be compared.
  const stopped = company.quotes.some(
    ({ reference, draft, fate }) =>
      (fate.kind === 'hold' || fate.kind === 'refuse' || unexpected.has(reference)) &&
      draft.legalEntity === entity &&
      draft.currency === currency,
  )
  if (!stated || stopped) return none
  const entries = billed.filter((entry) => entry.entity === entity && entry.currency === currency)
  const lines = entries.reduce((count, entry) => count + (entry.lines?.count ?? 0), 0)
  const bound = new Decimal(10).pow(-decimalsOf(currency)).div(2).times(lines)
  const said = COLUMNS.flatMap((column) => {
    const text = stated[column]
    if (text === undefined) return []
    const apart = sumOf(entries, column).minus(text)
    return [{ column, text, apart, allowed: column === 'gross' ? new Decimal(0) : bound }]
  })
  const over = said.filter(({ apart, allowed }) => apart.abs().gt(allowed))
  const rounded = said.filter(({ apart, allowed }) => !apart.isZero() && apart.abs().lte(allowed))
  const difference = over.reduce((sum, { apart }) => sum.plus(apart.abs()), new Decimal(0))
  const group = { entity, currency }
  return {
    rows: [
      {
        ...group,
        what: 'source: its own totals',
        count: stated.orders,
        ...Object.fromEntries(said.map(({ column, text }) => [column, text])),
        difference: fixed(difference, currency),
      },
      ...(rounded.length > 0
        ? [
            {
              ...group,
              what: `rounding of ${lines} lines, ±${fixed(bound, currency)} allowed`,
              ...Object.fromEntries(rounded.map(({ column, apart }) => [column, apart.toFixed()])),
              difference: '',
            },
          ]
        : []),
    ],
    breaks: [
      ...over.map(({ column, text, allowed }) => ({
        where: `${entity} ${currency}`,
        sentence: `${column} billed is ${fixed(sumOf(entries, column), currency)}, the source says ${text} (${fixed(allowed, currency)} allowed for rounding).`,
      })),
      ...(entries.length < stated.orders
        ? [
            {
              where: `${entity} ${currency}`,
              sentence: `${entries.length} invoices are billed for the source's ${stated.orders} orders.`,
            },
          ]
        : []),
    ],
    difference,
  }
}
