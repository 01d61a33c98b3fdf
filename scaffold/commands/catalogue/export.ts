import { Args, Flags } from '@oclif/core'
import type { Exported } from '../../catalogue/export.ts'
import { GantryCommand } from '../gantry-command.ts'

export class CatalogueExport extends GantryCommand {
  static override summary = 'Write the catalogue as files for any web server.'
  static override description =
    'Every API with its reference, versions, changes between any two of them, fields, consumers and an Atom feed.'
  static override examples = ['<%= config.bin %> catalogue export site --url https://apis.example.com/catalogue/']
  static override args = {
    folder: Args.string({ description: 'An empty folder, or that of an earlier export.', required: true }),
  }
  static override flags = {
    url: Flags.string({ description: 'Where it will be served.', default: 'http://127.0.0.1:8080/' }),
  }

  async run(): Promise<Exported> {
    const { args, flags } = await this.parse(CatalogueExport)
    const { openProject } = await import('../../project.ts')
    const { exportCatalogue } = await import('../../catalogue/export.ts')
    const { Refusal } = await import('../../refusal.ts')
    if (!URL.canParse(flags.url)) throw new Refusal(`${flags.url} is no address.`, 'Give --url as https://host/path/.')
    const exported = await exportCatalogue(await openProject(), args.folder, flags.url)
    this.log(`${exported.apis} APIs and ${exported.releases} published versions in ${exported.files} files.`)
    return exported
  }
}
