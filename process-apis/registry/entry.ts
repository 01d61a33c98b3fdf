import { basePathOf } from '@gantry/core/contract'
import type { Publication } from '@gantry/core/contract/publications'
import type { Published } from '@gantry/core/process'
import type { ApiEntry } from './contract.ts'

/** What the list says of a contract, and of what was published of it. */
export function entryOf({ contract, uses }: Published, publications: readonly Publication[]): ApiEntry {
  const { name, title, description, tier, version, owner, criticality, lifecycle } = contract
  const { contact, audience = 'internal', objectives, approver, deprecation } = contract
  const own = publications.find((one) => one.version === version)
  return {
    name,
    title,
    description,
    tier,
    version,
    owner,
    criticality,
    lifecycle,
    path: basePathOf(contract),
    operations: Object.entries(contract.operations).map(([id, { method, path, summary }]) => ({
      id,
      method,
      path,
      summary,
    })),
    events: Object.values(contract.events).map((event) => event.name),
    uses: uses.map((used) => `${used.tier}.${used.name}`),
    ...(contact && { contact }),
    audience,
    ...(objectives && { objectives }),
    ...(approver && { approver }),
    ...(deprecation && { deprecation }),
    versions: publications.map((one) => one.version),
    ...(own && { score: own.score, classes: own.classes }),
  }
}
