import { Refusal } from '../refusal.ts'
import type { About, Candidate, Proposal } from './proposal.ts'
import type { VendorOperation } from './vendor-api.ts'

/** What the author said on the command line: `createSalesOrder=createOrder`, `getCredit=none`, or `listOrders` alone. */
export type Wish = { capability?: string; vendor: string }

/** Of a document of more operations only what is mapped, its neighbours and some others are taken over. */
export const MOST_OPERATIONS = 60

export const wishesOf = (given: readonly string[]): Wish[] =>
  given
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each) => {
      const [left = '', right] = each.split('=').map((part) => part.trim())
      return right === undefined ? { vendor: left } : { capability: left, vendor: right }
    })

/** The proposals as the author wants them. Throws a `Refusal` for a name that neither side has. */
export function withWishes(
  proposals: readonly Proposal[],
  wishes: readonly Wish[],
  vendors: readonly VendorOperation[],
) {
  const byName = new Map(
    vendors.flatMap((each) => [
      [each.id, each],
      [`${each.method.toUpperCase()} ${each.path}`, each],
    ]),
  )
  const known = (name: string): VendorOperation => {
    const found = byName.get(name)
    if (found) return found
    const near = vendors.filter(({ id }) => id.toLowerCase().includes(name.toLowerCase())).slice(0, 5)
    throw new Refusal(
      `The document has no operation "${name}".`,
      near.length > 0
        ? `Did you mean ${near.map(({ id }) => id).join(', ')}?`
        : 'Use --dry-run to see which there are.',
    )
  }
  const named: VendorOperation[] = []
  const chosen = new Map<string, Candidate | undefined>()
  for (const { capability, vendor } of wishes) {
    if (capability === undefined) named.push(known(vendor))
    else {
      if (!proposals.some(({ operation }) => operation.id === capability))
        throw new Refusal(
          `The capability has no operation "${capability}".`,
          `There are ${proposals.map(({ operation }) => operation.id).join(', ')}.`,
        )
      chosen.set(capability, vendor === 'none' ? undefined : { vendor: known(vendor), confidence: 1 })
    }
  }
  const wanted = proposals.map(({ chosen: proposed, ...proposal }): Proposal => {
    const choice = chosen.has(proposal.operation.id) ? chosen.get(proposal.operation.id) : proposed
    return { ...proposal, ...(choice && { chosen: choice }) }
  })
  return { proposals: wanted, named }
}

/**
 * The operations that the connector gets: all of a small document. Of a large one those that are mapped or named, then
 * what lies beside them (the other operations on the same records), then the plainest of the rest.
 */
export function selectionOf(
  vendors: readonly About[],
  proposals: readonly Proposal[],
  named: readonly VendorOperation[],
): { kept: VendorOperation[]; left: VendorOperation[] } {
  const all = vendors.map(({ operation }) => operation)
  if (all.length <= MOST_OPERATIONS) return { kept: all, left: [] }
  const mapped = proposals.flatMap(({ chosen }) => (chosen ? [chosen.vendor] : []))
  const tables = new Set(vendors.filter(({ operation }) => mapped.includes(operation)).map(({ place }) => place.table))
  const depth = ({ path }: VendorOperation) => path.split('/').length
  const beside = vendors.filter(({ place }) => tables.has(place.table)).map(({ operation }) => operation)
  const plain = vendors
    .filter(({ place, operation }) => place.role !== 'act' && place.scope.length === 0 && !operation.deprecated)
    .map(({ operation }) => operation)
    .toSorted((a, b) => depth(a) - depth(b))
  const wanted = new Set<VendorOperation>([...mapped, ...named])
  for (const operation of beside) if (wanted.size < MOST_OPERATIONS) wanted.add(operation)
  for (const operation of plain) if (wanted.size < MOST_OPERATIONS / 2) wanted.add(operation)
  return { kept: all.filter((each) => wanted.has(each)), left: all.filter((each) => !wanted.has(each)) }
}
