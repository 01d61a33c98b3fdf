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

/** One document in the sandbox's books. What else it says (amounts as decimal strings, say) is its domain's affair. */
export type Entry = {
  readonly kind: string
  readonly id: string
  /** The vendor's human-readable number, where it differs from the id. */
  readonly number?: string
  readonly state: string
  /** ISO 8601 UTC. */
  readonly at: string
}

/** A vendor's sandbox: a Hono app that speaks the vendor's wire protocol over books of its own. */
export type SandboxDefinition = {
  readonly name: string
  readonly title: string
  /** Accepted credentials and the like; overridden by the environment's `SANDBOX_SETTINGS`. */
  readonly defaults: Record<string, string>
  readonly app: (context: SandboxContext) => Hono
  /** Paths where a `POST` only asks, as of a query language: anybody may ask the same. */
  readonly asks?: RegExp
  /** Every document in the books that somebody outside could be held to. */
  readonly ledger: (books: Books) => Entry[]
  /**
   * What people and banks do at the vendor, outside of any API.
   * Reached as `POST /_sandbox/actions/{name}` with a JSON body.
   */
  readonly actions?: Record<string, (context: SandboxContext, body: Record<string, unknown>) => unknown>
}

export const defineSandbox = (sandbox: SandboxDefinition): SandboxDefinition => sandbox
