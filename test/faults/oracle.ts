import { readFileSync } from 'node:fs'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { entriesOf } from './erp-books.ts'
import type { FaultLandscape, Vendor } from './landscape.ts'
import type { Sale } from './sale/contract.ts'

/** Whose books they are. */
type Judged = Pick<FaultLandscape, 'booksOf' | 'feeds' | 'erp'>
type Line = { table: string; id: string; record: Record<string, unknown> | null }
type Kept = { id: string; reference: string; record: Record<string, unknown> }

/** What the vendors' own books come to, held against what was asked for. */
export type Verdict = {
  /** Effects that had to be there. */
  effects: number
  /** Documents beyond the one. */
  duplicates: string[]
  lost: string[]
  /** Documents that say something else than was asked for. */
  wrong: string[]
  debits: bigint
  credits: bigint
}

/** Every record a vendor ever wrote down, as it stands last, in the order in which they were made. */
function recordsOf(path: string, table: string, referenceOf: (record: Record<string, unknown>) => unknown): Kept[] {
  const kept = new Map<string, Kept>()
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (!text) continue
    const line = JSON.parse(text) as Line
    if (line.table !== table || line.record === null) continue
    kept.set(line.id, { id: line.id, reference: String(referenceOf(line.record)), record: line.record })
  }
  return [...kept.values()]
}

const documentsOf = (landscape: Judged): Kept[] =>
  recordsOf(landscape.booksOf('abacus'), 'document', (record) => record.reference)

/** When something of each reference was first written into a vendor's books, by the vendor's clock; epoch milliseconds. */
export function firstWritten(
  path: string,
  table: string,
  referenceOf: (record: Record<string, unknown>) => unknown,
): Map<string, number> {
  const first = new Map<string, number>()
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (!text) continue
    const line = JSON.parse(text) as Line & { at: string }
    if (line.table !== table || line.record === null) continue
    const reference = String(referenceOf(line.record))
    if (!first.has(reference)) first.set(reference, Date.parse(line.at))
  }
  return first
}

/** How many documents of a kind the ledger without idempotency has. */
export const documentsOfKind = (landscape: Judged, kind: string): number =>
  documentsOf(landscape).filter(({ record }) => record.kind === kind).length

export const metadataReference = (record: Record<string, unknown>) =>
  (record.metadata as { gantry_reference?: string } | undefined)?.gantry_reference

export const cents = (amount: string): bigint => BigInt(amount.replace('.', ''))

/** Reads the vendors' files, not their APIs: what is there was synced to the disk before anybody was told of it. */
export async function judge(landscape: Judged, sales: readonly Sale[]): Promise<Verdict> {
  const books = (vendor: Vendor) => landscape.booksOf(vendor)
  const documents = documentsOf(landscape)
  const ofKind = (kind: string) => documents.filter(({ record }) => record.kind === kind)
  const verdict: Verdict = { effects: 0, duplicates: [], lost: [], wrong: [], debits: 0n, credits: 0n }
  const payers = recordsOf(books('stripe'), 'customers', metadataReference)
  const invoices = recordsOf(books('stripe'), 'invoices', metadataReference)
  const declined = sales.filter((sale) => sale.declined)
  const kept = sales.filter((sale) => !sale.declined)
  const expect = (what: string, found: readonly Kept[], wanted: readonly Sale[], fits: Fits = () => true) =>
    hold(verdict, what, found, wanted, fits)
  if (landscape.erp === 'none')
    expect(
      'debtor',
      recordsOf(books('netsuite'), 'customer', (record) => record.externalId),
      sales,
    )
  else judgeErp(verdict, await entriesOf(landscape.erp, books(landscape.erp)), sales)
  expect('payer', payers, sales)
  expect('invoice', invoices, sales, (sale, record) => {
    const status = sale.declined ? 'void' : 'open'
    return record.status === status && BigInt(record.total as number) === cents(sale.amount)
  })
  const amountFits: Fits = (sale, record) => record.amount === sale.amount
  expect('order', ofKind('order'), sales, (sale, record) => {
    const state = sale.declined ? 'cancelled' : 'booked'
    return amountFits(sale, record) && record.state === state
  })
  expect('posting', ofKind('invoice'), sales, amountFits)
  expect('reversal', ofKind('reversal'), declined, amountFits)
  expect('payment', ofKind('payment'), kept, amountFits)
  if (landscape.feeds) expect('receipt', ofKind('receipt'), sales, amountFits)
  // Beside the documents: each invoice finalized; each declined sale's invoice voided and its order cancelled.
  verdict.effects += sales.length + 2 * declined.length
  balance(verdict, documents, kept)
  return verdict
}

