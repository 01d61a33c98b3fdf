import { Args } from '@oclif/core'
import type { ShownConnection } from '../../connectors/connections.ts'
import { GantryCommand } from '../gantry-command.ts'

export class ConnectionsShow extends GantryCommand {
  static override summary = 'Show a connection: the variables it is configured by, its limits, what it serves.'
  static override description = 'Secrets are shown as set or not set, never as they are.'
  static override examples = ['<%= config.bin %> connections show stripe']
  static override args = { name: Args.string({ description: 'A connection of gantry.config.ts.', required: true }) }

  async run(): Promise<ShownConnection> {
    const { args } = await this.parse(ConnectionsShow)
    const { openProject } = await import('../../project.ts')
    const { showConnection } = await import('../../connectors/connections.ts')
    const { facts, listing } = await import('../../operations/listing.ts')
    const shown = await showConnection(await openProject(), args.name, process.env)
    const { requestsPerSecond, concurrency } = shown.limits
    this.log(
      facts([
        ['system', shown.title],
        ['serves', shown.serves.join(', ') || 'nothing'],
        ['provides', shown.provides.join(', ')],
        ['limits', `${requestsPerSecond} requests/s, ${concurrency} at once`],
        ['checked against', shown.conformance],
      ]),
    )
    this.log('')
    const rows = shown.variables.map(({ variable, needed, value }) => [
      variable,
      needed ? 'needed' : 'optional',
      value ?? '',
    ])
    this.log(listing(['variable', '', 'value'], rows))
    return shown
  }
}
