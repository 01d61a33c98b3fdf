import type { Flow } from '../flow/flow.ts'
import type { Pressure } from '../observe/pressure.ts'
import { connectionOf, type GantryConfig, namesIn } from './config.ts'
import type { Process } from './process.ts'

/** Tells of a flow whether a connection behind it, or behind a process API it calls, is under pressure. */
export function pressedOf(
  { config, environment }: { config: GantryConfig; environment: Record<string, string | undefined> },
  processes: readonly Process[],
  pressure: Pick<Pressure, 'on'>,
): (flow: Flow) => boolean {
  const behind = new Map<Flow, string[]>()
  const gather = (uses: Flow['uses'], seen: Set<string>): string[] =>
    Object.values(uses).flatMap(({ name }) => {
      const capability = connectionOf(config, name, environment)
      if (capability) return namesIn(capability.connection)
      // Process APIs may call each other in a ring.
      if (seen.has(name)) return []
      return gather(processes.find(({ contract }) => contract.name === name)?.uses ?? {}, seen.add(name))
    })
  return (flow) => {
    if (!behind.has(flow)) behind.set(flow, gather(flow.uses, new Set()))
    return pressure.on(behind.get(flow)!)
  }
}
