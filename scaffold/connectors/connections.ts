import { type Connector, z } from '@gantry/core/connector'
import { settingsOf, variableOf } from '@gantry/core/connector/settings'
import { connectionOf, type GantryConfig, namesIn } from '@gantry/core/runtime/config'
import { nearest } from '../commands-nearby/nearest.ts'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'

type Environment = Record<string, string | undefined>

export type ListedConnection = {
  name: string
  connector: string
  title: string
  /** Capabilities that it is named for, with the environment as it is. */
  serves: string[]
  /** Variables that are missing or unfit. */
  missing: string[]
}

export type ShownConnection = ListedConnection & {
  provides: string[]
  limits: Connector['limits']
  conformance: Connector['conformance']
  variables: { variable: string; needed: boolean; value?: string }[]
}

/** The connections of gantry.config.ts in its order. Nothing is connected. */
export function listConnections({ config }: Project, environment: Environment): Promise<ListedConnection[]> {
  return Promise.all(
    Object.keys(config.connections).map(async (name) =>
      listed(config, name, await connectorOf(config, name), environment),
    ),
  )
}

/** Throws a `Refusal` where there is none of this name. */
export async function showConnection(
  { config }: Project,
  name: string,
  environment: Environment,
): Promise<ShownConnection> {
  const names = Object.keys(config.connections)
  if (!names.includes(name)) {
    const meant = await nearest(name, names)
    throw new Refusal(
      `gantry.config.ts names no connection "${name}".`,
      meant ? `Did you mean: ${meant}` : `There are ${names.join(', ')}.`,
    )
  }
  const connector = await connectorOf(config, name)
  const { provides, limits, conformance } = connector
  return {
    ...listed(config, name, connector, environment),
    provides: provides.map(({ contract }) => contract.name),
    limits: { ...limits, ...config.connections[name]!.limits },
    conformance,
    variables: variablesOf(name, connector.config, environment),
  }
}

const connectorOf = async ({ connections }: GantryConfig, name: string) =>
  (await connections[name]!.connector()).default as Connector

function listed(config: GantryConfig, name: string, connector: Connector, environment: Environment): ListedConnection {
  const given = config.connections[name]!.config?.(environment) ?? settingsOf(name, connector.config, environment)
  const issues = connector.config.safeParse(given).error?.issues ?? []
  return {
    name,
    connector: connector.name,
    title: connector.title,
    serves: Object.keys(config.capabilities).filter((capability) =>
      namesIn(connectionOf(config, capability, environment)?.connection ?? []).includes(name),
    ),
    missing: [...new Set(issues.map(({ path }) => variableOf(name, String(path[0] ?? ''))))],
  }
}

function variablesOf(name: string, schema: z.ZodType, environment: Environment): ShownConnection['variables'] {
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([field, type]) => {
    const variable = variableOf(name, field)
    const value = environment[variable]
    return {
      variable,
      needed: !type.safeParse(undefined).success,
      ...(value !== undefined && { value: isSecret(type) ? 'set' : value }),
    }
  })
}

/** Marked by `secret()`, also where it is optional or has a default. */
function isSecret(type: z.ZodType): boolean {
  if ((type.meta() as { secret?: boolean } | undefined)?.secret) return true
  const { innerType } = type.def as { innerType?: z.ZodType }
  return innerType ? isSecret(innerType) : false
}
