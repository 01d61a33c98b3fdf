import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import type { Books } from '@gantry/core/sandbox'
import { Decimal } from './json.ts'
import type { Row, Value } from './org.ts'

const text = (value: Value | undefined) => (typeof value === 'string' ? value : undefined)

function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

const amount = (currency: string, value: Value | undefined) =>
  new Decimal(text(value) ?? 0).toFixed(decimalsOf(currency))

/** Leaves out what is not known. */
const known = (entry: { [K in keyof LedgerEntry]: LedgerEntry[K] | undefined }): LedgerEntry =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as LedgerEntry

function quotes(books: Books): LedgerEntry[] {
  const lines = new Map<string, { count: number; total: InstanceType<typeof Decimal> }>()
  for (const line of books.all<Row>('SBQQ__QuoteLine__c')) {
    const kept = lines.get(String(line.SBQQ__Quote__c)) ?? { count: 0, total: new Decimal(0) }
    lines.set(String(line.SBQQ__Quote__c), {
      count: kept.count + 1,
      total: kept.total.plus(text(line.SBQQ__NetTotal__c) ?? 0),
    })
  }
  return books.all<Row>('SBQQ__Quote__c').map((row) => {
    const currency = text(row.CurrencyIsoCode) ?? 'USD'
    const basis = row.Gantry_Price_Basis__c === 'gross' ? 'gross' : 'net'
    const sum = lines.get(row.Id) ?? { count: 0, total: new Decimal(0) }
    const status = text(row.SBQQ__Status__c) ?? 'Draft'
    const stage = text(row.Gantry_Stage__c)
    return known({
      kind: 'quote',
      id: row.Id,
      number: text(row.Name),
      reference: text(row.Gantry_Reference__c),
      entity: text(row.Legal_Entity__c),
      currency,
      [basis]: amount(currency, row.SBQQ__NetAmount__c),
      lines: { count: sum.count, [basis]: amount(currency, sum.total.toFixed()) },
      correlation: text(row.Gantry_Correlation__c),
      state: stage ? `${status}: ${stage}` : status,
      at: String(row.CreatedDate),
    })
  })
}

function orders(books: Books): LedgerEntry[] {
  return books.all<Row>('Order').map((row) => {
    const currency = text(row.CurrencyIsoCode) ?? 'USD'
    const open = text(row.Gantry_Open_Amount__c)
    const stage = text(row.Gantry_Stage__c)
    return known({
      kind: 'order',
      id: row.Id,
      number: text(row.OrderNumber),
      reference: text(row.Gantry_Reference__c),
      entity: text(row.Legal_Entity__c),
      currency,
      open: open === undefined ? undefined : amount(currency, open),
      correlation: text(row.Gantry_Correlation__c),
      state: stage ? `${row.Status}: ${stage}` : String(row.Status),
      at: String(row.CreatedDate),
    })
  })
}

/** Accounts, products, quotes and orders. A quote's total is in its price basis. */
export function ledger(books: Books): LedgerEntry[] {
  const customers = books.all<Row>('Account').map((row) =>
    known({
      kind: 'customer',
      id: row.Id,
      reference: text(row.Gantry_Reference__c),
      currency: text(row.Gantry_Billing_Currency__c),
      state: 'active',
      at: String(row.CreatedDate),
    }),
  )
  const products = books.all<Row>('Product2').map((row) =>
    known({
      kind: 'product',
      id: row.Id,
      number: text(row.ProductCode),
      reference: text(row.Gantry_Reference__c),
      currency: text(row.CurrencyIsoCode),
      state: row.IsActive ? 'active' : 'inactive',
      at: String(row.CreatedDate),
    }),
  )
  return [...customers, ...products, ...quotes(books), ...orders(books)]
}
