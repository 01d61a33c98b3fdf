import type { Acceptance } from '@gantry/core/acceptance/acceptance'
import type { Result, SuiteOptions } from '@gantry/core/acceptance/suite'
import type { Connector } from '@gantry/core/connector'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'

/** The connectors to prove: one by its connection's name, or all. Throws a `Refusal`. */
export async function chosenConnectors({ config }: Project, name: string | undefined, all: boolean) {
  const names = Object.keys(config.connections)
  if (!all && name === undefined)
    throw new Refusal('Which connector is to be proven?', `Name one of ${names.join(', ')}, or give --all.`)
  if (name !== undefined && !names.includes(name))
    throw new Refusal(`gantry.config.ts names no connection "${name}".`, `There are ${names.join(', ')}.`)
  const chosen = name === undefined ? names : [name]
  const loaded = await Promise.all(
    chosen.map(async (each) => (await config.connections[each]!.connector()).default as Connector),
  )
  return [...new Map(loaded.map((connector) => [connector.name, connector])).values()]
}

export type AcceptOptions = {
  only?: readonly string[] | undefined
  told?: (result: Result) => void
  heard?: SuiteOptions['heard']
}

/** Every case of every operation, one connector after another. Throws a `Refusal` where a capability cannot be proven. */
export async function acceptConnectors(
  connectors: readonly Connector[],
  { only, told, heard }: AcceptOptions = {},
): Promise<Result[]> {
  const { tryConnector } = await import('@gantry/core/acceptance/suite')
  const results: Result[] = []
  for (const connector of connectors) {
    const acceptances = await acceptancesOf(connector)
    const options = { ...(only && { only }), ...(told && { told }), ...(heard && { heard }) }
    results.push(...(await tryConnector({ connector, acceptances, ...options })))
  }
  return results
}

function acceptancesOf(connector: Connector): Promise<Acceptance[]> {
  return Promise.all(
    connector.provides.map(async ({ contract }) => {
      if (contract.acceptance) return (await contract.acceptance()).default
      throw new Refusal(
        `The capability ${contract.name} does not say how a connector is proven.`,
        `Write an acceptance.ts beside its contract, and name it there: acceptance: () => import('./acceptance.ts').`,
      )
    }),
  )
}
