import type { Logger } from 'pino'
import { type Contract, type EventType, type Port, z } from '../contract/contract.ts'
import type { SandboxDefinition } from '../sandbox/sandbox.ts'
import type { Limits, News } from './allowance.ts'
import type { AuthContext, Authorization, ClientCertificate } from './auth/authorization.ts'

export { z }

/** A configuration value that is never logged nor shown. */
export const secret = () => z.string().min(1).meta({ secret: true })

export type FetchInit = RequestInit & {
  /** The request changes nothing although it is no GET, such as a query in a POST. */
  repeatable?: boolean
  /** Epoch milliseconds; that of the operation under way unless told. */
  deadline?: number
  certificate?: ClientCertificate
}

export type Fetch = (url: string | URL | Request, init?: FetchInit) => Promise<Response>

/** What a connector gets when a connection is opened. */
export type ConnectContext<Config> = {
  config: Config
  /** Rate-limited, time-limited and logged; failed answers come back as they are, lost ones throw `IntegrationError`. */
  fetch: Fetch
  /** `fetch` with credentials, which are computed as each request leaves: see `auth/`. */
  authorized: (authorization: Authorization) => Fetch
  /** What strategies of authorization work with. */
  auth: AuthContext
  log: Logger
  /** Runs `work` while no other worker does for the same reference: for a look-up followed by a create. */
  exclusively: <T>(reference: string, work: () => Promise<T>) => Promise<T>
  /**
   * The data of the newest event of this type and key that was taken in, by whichever process; newest by the vendor's own
   * time, for deliveries overtake each other: for vendors that answer an
   * asynchronous request by a message of their own, later. Undefined where none was.
   */
  heard: Heard
}

export type Heard = (event: EventType, key: string) => Promise<unknown>

/**
 * How the vendor makes a repeated write safe.
 * - `key`: it honours an idempotency key, for `horizon` (`24 h`, `30 d`). Past it a write of unknown outcome is not
 *   repeated: where `past` is `lookup` the port is called with `lookFirst`, elsewhere a person decides.
 * - `externalId`: the write is an upsert by our reference.
 * - `lookup`: we look our reference up before we create, under a lock.
 * - `natural`: the operation is a transition, and repeating it changes nothing.
 * - `read`: it writes nothing. Each of its requests is repeated at once through a passing failure.
 * - `unmapped`: nobody has written the operation yet, `because` says why; a call throws `mapping-missing`.
 */
export type Repeat =
  | { repeat: 'key'; horizon: string; past?: 'lookup' }
  | { repeat: 'externalId' | 'lookup' | 'natural' | 'read' }
  | { repeat: 'unmapped'; because: string }

/** What the vendor does and does not do, beyond single operations. */
export type Behaviour = {
  /**
   * The longest a request can still be at work after it was sent, in milliseconds: requests are given up then, and not
   * before it has passed is a look-up for an unknown outcome sure.
   */
  readonly longestRequestMs: number
  /** How it keeps two writers of one record apart. */
  readonly concurrentWrites: 'if-match' | 'record-lock' | 'last-wins'
  /** Whether many records go in one request, and whether the answer tells of each. */
  readonly bulk: 'all-or-nothing' | 'per-item' | 'none'
  /** How deletions are learnt of. */
  readonly deletions: 'delta-feed' | 'webhooks' | 'comparison' | 'none'
}

/** How a vendor is asked to erase what it keeps of a person. Somebody does it there: no call of ours does. */
export type VendorErasure = {
  /** What to do, in a sentence that begins with a verb. */
  readonly how: string
  /** What the vendor keeps all the same. */
  readonly stays: string
  /** The vendor's page on it. */
  readonly page: string
}

/** One canonical event, mapped from a vendor's delivery. */
export type ConnectorEvent = {
  event: EventType
  data: unknown
  /** The vendor's own id of the event: a second delivery with it is dropped. */
  source: string
  /** When it happened at the vendor, ISO 8601 UTC. */
  at: string
  /** Where the vendor's record carries it. */
  correlation?: string
  /** The event this one follows from: it belongs to the same correlation. */
  follows?: { event: EventType; key: string }
}

