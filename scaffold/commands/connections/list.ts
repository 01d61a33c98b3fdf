import type { ListedConnection } from '../../connectors/connections.ts'
import { GantryCommand } from '../gantry-command.ts'

export class ConnectionsList extends GantryCommand {
  static override summary = 'List the connections: their connectors, what they serve, and whether they are configured.'
  static override examples = ['<%= config.bin %> connections list', '<%= config.bin %> connections list --json']

  async run(): Promise<ListedConnection[]> {
    await this.parse(ConnectionsList)
    const { openProject } = await import('../../project.ts')
    const { listConnections } = await import('../../connectors/connections.ts')
    const { listing, paint } = await import('../../operations/listing.ts')
    const connections = await listConnections(await openProject(), process.env)
    const rows = connections.map(({ name, title, serves, missing }) => [
      name,
      title,
      serves.join(', ') || paint('grey', 'nothing'),
      missing.length === 0 ? paint('green', 'configured') : `missing: ${missing.join(', ')}`,
    ])
    this.log(listing(['connection', 'system', 'serves', 'configuration'], rows))
    return connections
  }
}
