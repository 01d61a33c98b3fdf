import type { Books } from '@gantry/core/sandbox'

export type Subsidiary = { id: string; name: string; currency: string; parent?: string }
export type Currency = { id: string; symbol: string; name: string; precision: number }
export type TaxCode = { id: string; externalId: string; subsidiary: string }
export type Period = { id: string; name: string; startDate: string; endDate: string; closed: boolean }

/** What a new account is given; `company` adds others. */
const CURRENCIES = [
  'USD',
  'GBP',
  'CAD',
  'EUR',
  'AUD',
  'BRL',
  'CHF',
  'CNY',
  'CZK',
  'DKK',
  'HKD',
  'HUF',
  'ILS',
  'INR',
  'JPY',
]
const FURTHER = [
  'KRW',
  'KWD',
  'MXN',
  'MYR',
  'NOK',
  'NZD',
  'PLN',
  'RON',
  'SAR',
  'SEK',
  'SGD',
  'THB',
  'TRY',
  'TWD',
  'ZAR',
]

/** The parent company and the common currencies of a new account. */
export function openAccount(books: Books): void {
  for (const symbol of [...CURRENCIES, ...FURTHER]) addCurrency(books, symbol)
  addSubsidiary(books, 'Parent Company', 'USD')
}

export function addCurrency(books: Books, symbol: string): Currency {
  const known = books.find<Currency>('currency', (each) => each.symbol === symbol)
  if (known) return known
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: symbol })
  const currency = {
    id: String(books.size('currency') + 1),
    symbol,
    name: new Intl.DisplayNames('en', { type: 'currency' }).of(symbol) ?? symbol,
    precision: format.resolvedOptions().maximumFractionDigits ?? 2,
  }
  books.put('currency', currency.id, currency)
  return currency
}

/** With the tax code that carries amounts calculated outside of NetSuite, as the set-up asks an administrator for. */
export function addSubsidiary(books: Books, name: string, symbol: string): Subsidiary {
  const known = books.find<Subsidiary>('subsidiary', (each) => each.name === name)
  if (known) return known
  const root = books.size('subsidiary') === 0
  const id = String(books.size('subsidiary') + 1)
  const subsidiary = { id, name, currency: addCurrency(books, symbol).id, ...(!root && { parent: '1' }) }
  books.put('subsidiary', id, subsidiary)
  const taxCode = { id: String(100 + books.size('taxCode')), externalId: `gantry-tax-${id}`, subsidiary: id }
  books.put('taxCode', taxCode.externalId, taxCode)
  return subsidiary
}

/** Opens or closes a month, e.g. `2026-03`. Months nobody named are open. */
export function setPeriod(books: Books, month: string, closed: boolean): Period {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
  const known = books.find<Period>('accountingPeriod', (each) => each.startDate === `${month}-01`)
  const id = known?.id ?? String(books.size('accountingPeriod') + 1)
  const name = new Date(`${month}-01`).toLocaleDateString('en', { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const period = { id, name, startDate: `${month}-01`, endDate: last, closed }
  books.put('accountingPeriod', id, period)
  return period
}

export const isClosed = (books: Books, day: string): boolean =>
  books.find<Period>('accountingPeriod', (each) => each.closed && each.startDate <= day && day <= each.endDate) !==
  undefined
