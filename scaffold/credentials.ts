import type { Connector, Rehearsal } from '@gantry/core/connector'
import { environmentOf, variableOf } from '@gantry/core/connector/settings'
import type { GantryConfig } from '@gantry/core/runtime/config'

/** What each sandbox and the connection to it agree on, made anew: no credential is ever in a file of ours. */
export async function rehearsalsOf(
  { connections }: GantryConfig,
  names: readonly string[],
): Promise<Record<string, Rehearsal>> {
  const made = names.map(async (name): Promise<[string, Rehearsal]> => {
    const connector = (await connections[name]!.connector()).default as Connector
    return [name, (await connector.rehearsal()).default()]
  })
  return Object.fromEntries(await Promise.all(made))
}

/** The environment that points each connection at its sandbox, without the vendors' limits on a shared service. */
export function sandboxEnvironment(
  rehearsals: Record<string, Rehearsal>,
  urls: Record<string, string | undefined>,
): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(rehearsals).map(([name, { config }]) => ({
      ...environmentOf(name, config(urls[name]!)),
      [variableOf(name, 'requestsPerSecond')]: '2000',
      [variableOf(name, 'concurrency')]: '64',
    })),
  )
}
