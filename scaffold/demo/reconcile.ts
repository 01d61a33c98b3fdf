import type { Company, StatedTotal } from '@gantry/canonical/company'
import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { Decimal } from '@gantry/canonical/money'
import { type Column, fixed, sumOf } from './amounts.ts'
import type { Ledgers } from './sandboxes.ts'
import { againstSource } from './source.ts'

/** Documents of one kind in one system, of one legal entity and currency. Amounts in major units. */
export type BalanceRow = {
  entity: string
  currency: string
  what: string
  count?: number
  net?: string
  tax?: string
  gross?: string
  open?: string
  /** Against the invoices billed; empty in their own row. */
  difference: string
}

export type Break = { where: string; sentence: string }

export type Balance = {
  rows: BalanceRow[]
  breaks: Break[]
  orders: number
  /** Orders whose invoices are paid in full in the ERP. */
  cash: number
  cancelled: number
  duplicates: number
  /** Sum of what was billed, by currency. */
  gross: Record<string, string>
  /** Sum of all differences, without regard to their sign. */
  difference: string
  /** When the first invoice was posted in the ERP. */
  firstInvoiceAt?: string
}

const live = (entry: LedgerEntry) => !/void|cancel|closed|uncollectible/i.test(entry.state)

/**
 * Compares the vendors' own books with each other, and with what the source says its orders come to. `stopped`: orders
 * that did not go through although they were meant to.
 */
export function reconcile(ledgers: Ledgers, company: Company, stopped: ReadonlySet<string> = new Set()): Balance {
  const { stripe, erps, avalara, salesforce } = ledgers
  const erp = erps.flat()
  const of = (entries: readonly LedgerEntry[], kind: LedgerEntry['kind']) =>
    entries.filter((entry) => entry.kind === kind && live(entry))
  const books = {
    billed: of(stripe, 'invoice'),
    filed: of(avalara, 'tax'),
    ordered: of(erp, 'sales-order'),
    posted: of(erp, 'invoice'),
    paid: of(stripe, 'payment'),
    applied: of(erp, 'cash-application'),
    crm: of(salesforce, 'order').filter((order) => order.state.startsWith('Activated')),
  }
  const groups = groupsOf(books.billed, company.stated)
  const balances = groups.map((group) => {
    const balance = balanceOf(group, books)
    const source = againstSource(group, books.billed, company, stopped)
    return {
      rows: [...source.rows, ...balance.rows],
      breaks: [...source.breaks, ...balance.breaks],
      difference: balance.difference.plus(source.difference),
    }
  })
  const breaks = [
    ...balances.flatMap((balance) => balance.breaks),
    ...headersThatDiffer([...books.billed, ...books.filed, ...books.ordered, ...books.posted]),
    ...unexpectedDocuments(ledgers, company),
  ]
  const duplicates = duplicatesIn(ledgers)
  const open = new Map<string, boolean>()
  for (const { order, open: amount } of books.posted)
    if (order) open.set(order, (open.get(order) ?? true) && new Decimal(amount ?? 0).isZero())
  const first = books.posted.map((entry) => entry.at).sort()[0]
  return {
    rows: balances.flatMap((balance) => balance.rows),
    breaks,
    orders:
      of(salesforce, 'quote').length + salesforce.filter((entry) => entry.kind === 'quote' && !live(entry)).length,
    cash: [...open.values()].filter(Boolean).length,
    cancelled: cancelledCleanly(ledgers, company),
    duplicates,
    gross: Object.fromEntries(
      [...Map.groupBy(books.billed, (entry) => entry.currency ?? '')].map(([currency, entries]) => [
        currency,
        fixed(sumOf(entries, 'gross'), currency),
      ]),
    ),
    difference: balances.reduce((sum, balance) => sum.plus(balance.difference), new Decimal(0)).toFixed(2),
    ...(first && { firstInvoiceAt: first }),
  }
}

export type Group = { entity: string; currency: string }
type Books = Record<'billed' | 'filed' | 'ordered' | 'posted' | 'paid' | 'applied' | 'crm', LedgerEntry[]>

function groupsOf(billed: readonly LedgerEntry[], stated: readonly StatedTotal[]): Group[] {
  const keys = new Set([
    ...billed.map(({ entity, currency }) => JSON.stringify({ entity: entity ?? '', currency: currency ?? '' })),
    ...stated.map(({ legalEntity, currency }) => JSON.stringify({ entity: legalEntity, currency })),
  ])
  return [...keys].sort().map((key) => JSON.parse(key) as Group)
}