export type Delivery = { headers: Record<string, string>; body: string }

export type Webhooks<Config> = {
  /**
   * Throws `webhook-forged` unless the delivery carries the vendor's valid signature. `now` is the time to hold the
   * signature's against: the database's, for a host's own clock may be wrong.
   */
  verify(delivery: Delivery, config: Config, now: Date): void | Promise<void>
  /**
   * The canonical events in a verified delivery; none where it is of no interest. Pure. Deliveries come in any order: each
   * event says by `at` when it happened (core/README.md, "The order of events").
   */
  events(delivery: Delivery, config: Config): ConnectorEvent[]
}

/** A part of a delta feed: what happened since the cursor, oldest first. Finds what webhooks lost. */
export type Changes = { events: ConnectorEvent[]; cursor: string }

/** Both halves of what a sandbox and a connection to it agree on: credentials made for one rehearsal, used nowhere else. */
export type Rehearsal = {
  /** Of the sandbox. */
  settings: Record<string, string>
  /** Of a connection to the sandbox at this address. */
  config: (url: string) => Record<string, unknown>
  /** What the sandbox can be told to do, that the acceptance suite then expects the connector to bear. */
  acts?: {
    /** The next request is asked to slow down in the vendor's own words. */
    slowDown?: Act
    /** `{ place, failing }` in its body: which part of the batches to come fails; see `FailingPart` of core/sandbox. */
    failPart?: Act
    endSessions?: Act
    endCsrf?: Act
  }
  /** Writes carry `If-Match`. */
  etags?: true
  /** Texts of answers that become values nobody knows. */
  unknownValues?: readonly { find: string; put: string }[]
  /** Why a case of the acceptance suite says nothing about this connector. By the case's name. */
  skips?: Record<string, string>
}

type Act = { action: string; body?: object }

export type Provision<Vendor = never> = { readonly contract: Contract; port(vendor: Vendor): unknown }

/** Binds a capability's contract to the vendor's client. */
export function provide<C, Vendor>(contract: C, port: (vendor: Vendor) => Port<C>): Provision<Vendor> {
  return { contract: contract as unknown as Contract, port }
}

export type Connector<Config = unknown, Vendor = unknown> = {
  readonly name: string
  /** The vendor's product name, as people write it. */
  readonly title: string
  readonly config: z.ZodType<Config>
  /** Shared by every flow that uses the connection. */
  readonly limits: Limits
  /**
   * What an answer says of the vendor's limits in a form of its own, such as a header with the day's use, or a 400 that
   * means "too many". The usual headers are understood without it.
   */
  news?(response: Response): News | undefined | Promise<News | undefined>
  connect(context: ConnectContext<Config>): Vendor | Promise<Vendor>
  readonly provides: readonly Provision<Vendor>[]
  readonly webhooks?: Webhooks<Config>
  changes?(vendor: Vendor, cursor: string | undefined): Promise<Changes>
  /** Per `contract.operation`: how a repeat is made safe. */
  readonly manifest: Record<string, Repeat>
  readonly behaviour?: Behaviour
  /** Where it is absent, an erasure says that nobody has found out. */
  readonly erasure?: VendorErasure
  /** What the claim that we speak the vendor's protocol rests on. */
  readonly conformance: 'published-spec' | 'sdk' | 'unverified'
  readonly sandbox: () => Promise<{ default: SandboxDefinition }>
  readonly rehearsal: () => Promise<{ default: () => Rehearsal }>
}

/** Declares a plugin: one vendor's wire protocol behind one or more capabilities. */
export function defineConnector<Config extends z.ZodType, Vendor>(
  connector: Omit<Connector<z.output<Config>, Vendor>, 'config'> & { readonly config: Config },
): Connector<z.output<Config>, Vendor> {
  return connector as unknown as Connector<z.output<Config>, Vendor>
}
