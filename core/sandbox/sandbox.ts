import type { Hono } from 'hono'
import type { Books } from './books.ts'
import type { Clock } from './clock.ts'
import type { Deliveries } from './deliveries.ts'

export type { Books } from './books.ts'
export type { Clock } from './clock.ts'
export type { Deliveries, Delivery } from './deliveries.ts'

/** What a sandbox of a vendor is built from. */
export type SandboxContext = {
  books: Books
  clock: Clock
  /** Outgoing webhooks: durable, repeated until the receiver answers 2xx. */
  deliveries: Deliveries
  /** Credentials and addresses this sandbox accepts, from `defaults` overridden at start. */
  settings: Record<string, string>
}

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
    | 'tax'
    | 'payment'
    | 'cash-application'
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
  /** Decimal strings in major units, e.g. `12.34`. */
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

/** A vendor's sandbox: a Hono app that speaks the vendor's wire protocol over books of its own. */
export type SandboxDefinition = {
  readonly name: string
  readonly title: string
  /** Accepted credentials and the like; overridden by the environment's `SANDBOX_SETTINGS`. */
  readonly defaults: Record<string, string>
  readonly app: (context: SandboxContext) => Hono
  /** Every financially meaningful document in the books. */
  readonly ledger: (books: Books) => LedgerEntry[]
  /**
   * What people and banks do at the vendor, outside of any API: a customer pays, a sales rep closes a deal.
   * Reached as `POST /_sandbox/actions/{name}` with a JSON body.
   */
  readonly actions?: Record<string, (context: SandboxContext, body: Record<string, unknown>) => unknown>
}

export const defineSandbox = (sandbox: SandboxDefinition): SandboxDefinition => sandbox
