import type { Logger } from 'pino'
import type { SequencerOptions } from '../security/audit/sequencer.ts'
import type { Keyring } from '../security/encryption/keyring.ts'
import type { IssuerConfig } from '../security/issuer.ts'
import type { LoginConfig } from '../security/login.ts'
import type { Rate } from '../security/rate-limit.ts'
import type { GantryConfig } from './config.ts'
import type { TlsOptions } from './server.ts'

export type HostOptions = {
  config: GantryConfig
  environment: Record<string, string | undefined>
  databaseUrl: string
  /** Tiers or names of the contracts served over HTTP here; none for a mere worker. */
  serve: readonly string[]
  /** Whether runs are carried on here; or the names of the flows that are. */
  work: boolean | readonly string[]
  /** Base URLs by contract name or by tier; what has none is reached in process. */
  addresses?: Record<string, string>
  port?: number
  /** Where it listens; loopback unless told otherwise. */
  hostname?: string
  /** Listens by TLS; certificates of clients are asked for where `ca` says who vouches for them. All PEM. */
  tls?: TlsOptions
  tenant: string
  /** Signs the tokens that carry identities between our own processes, and seals the vendors'; 32 characters at least. */
  identityKey: string
  /** Requests without a token are the developer's. Refused in production. */
  development?: boolean
  /** Identity providers whose access tokens are taken. */
  issuers?: readonly IssuerConfig[]
  /** Where people sign in to our pages; with an access token alone where it is absent. */
  login?: LoginConfig
  /** Our pages are reached over TLS: at this host, or at the proxy before it. */
  secure?: boolean
  /** How much each client may ask; without bound where it is absent. */
  rate?: Rate
  /** Runs carried on at a time. */
  concurrency?: number
  /** How long a silent worker keeps its runs, in milliseconds. */
  leaseMs?: number
  /** Whether the projections of all process APIs are fed here; where runs are carried on, unless told otherwise. */
  project?: boolean
  /** How others are told of this host. */
  name?: string
  /** Starts although flow versions with live runs are gone from the release: nobody carries those on any more. */
  dropVersions?: boolean
  /** Seals personal and secret payloads in the database; they lie readable where there is none. */
  keyring?: Keyring
  /** Where the audit log's signed heads go, and the Ed25519 key that signs them; the log has no proof outside of the database without. */
  auditHeads?: NonNullable<SequencerOptions['heads']>
  /** Opens `/metrics` to whoever sends this bearer token. */
  metricsToken?: string
  log: Logger
}
