import { Args } from '@oclif/core'
import type { ShownMapping } from '../../mappings/mappings.ts'
import { GantryCommand } from '../gantry-command.ts'

export class MappingsShow extends GantryCommand {
  static override summary =
    'Show a mapping: each operation, how a repeat is made safe, what is missing, and its release.'
  static override examples = ['<%= config.bin %> mappings show netsuite', '<%= config.bin %> mappings show acme --json']
  static override args = {
    connection: Args.string({ description: 'A connection of gantry.config.ts.', required: true }),
  }

  async run(): Promise<ShownMapping> {
    const { args } = await this.parse(MappingsShow)
    const { openProject } = await import('../../project.ts')
    const { showMapping } = await import('../../mappings/mappings.ts')
    const { facts, listing } = await import('../../operations/listing.ts')
    const { releaseText } = await import('../../mappings/release.ts')
    const shown = await showMapping(await openProject(), args.connection, process.env)
    const { release, operations, open } = shown
    this.log(
      facts([
        ['system', shown.title],
        ['connector', shown.connector],
        ['serves', shown.serves.join(', ') || 'nothing'],
        ['release', releaseText(release)],
        ['digest', release?.digest],
        ['files', release?.files.join('\n')],
      ]),
    )
    const rows = operations.map(({ operation, repeat, because }) => [operation, repeat, because ?? ''])
    this.log(`\n${listing(['operation', 'a repeat', 'why not'], rows)}`)
    for (const { file, line, what } of open) this.log(`\n${file}:${line} is to be filled: ${what}`)
    return shown
  }
}
