import { type Connection, openConnection } from '../connector/connection.ts'
import type { Connector } from '../connector/connector.ts'
import { settingsOf, variableOf } from '../connector/settings.ts'
import { environmentBefore } from '../security/secrets/store.ts'
import type { LandscapeOptions } from './landscape.ts'

/** Opens a connection of the configuration. Throws an `Error` where there is none of this name. */
export async function connectionNamed(
  name: string,
  { config, environment, log, shared }: Pick<LandscapeOptions, 'config' | 'environment' | 'log' | 'shared'>,
): Promise<Connection> {
  const connection = config.connections[name]
  if (!connection) throw new Error(`gantry.config.ts names no connection "${name}".`)
  const connector = (await connection.connector()).default as Connector
  const configIn = (given: typeof environment) =>
    connection.config?.(given) ?? settingsOf(name, connector.config, given)
  const earlier = environmentBefore(environment, variableOf(name, ''))
  return openConnection(connector, {
    name,
    config: configIn(environment),
    before: earlier && configIn(earlier),
    limits: { ...connection.limits, ...limitsOf(name, environment) },
    log,
    ...shared(name),
  })
}

/** What a contract with the vendor allows, e.g. `ACME_REQUESTS_PER_SECOND=80` and `ACME_CONCURRENCY=20`. */
function limitsOf(name: string, environment: Record<string, string | undefined>): Partial<Connector['limits']> {
  const requestsPerSecond = Number(environment[variableOf(name, 'requestsPerSecond')])
  const concurrency = Number(environment[variableOf(name, 'concurrency')])
  return { ...(requestsPerSecond > 0 && { requestsPerSecond }), ...(concurrency > 0 && { concurrency }) }
}
