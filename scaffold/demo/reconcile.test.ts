import type { Company } from '@gantry/canonical/company'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { expect, test } from 'vitest'
import { reconcile } from './reconcile.ts'
import type { Ledgers } from './sandboxes.ts'

const company = { quotes: [], stated: [] } as unknown as Company
const amounts = { net: '10.00', tax: '1.90', gross: '11.90' }
const entry = (kind: LedgerEntry['kind'], reference: string, given: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ kind, id: `${kind}-${reference}`, reference, state: 'Open', at: '2026-03-01T00:00:00Z' },
  ...{ order: 'Q', entity: 'DE', currency: 'EUR' },
  ...given,
})
const product = (reference: string): LedgerEntry => ({ kind: 'product', id: reference, reference, state: '', at: '' })

/** An order billed and booked; its sales order as an ERP states it. */
const ledgers = (salesOrder: Partial<LedgerEntry>, ...others: LedgerEntry[][]): Ledgers => ({
  salesforce: [entry('order', 'Q', { state: 'Activated: active' })],
  stripe: [entry('invoice', 'I', { ...amounts, open: '11.90' })],
  avalara: [entry('tax', 'I', amounts)],
  erps: [
    [product('SKU'), entry('sales-order', 'Q', salesOrder), entry('invoice', 'I', { ...amounts, open: '11.90' })],
    ...others,
  ],
})

test('a sales order that states no tax is compared by its net alone', () => {
  expect(reconcile(ledgers({ net: '10.00' }), company)).toMatchObject({ breaks: [], difference: '0.00' })
  expect(reconcile(ledgers({ net: '9.00' }), company)).toMatchObject({ difference: '1.00' })
  expect(reconcile(ledgers({ ...amounts, tax: '1.80', gross: '11.80' }), company)).toMatchObject({ difference: '0.20' })
})

test('a receivable that states no tax is a break', () => {
  const { erps, ...others } = ledgers(amounts)
  const untaxed = erps.map((entries) =>
    entries.map(({ tax, ...each }) => (each.kind === 'invoice' ? each : { tax, ...each })),
  )
  expect(Number(reconcile({ ...others, erps: untaxed as LedgerEntry[][] }, company).difference)).toBeGreaterThan(0)
})

test('two ERPs keep a product each, and no order twice', () => {
  expect(reconcile(ledgers(amounts, [product('SKU')]), company)).toMatchObject({ duplicates: 0, breaks: [] })
  expect(reconcile(ledgers(amounts, [entry('sales-order', 'Q', amounts)]), company)).toMatchObject({ duplicates: 1 })
})
