import type { Contract } from '@gantry/core/contract'
import type { Project } from '../project.ts'
import { keyOf } from './inspection.ts'

/** Who declares to use each contract, as `tier.name`, by the `uses` of processes, their flows and views. */
export async function consumersOf({ config }: Project): Promise<Map<string, string[]>> {
  const loaded = await Promise.all(
    [...Object.values(config.processes), ...Object.values(config.views)].map(async (load) => (await load()).default),
  )
  const consumers = new Map<string, string[]>()
  for (const api of loaded) {
    const flows = 'flows' in api ? api.flows.flatMap((flow) => Object.values(flow.uses)) : []
    for (const used of new Set([...Object.values(api.uses), ...flows] as Contract[]))
      consumers.set(keyOf(used), [...(consumers.get(keyOf(used)) ?? []), keyOf(api.contract)])
  }
  return consumers
}
