import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { Decimal, exponentOf } from '@gantry/canonical/money'

export type Column = 'net' | 'tax' | 'gross' | 'open'

export const sumOf = (entries: readonly LedgerEntry[], column: Column): Decimal =>
  entries.reduce((sum, entry) => sum.plus(entry[column] ?? 0), new Decimal(0))

/** A ledger entry without a currency is shown with two decimals. */
export const decimalsOf = (currency: string) => exponentOf(currency || 'USD')

export const fixed = (amount: Decimal, currency: string) => amount.toFixed(decimalsOf(currency))
