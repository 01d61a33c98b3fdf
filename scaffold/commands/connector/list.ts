import type { ListedConnector } from '../../connectors/connector-page.ts'
import { GantryCommand } from '../gantry-command.ts'

export class ConnectorList extends GantryCommand {
  static override summary = 'List the connectors: capabilities, conformance, and how each operation can be repeated.'
  static override examples = ['<%= config.bin %> connector list', '<%= config.bin %> connector list --json']

  async run(): Promise<ListedConnector[]> {
    await this.parse(ConnectorList)
    const { default: Table } = await import('cli-table3')
    const { openProject } = await import('../../project.ts')
    const { connectorsOf } = await import('../../connectors/connector-page.ts')
    const connectors = await connectorsOf(await openProject())
    const table = new Table({
      head: ['system', 'capabilities', 'conformance', 'operation', 'repeat'],
      style: { head: [], border: [] },
    })
    for (const { title, capabilities, conformance, operations } of connectors)
      table.push([
        title,
        capabilities.join('\n'),
        conformance,
        operations.map(({ operation }) => operation).join('\n'),
        operations.map(({ repeat, horizon }) => (horizon ? `${repeat}, ${horizon}` : repeat)).join('\n'),
      ])
    this.log(table.toString())
    return connectors
  }
}
