import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { Decimal } from '@gantry/canonical/money'

export type Column = 'net' | 'tax' | 'gross' | 'open'

export const sumOf = (entries: readonly LedgerEntry[], column: Column): Decimal =>
  entries.reduce((sum, entry) => sum.plus(entry[column] ?? 0), new Decimal(0))

export const decimalsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency: currency || 'USD' }).resolvedOptions()
    .maximumFractionDigits ?? 2

export const fixed = (amount: Decimal, currency: string) => amount.toFixed(decimalsOf(currency))
