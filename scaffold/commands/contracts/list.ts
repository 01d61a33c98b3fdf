import { GantryCommand } from '../gantry-command.ts'

export type ListedContract = {
  tier: string
  name: string
  version: string
  lifecycle: string
  criticality: string
  owner: string
  operations: number
  events: number
  path: string
}

export class ContractsList extends GantryCommand {
  static override summary = 'List every contract with its owner, version and address.'
  static override examples = ['<%= config.bin %> contracts list', '<%= config.bin %> contracts list --json']

  async run(): Promise<ListedContract[]> {
    await this.parse(ContractsList)
    const { default: Table } = await import('cli-table3')
    const { basePathOf } = await import('@gantry/core/contract')
    const { openProject } = await import('../../project.ts')
    const { contractsOf } = await import('../../contracts/publication.ts')
    const listed = (await contractsOf(await openProject())).map((contract): ListedContract => {
      const { tier, name, version, lifecycle, criticality, owner, operations, events } = contract
      return {
        tier,
        name,
        version,
        lifecycle,
        criticality,
        owner,
        operations: Object.keys(operations).length,
        events: Object.keys(events).length,
        path: basePathOf(contract),
      }
    })
    const table = new Table({ head: Object.keys(listed[0] ?? {}), style: { head: [], border: [] } })
    for (const row of listed) table.push(Object.values(row))
    this.log(table.toString())
    return listed
  }
}