/** What each finalized invoice that a vendor told of leaves: a receipt, and in an ERP a debtor. */
export async function judgeReceipts(landscape: Judged, notices: readonly Sale[]): Promise<Verdict> {
  const verdict: Verdict = { effects: 0, duplicates: [], lost: [], wrong: [], debits: 0n, credits: 0n }
  const receipts = documentsOf(landscape).filter(({ record }) => record.kind === 'receipt')
  hold(verdict, 'receipt', receipts, notices, (notice, record) => record.amount === notice.amount)
  if (landscape.erp === 'none') return verdict
  const entries = await entriesOf(landscape.erp, landscape.booksOf(landscape.erp))
  hold(verdict, 'debtor', keptOf(entries, 'customer'), notices, () => true)
  return verdict
}

const keptOf = (entries: readonly LedgerEntry[], kind: LedgerEntry['kind'], prefix = ''): Kept[] =>
  entries
    .filter((entry) => entry.kind === kind)
    .map((entry) => ({ id: entry.id, reference: (entry.reference ?? '').replace(prefix, ''), record: entry }))

/** What each sale leaves in an ERP: all of it billed and paid, or an order that was cancelled. */
function judgeErp(verdict: Verdict, entries: readonly LedgerEntry[], sales: readonly Sale[]): void {
  const kept = sales.filter((sale) => !sale.declined)
  const sum = (amount: unknown) => cents(Number(amount).toFixed(2))
  const settled: Fits = ({ amount }, { gross, open }) => sum(gross) === cents(amount) && sum(open ?? 0) === 0n
  hold(verdict, 'debtor', keptOf(entries, 'customer'), sales, () => true)
  hold(verdict, 'sales order', keptOf(entries, 'sales-order'), sales, ({ amount, declined }, { net, gross, state }) => {
    const cancelled = /cancel|closed|reject/i.test(String(state))
    // Where the invoice alone carries the tax, an order has none; these sales are free of it.
    return sum(gross ?? net) === cents(amount) && cancelled === declined
  })
  hold(verdict, 'receivable', keptOf(entries, 'invoice', 'I-'), kept, settled)
  hold(verdict, 'cash', keptOf(entries, 'cash-application', 'P-'), kept, settled)
}

type Fits = (sale: Sale, record: Record<string, unknown>) => boolean

/** One document for each sale, and none for anything else. */
function hold(verdict: Verdict, what: string, found: readonly Kept[], sales: readonly Sale[], fits: Fits): void {
  const byReference = Map.groupBy(found, ({ reference }) => reference)
  verdict.effects += sales.length
  for (const sale of sales) {
    const own = byReference.get(sale.reference) ?? []
    byReference.delete(sale.reference)
    if (own.length === 0) verdict.lost.push(`${what} ${sale.reference}`)
    for (const { id } of own.slice(1)) verdict.duplicates.push(`${what} ${sale.reference} ${id}`)
    if (own[0] && !fits(sale, own[0].record)) verdict.wrong.push(`${what} ${sale.reference} ${own[0].id}`)
  }
  for (const [reference, own] of byReference) verdict.wrong.push(`${what} ${reference}: ${own.length} nobody asked for`)
}

/** Debits equal credits over all, nothing is left receivable, and revenue is what the sales that stand come to. */
function balance(verdict: Verdict, documents: readonly Kept[], kept: readonly Sale[]): void {
  const accounts = new Map<string, bigint>()
  for (const { record } of documents)
    for (const { account, side, amount } of record.lines as { account: string; side: string; amount: string }[]) {
      const sum = cents(amount)
      if (side === 'debit') verdict.debits += sum
      else verdict.credits += sum
      accounts.set(account, (accounts.get(account) ?? 0n) + (side === 'debit' ? sum : -sum))
    }
  const sold = kept.reduce((sum, { amount }) => sum + cents(amount), 0n)
  const wanted = { receivable: 0n, cash: sold, revenue: -sold }
  for (const [account, sum] of Object.entries(wanted))
    if ((accounts.get(account) ?? 0n) !== sum)
      verdict.wrong.push(`${account} is off by ${(accounts.get(account) ?? 0n) - sum}`)
}
