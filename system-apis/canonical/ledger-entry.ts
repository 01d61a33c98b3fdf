/** One document in the sandbox's books, in words an accountant of any company knows. Amounts in major units. */
export type LedgerEntry = {
  kind:
    | 'customer'
    | 'product'
    | 'quote'
    | 'order'
    | 'subscription'
    | 'sales-order'
    | 'invoice'
    /** An invoice that is not issued yet: it is no document of anybody's books. */
    | 'draft'
    | 'tax'
    | 'payment'
    | 'cash-application'
    | 'credit-note'
    | 'refund'
    | 'dispute'
    | 'payout'
    | 'usage'
  id: string
  /** The vendor's human-readable number, where it differs from the id. */
  number?: string
  /** The business reference written by whoever created it: the quote, order or invoice it stands for. */
  reference?: string
  /** The order it belongs to, where the document says so. */
  order?: string
  entity?: string
  /** Ties the document to the request it comes from, where its maker wrote one. */
  correlation?: string
  currency?: string
  /** Decimal strings in major units, e.g. `12.34`; absent where the document does not state them. */
  net?: string
  tax?: string
  gross?: string
  open?: string
  /** Number of lines, and the sum of their gross amounts: the header must agree with it. */
  lines?: { count: number; net?: string; tax?: string; gross?: string }
  state: string
  /** ISO 8601 UTC. */
  at: string
}