function balanceOf(
  { entity, currency }: Group,
  books: Books,
): { rows: BalanceRow[]; breaks: Break[]; difference: Decimal } {
  const here = (entries: readonly LedgerEntry[]) =>
    entries.filter((entry) => (entry.entity ?? '') === entity && (entry.currency ?? '') === currency)
  const billed = here(books.billed)
  const paid = here(books.paid)
  const rows: BalanceRow[] = []
  const breaks: Break[] = []
  let total = new Decimal(0)
  const row = (what: string, entries: readonly LedgerEntry[], columns: Column[], against: readonly LedgerEntry[]) => {
    const difference = columns.reduce(
      (sum, column) => sum.plus(sumOf(entries, column).minus(sumOf(against, column)).abs()),
      new Decimal(0),
    )
    total = total.plus(difference)
    rows.push({
      entity,
      currency,
      what,
      count: entries.length,
      ...Object.fromEntries(columns.map((column) => [column, fixed(sumOf(entries, column), currency)])),
      difference: entries === against ? '' : fixed(difference, currency),
    })
    if (entries.length !== against.length || !difference.isZero())
      breaks.push({
        where: `${entity} ${currency}`,
        sentence: `${what}: ${entries.length} documents against ${against.length}, ${fixed(difference, currency)} apart.`,
      })
  }
  const orders = new Set(billed.map((entry) => entry.order))
  rows.push({
    entity,
    currency,
    what: 'CRM: orders active',
    count: here(books.crm).length,
    difference: '',
  })
  if (here(books.crm).length !== orders.size)
    breaks.push({
      where: `${entity} ${currency}`,
      sentence: `The CRM has ${here(books.crm).length} active orders, billing bills ${orders.size}.`,
    })
  row('billing: invoices', billed, ['net', 'tax', 'gross', 'open'], billed)
  row('tax: documents filed', here(books.filed), ['net', 'tax', 'gross'], billed)
  const ordered = here(books.ordered)
  // Some ERPs take the tax engine's amounts with an invoice only: of their orders there is the net to compare.
  const taxed = ordered.length === 0 || ordered.some(({ tax }) => tax !== undefined)
  row('ERP: sales orders', ordered, taxed ? ['net', 'tax', 'gross'] : ['net'], billed)
  row('ERP: invoices', here(books.posted), ['net', 'tax', 'gross', 'open'], billed)
  row('payments received', paid, ['gross'], paid)
  row('ERP: cash applied', here(books.applied), ['gross'], paid)
  const settled = sumOf(billed, 'gross').minus(sumOf(billed, 'open'))
  const unexplained = settled.minus(sumOf(paid, 'gross')).abs()
  total = total.plus(unexplained)
  if (!unexplained.isZero())
    breaks.push({
      where: `${entity} ${currency}`,
      sentence: `Invoices are settled by ${fixed(settled, currency)}, payments come to ${fixed(sumOf(paid, 'gross'), currency)}.`,
    })
  return { rows, breaks, difference: total }
}

/** Every document's lines sum to its header, to the minor unit. */
function headersThatDiffer(entries: readonly LedgerEntry[]): Break[] {
  return entries.flatMap((entry): Break[] => {
    const { lines, net = '0', tax = '0', gross } = entry
    const agrees =
      (gross === undefined || new Decimal(net).plus(tax).equals(gross)) &&
      (lines?.net === undefined || new Decimal(lines.net).equals(net)) &&
      (lines?.tax === undefined || new Decimal(lines.tax).equals(tax)) &&
      (lines?.gross === undefined || new Decimal(lines.gross).equals(gross ?? 0))
    if (agrees) return []
    return [{ where: `${entry.kind} ${entry.number ?? entry.id}`, sentence: 'Its lines do not sum to its header.' }]
  })
}

const DOCUMENTS = new Set<LedgerEntry['kind']>([
  'subscription',
  'invoice',
  'tax',
  'sales-order',
  'payment',
  'cash-application',
])

/** Financial documents of orders that must have none: cancelled before, on hold, or refused and undone. */
function unexpectedDocuments({ stripe, erps, avalara }: Ledgers, company: Company): Break[] {
  const stopped = new Map(
    company.quotes.flatMap(({ reference, fate }) =>
      ['cancelled', 'hold', 'refuse'].includes(fate.kind) ? [[reference, fate.kind]] : [],
    ),
  )
  return [...stripe, ...erps.flat(), ...avalara].flatMap((entry): Break[] => {
    const fate = entry.order && stopped.get(entry.order)
    if (!fate || !DOCUMENTS.has(entry.kind) || !live(entry)) return []
    return [{ where: `${entry.kind} ${entry.id}`, sentence: `The order ${entry.order} (${fate}) must not have one.` }]
  })
}

function cancelledCleanly({ stripe, erps, avalara }: Ledgers, company: Company): number {
  const touched = new Set(
    [...stripe, ...erps.flat(), ...avalara].filter((entry) => DOCUMENTS.has(entry.kind)).map((entry) => entry.order),
  )
  return company.quotes.filter(({ reference, fate }) => fate.kind === 'cancelled' && !touched.has(reference)).length
}

/**
 * Documents beyond the first that stand for the same thing in the same system. All ERPs count as one, but for what names no
 * legal entity, such as a product: each keeps its own.
 */
function duplicatesIn({ salesforce, stripe, avalara, erps }: Ledgers): number {
  return [[salesforce], [stripe], [avalara], erps].reduce((count, systems) => {
    const known = systems.flatMap((entries, system) =>
      entries
        .filter((entry) => entry.reference !== undefined && live(entry))
        .map(({ kind, reference, entity = system }) => JSON.stringify([kind, reference, entity])),
    )
    return count + known.length - new Set(known).size
  }, 0)
}
