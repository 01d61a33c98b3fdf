import type { CustomerDraft } from './customer.ts'
import type { ProductDraft } from './product.ts'
import type { QuoteDraft } from './quote.ts'

/** A row of an input that could not be used; it stops only the order it belongs to. */
export type RejectedRow = { file: string; line: number; order?: string; reason: string }

/** What the source itself says its orders come to, to hold the result against; decimal strings in major units. */
export type StatedTotal = {
  legalEntity: string
  currency: string
  orders: number
  /** Absent where the source does not state it. */
  net?: string
  tax?: string
  gross?: string
}

/**
 * What becomes of a quote after it is submitted.
 * - `pay`: the customer pays all. `part`: pays `fraction` of it. `wait`: pays nothing yet.
 * - `cancelled`: cancelled before it reached billing or the ERP.
 * - `hold`: the customer is on credit hold in the ERP. `refuse`: the ERP refuses the order.
 */
export type Fate = { kind: 'pay' | 'wait' | 'cancelled' | 'hold' | 'refuse' } | { kind: 'part'; fraction: string }

/** A company's orders as quotes, ready to be loaded into its CRM. */
export type Company = {
  name: string
  /** The rounding policy in one sentence, printed beside the totals it explains. */
  rounding: string
  legalEntities: { name: string; currency: string; country: string }[]
  customers: { reference: string; draft: CustomerDraft }[]
  products: { sku: string; draft: ProductDraft }[]
  quotes: { reference: string; draft: QuoteDraft; fate: Fate }[]
  rejected: RejectedRow[]
  stated: StatedTotal[]
  /** Custom tax rates per legal entity, as fractions of the net amount; absent: the tax engine's own. */
  taxRates: { legalEntity: string; rate: string; taxCode?: string }[]
}
