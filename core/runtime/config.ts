import type { Connector } from '../connector/connector.ts'
import type { Contract } from '../contract/contract.ts'
import type { Process } from './process.ts'
import type { Route, RoutedBy } from './routing.ts'
import type { View } from './view.ts'

export type ConnectionConfig = {
  connector: () => Promise<{ default: unknown }>
  /** The connector validates it. Default: from the environment, `ACME_BASE_URL` for the `baseUrl` of a connection `acme`. */
  config?: (environment: Record<string, string | undefined>) => Record<string, unknown>
  limits?: Partial<Connector['limits']>
}

/** A capability's contract, and the connection that serves it; or how each request finds its own. */
export type CapabilityConfig = {
  readonly contract: unknown
  readonly connection: string | ((environment: Record<string, string | undefined>) => string | readonly Route[])
  /** What `connection` may tell routes by. */
  readonly routedBy?: RoutedBy
}

/** A company's landscape: which systems there are, which capability each serves, and which APIs run over them. */
export type GantryConfig = {
  readonly connections: Record<string, ConnectionConfig>
  readonly capabilities: Record<string, CapabilityConfig>
  readonly processes: Record<string, () => Promise<{ default: Process }>>
  readonly views: Record<string, () => Promise<{ default: View }>>
}

export const defineGantry = (config: GantryConfig): GantryConfig => config

type Environment = Record<string, string | undefined>

/** Which connection serves a capability, or the rules that tell. Throws where a route names no connection. */
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
    namesIn(connectionOf(config, name, environment)!.connection),
  )
  return [...new Set(used)]
}

const namesIn = (connection: string | readonly Route[]): string[] =>
  typeof connection === 'string' ? [connection] : connection.map((route) => route.connection)
