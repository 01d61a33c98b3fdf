import type { Connector } from '../connector/connector.ts'
import type { Contract } from '../contract/contract.ts'
import type { Process } from './process.ts'
import type { View } from './view.ts'

export type ConnectionConfig = {
  connector: () => Promise<{ default: unknown }>
  /** From the environment or a secret store; the connector validates it. */
  config: (environment: Record<string, string | undefined>) => Record<string, unknown>
  limits?: Partial<Connector['limits']>
}

/** A company's landscape: which systems there are, which capability each serves, and which APIs run over them. */
export type GantryConfig = {
  readonly connections: Record<string, ConnectionConfig>
  /** Capability contracts, and the connection that serves each. */
  readonly capabilities: Record<string, { contract: unknown; connection: string }>
  readonly processes: Record<string, () => Promise<{ default: Process }>>
  readonly views: Record<string, () => Promise<{ default: View }>>
}

export const defineGantry = (config: GantryConfig): GantryConfig => config

/** A capability's contract and the connection behind it. */
export function capabilityOf(
  config: GantryConfig,
  name: string,
): { contract: Contract; connection: string } | undefined {
  return config.capabilities[name] as { contract: Contract; connection: string } | undefined
}
