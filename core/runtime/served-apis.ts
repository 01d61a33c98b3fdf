import type { Contract } from '../contract/contract.ts'
import type { Earlier } from '../contract/earlier.ts'
import type { HostOptions } from './host-options.ts'
import type { Landscape } from './landscape.ts'
import type { Process } from './process.ts'
import type { Api } from './server.ts'

/** Whether a host serves a contract: its whole tier, or it by name. */
export const serves = ({ serve }: Pick<HostOptions, 'serve'>, { tier, name }: Contract): boolean =>
  serve.includes(tier) || serve.includes(name)

/** The APIs that a host serves, in all their versions. */
export async function servedApis(
  options: HostOptions,
  processes: readonly Process[],
  landscape: Landscape,
): Promise<Api[]> {
  const { config, serve } = options
  const versionsOf = ({ contract, earlier = [] }: { contract: unknown; earlier?: readonly Earlier[] }) =>
    [contract as Contract, ...earlier.map((one) => one.contract)].map(async (version) => ({
      contract: version,
      port: await landscape.port(version),
      residence: await landscape.residence(version),
    }))
  const system = Object.values(config.capabilities)
    .filter(({ contract }) => serves(options, contract as Contract) && landscape.connects(contract as Contract))
    .flatMap(versionsOf)
  const process = processes.filter(({ contract }) => serves(options, contract)).flatMap(versionsOf)
  const views = Object.entries(config.views)
    .filter(([name]) => serve.includes('experience') || serve.includes(name))
    .map(async ([, load]) => {
      const { default: view } = await load()
      const current = { contract: view.contract, port: landscape.viewPort(view), view }
      const before = (view.earlier ?? []).map((old) => ({
        contract: old.contract,
        port: landscape.earlierPort(old, view.contract, current.port),
      }))
      return [current, ...before]
    })
  return [...(await Promise.all(system)), ...(await Promise.all(process)), ...(await Promise.all(views)).flat()]
}
