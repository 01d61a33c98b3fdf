import type { Connector } from '../connector/connector.ts'
import type { Contract } from '../contract/contract.ts'
import type { Earlier } from '../contract/earlier.ts'
import type { Residency } from '../data/residency.ts'
import type { DatabaseSettings } from '../database/backend.ts'
import type { RetentionConfig } from '../database/retention.ts'
import type { AccessConfig } from '../security/edge.ts'
import type { GuardOptions } from '../security/guarded-fetch.ts'
import type { Process } from './process.ts'
import type { Route, RoutedBy } from './routing.ts'
import type { View } from './view.ts'

type Environment = Record<string, string | undefined>

export type ConnectionConfig = {
  connector: () => Promise<{ default: unknown }>
  /** The connector validates it. Default: from the environment, `ACME_BASE_URL` for the `baseUrl` of a connection `acme`. */
  config?: (environment: Environment) => Record<string, unknown>
  limits?: Partial<Connector['limits']>
}

/** A capability's contract, and the connection that serves it; or how each request finds its own. */
export type CapabilityConfig = {
  readonly contract: unknown
  /** Undefined where nothing is connected: the capability is published, and not served. */
  readonly connection: string | ((environment: Environment) => string | readonly Route[] | undefined)
  /** What `connection` may tell routes by. */
  readonly routedBy?: RoutedBy
  /** Earlier major versions, served beside the contract. */
  readonly earlier?: readonly Earlier[]
}

/** A company's landscape: which systems there are, which capability each serves, and which APIs run over them. */
export type GantryConfig = {
  readonly connections: Record<string, ConnectionConfig>
  readonly capabilities: Record<string, CapabilityConfig>
  readonly processes: Record<string, () => Promise<{ default: Process }>>
  readonly views: Record<string, () => Promise<{ default: View }>>
  /** The folder of published contracts: what the registry tells of. */
  readonly registry?: URL
  readonly database?: DatabaseSettings
  /** Which entities' data this host's database may hold; any where absent. */
  readonly residency?: (environment: Environment) => Residency | undefined
  /** How long each kind of rows is kept where it differs from the default, and each class of data of each entity, in days. */
  readonly retention?: RetentionConfig
  /** Which addresses that others set may be called; public HTTPS alone where absent. */
  readonly outbound?: (environment: Environment) => GuardOptions
  /** Who may do what: the scopes of each role, and which programs may call which API. */
  readonly access?: AccessConfig
}

export const defineGantry = (config: GantryConfig): GantryConfig => config

/** Which connection serves a capability, or the rules that tell; undefined where none does. Throws where a route names no connection. */
export function connectionOf(
  config: GantryConfig,
  name: string,
  environment: Environment,
): { contract: Contract; connection: string | readonly Route[]; routedBy?: RoutedBy } | undefined {
  const capability = config.capabilities[name]
  if (!capability) return undefined
  const { contract, routedBy } = capability
  const connection =
    typeof capability.connection === 'string' ? capability.connection : capability.connection(environment)
  if (connection === undefined) return undefined
  for (const used of namesIn(connection))
    if (!config.connections[used])
      throw new Error(
        `${name} is routed to "${used}", and gantry.config.ts knows ${Object.keys(config.connections).join(', ')}.`,
      )
  return { contract: contract as Contract, connection, ...(routedBy && { routedBy }) }
}

/** The connections that serve some capability: no other is ever opened. */
export function connectionsInUse(config: GantryConfig, environment: Environment): string[] {
  const used = Object.keys(config.capabilities).flatMap((name) =>
    namesIn(connectionOf(config, name, environment)?.connection ?? []),
  )
  return [...new Set(used)]
}

/** The connections that a capability may be served by. */
export const namesIn = (connection: string | readonly Route[]): string[] =>
  typeof connection === 'string' ? [connection] : connection.map((route) => route.connection)
