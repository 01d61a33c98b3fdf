import type { Contract } from '@gantry/core/contract'
import { nearest } from '../commands-nearby/nearest.ts'
import { contractsOf } from '../contracts/publication.ts'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'

/** Contracts by name, or by `tier.name`; those that outsiders call where none is named. Throws a `Refusal`. */
export async function chosenContracts(project: Project, names: readonly string[] = []): Promise<Contract[]> {
  const contracts = await contractsOf(project)
  if (names.length === 0)
    return contracts.filter(({ tier, operations }) => tier !== 'system' && Object.keys(operations).length > 0)
  return Promise.all(names.map((name) => chosen(contracts, name)))
}

async function chosen(contracts: readonly Contract[], given: string): Promise<Contract> {
  const full = ({ tier, name }: Contract) => `${tier}.${name}`
  const found = contracts.filter((contract) => contract.name === given || full(contract) === given)
  if (found.length === 1) return found[0]!
  if (found.length > 1)
    throw new Refusal(`There are ${found.length} contracts "${given}".`, `Name one of ${found.map(full).join(', ')}.`)
  const meant = await nearest(given, [...contracts.map(({ name }) => name), ...contracts.map(full)])
  throw new Refusal(
    `There is no contract "${given}".`,
    meant ? `Did you mean: ${meant}` : 'See those there are: gantry contracts list',
  )
}
