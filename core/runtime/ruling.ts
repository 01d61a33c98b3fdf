import type { Contract } from '../contract/contract.ts'
import { namesIn } from '../data/masking.ts'
import type { Ruling } from '../data/retention-sweep.ts'
import { type Retention, retentionOf } from '../database/retention.ts'
import type { GantryConfig } from './config.ts'
import type { Process } from './process.ts'

/** Every contract of a landscape but those of its views: fields have the class they have in one of these. */
export const contractsOf = ({ capabilities }: GantryConfig, processes: readonly Process[]): Contract[] => [
  ...Object.values(capabilities).map(({ contract }) => contract as Contract),
  ...processes.map(({ contract }) => contract),
]

/** How long what is kept in this landscape, and what it takes to carry it out. Throws an `Error` that names the rule at fault. */
export function rulingOf(
  config: GantryConfig,
  processes: readonly Process[],
): { retention: Retention; ruling: Ruling } {
  const { retention, rules } = retentionOf(config.retention)
  const names = namesIn(contractsOf(config, processes))
  const erasers = processes.flatMap(({ projections }) => projections.flatMap(({ erase }) => erase ?? []))
  return { retention, ruling: { ...rules, names, erasers } }
}
