import type { ListedMapping } from '../../mappings/mappings.ts'
import { GantryCommand } from '../gantry-command.ts'

export class MappingsList extends GantryCommand {
  static override summary = 'List the mappings: what each connection maps, what it does not, and who released it.'
  static override description =
    `A mapping is a connector's code between our words and a vendor's. One that decides what stands in the books is named
in governance/materials.yaml, and is released by its approval.`
  static override examples = ['<%= config.bin %> mappings list', '<%= config.bin %> mappings list --json']

  async run(): Promise<ListedMapping[]> {
    await this.parse(MappingsList)
    const { openProject } = await import('../../project.ts')
    const { listMappings } = await import('../../mappings/mappings.ts')
    const { listing } = await import('../../operations/listing.ts')
    const { releaseText } = await import('../../mappings/release.ts')
    const mappings = await listMappings(await openProject(), process.env)
    const rows = mappings.map(({ connection, title, serves, mapped, unmapped, holes, release }) => [
      connection,
      title,
      serves.join(', ') || 'nothing',
      String(mapped),
      String(unmapped),
      String(holes),
      releaseText(release),
    ])
    this.log(listing(['connection', 'system', 'serves', 'mapped', 'not', 'holes', 'release'], rows))
    return mappings
  }
}
