import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import type { Books } from '@gantry/core/sandbox'
import { Decimal } from 'decimal.js'
import { decimalsOf, sum } from './tax.ts'
import { type Transaction, transactions } from './transaction.ts'

const STATES: Record<Transaction['status'], string> = {
  Temporary: 'estimate',
  Saved: 'saved',
  Committed: 'committed',
  Cancelled: 'voided',
}

/** One entry for each recorded document. */
export const ledger = (books: Books): LedgerEntry[] => transactions(books).map(entryOf)

function entryOf({ id, code, company, model, status, net, tax, lines, modified }: Transaction): LedgerEntry {
  const decimals = decimalsOf(model.currencyCode)
  const fixed = (amount: string) => new Decimal(amount).toFixed(decimals)
  const order = model.purchaseOrderNo || model.referenceCode
  return {
    kind: 'tax',
    id: String(id),
    number: code,
    reference: code,
    ...(order && { order }),
    entity: company.code,
    ...(model.description && { correlation: model.description }),
    currency: model.currencyCode,
    net: fixed(net),
    tax: fixed(tax),
    gross: fixed(sum([net, tax])),
    lines: {
      count: lines.length,
      net: fixed(sum(lines.map((line) => line.net))),
      tax: fixed(sum(lines.map((line) => line.tax))),
      gross: fixed(sum(lines.flatMap((line) => [line.net, line.tax]))),
    },
    state: STATES[status],
    at: modified,
  }
}
