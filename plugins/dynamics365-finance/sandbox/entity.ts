import type { Row } from './store.ts'

/** How a value is kept: text, decimals and 64-bit integers as decimal text, instants as ISO text, enumerations by member. */
export type Property =
  | { type: 'Edm.String'; maxLength: number }
  | { type: 'Edm.Decimal' | 'Edm.Int64' | 'Edm.Int32' | 'Edm.DateTimeOffset' }
  | { type: 'Enum'; name: keyof typeof ENUMS }

/** A public data entity: its entity set, and the type behind it. */
export type Entity = {
  set: string
  /** As in `Microsoft.Dynamics.DataEntities.<name>`. */
  name: string
  /** The data entity's name in the application, which error texts use. */
  source: string
  keys: string[]
  /** The key that says the company; none: the entity belongs to no company. */
  company?: string
  properties: Record<string, Property>
}

export const ENUMS = {
  NoYes: ['No', 'Yes'],
  CustVendorBlocked: ['No', 'Invoice', 'All', 'Payment', 'Requisition', 'Never'],
  SalesStatus: ['None', 'Backorder', 'Delivered', 'Invoiced', 'Canceled'],
  EcoResProductType: ['Item', 'Service'],
  EcoResProductSubtype: ['Product', 'ProductMaster', 'ProductVariant'],
  LedgerJournalACType: ['Ledger', 'Cust', 'Vend', 'Project', 'FixedAssets', 'Bank'],
  LedgerTransType: ['None', 'Transfer', 'Sales', 'Purch', 'Cust', 'Vend', 'Payment'],
} as const

/** Text compares without regard to case, as the application's database does; a decimal has no trailing zeros. */
export const keyOf = (entity: Entity, row: Row): string =>
  entity.keys.map((name) => keyPart(entity.properties[name]!, String(row[name] ?? ''))).join('|')

const keyPart = ({ type }: Property, value: string): string =>
  type === 'Edm.Decimal' ? String(Number(value)) : value.toLowerCase()
