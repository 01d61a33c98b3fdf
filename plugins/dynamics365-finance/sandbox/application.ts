import { Decimal } from '@gantry/canonical/money'
import { type Entity, keyOf } from './entity.ts'
import { infolog, notInTable, Refusal } from './problem.ts'
import { entityNamed, sameCompany } from './query.ts'
import type { Row, Store } from './store.ts'
import { addressOf, filled } from './wire.ts'

/** One request's view of the application: its transaction, and the instant it runs at (ISO 8601 UTC). */
export type Session = { store: Store; now: string; company: string }

/** The rules of one data entity. */
export type Rules = {
  /** Completes and checks a new record; may change others. Absent: the entity cannot be written to. */
  insert?: (session: Session, row: Row) => Row
  update?: (session: Session, before: Row, changes: Row) => Row
  remove?: (session: Session, row: Row) => void
  /** Actions on one record, by name. */
  actions?: Record<string, (session: Session, row: Row) => void>
}

const CURRENCIES = new Set(
  'AED AUD BHD BRL CAD CHF CLP CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW KWD MXN MYR NOK NZD PLN RON SAR SEK SGD THB TRY TWD USD ZAR'.split(
    ' ',
  ),
)

export function assertCurrency(entity: Entity, code: string): void {
  if (!CURRENCIES.has(code)) throw notInTable(entity.source, 'Currency', code)
}

/** Minor decimals of a currency. */
export const precisionOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

export const rounded = (amount: Decimal.Value, currency: string): string =>
  new Decimal(amount).toDecimalPlaces(precisionOf(currency), Decimal.ROUND_HALF_UP).toFixed(precisionOf(currency))

export const sum = (amounts: readonly string[]): Decimal =>
  amounts.reduce((total, amount) => total.plus(amount), new Decimal(0))

/** The row's company, or the user's own; refused where there is none of that id. */
export function companyOf({ store, company }: Session, entity: Entity, row: Row): Row {
  const field = entity.company!
  const known = store.get('Ledgers', (row[field] || company).toLowerCase())
  if (!known) throw notInTable(entity.source, 'Company', row[field] || company)
  return { ...row, [field]: known.LegalEntityId! }
}

export function customerOf({ store }: Session, entity: Entity, company: string, account: string): Row {
  const known = store.get('CustomersV3', `${company}|${account.toLowerCase()}`)
  if (!known) throw notInTable(entity.source, 'Customer account', account, 'Customers')
  return known
}

/** Adds a record; refused where its key is taken. `write` counts it as a caller's own. */
export function add({ store, now }: Session, set: string, row: Row, write?: string): Row {
  const entity = entityNamed(set)
  const whole = filled(entity, { ...row, _at: now })
  const id = keyOf(entity, whole)
  if (store.get(set, id))
    throw infolog(
      entity.source,
      `Cannot create a record in ${entity.name} (${entity.source}). ${entity.keys.map((key) => `${key}: ${whole[key]}`).join(', ')}.`,
      'The record already exists.',
    )
  store.put(set, id, whole, write)
  return whole
}

export function change({ store }: Session, set: string, row: Row, write?: string): void {
  const entity = entityNamed(set)
  store.put(set, keyOf(entity, row), filled(entity, row), write)
}

/** Where a month is closed: `2026-03` under the company's id. Months nobody named are open. */
export function assertPeriodOpen({ store }: Session, entity: Entity, company: string, instant: string): void {
  const month = instant.slice(0, 7)
  if (store.get('_closed', `${company}|${month}`))
    throw infolog(entity.source, `Fiscal period for ${american(instant)} is not open.`)
}

const american = (instant: string): string =>
  `${Number(instant.slice(5, 7))}/${Number(instant.slice(8, 10))}/${instant.slice(0, 4)}`

/** From now on writes that name an order are refused, as a rule or workflow in the company would. */
export function assertAccepted({ store }: Session, entity: Entity, order: string, what: 'book' | 'cancel' = 'book') {
  const rule = order === '' ? undefined : store.get('_refusal', order.toLowerCase())
  if (rule && (what === 'book' || rule.cancel === 'true')) throw infolog(entity.source, rule.message!)
}

/** Fields of a key never change; neither does the company. */
export function assertKeysKept(entity: Entity, before: Row, changes: Row): void {
  for (const key of entity.keys)
    if (changes[key] !== undefined && !sameCompany(changes[key], before[key]!))
      throw new Refusal(400, `The key '${key}' of ${addressOf(entity, before)} cannot be changed.`)
}
