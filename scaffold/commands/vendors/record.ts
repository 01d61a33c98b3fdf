import { Args } from '@oclif/core'
import { Refusal } from '../../refusal.ts'
import { GantryCommand } from '../gantry-command.ts'

type Recorded = { file: string; exchanges: number }

export class VendorsRecord extends GantryCommand {
  static override summary = 'Record what a connector asks its vendor, while it is proven against the sandbox.'
  static override description =
    'Written to use.har in the folder of the connector, without headers and secrets; `vendors drift` reads it.'
  static override examples = ['<%= config.bin %> vendors record avalara']
  static override args = {
    connector: Args.string({ description: 'A connection of gantry.config.ts.', required: true }),
  }

  async run(): Promise<Recorded> {
    const { args } = await this.parse(VendorsRecord)
    const { openProject } = await import('../../project.ts')
    const { recordVendor } = await import('../../vendors/record.ts')
    const recorded = await recordVendor(await openProject(), args.connector)
    if (recorded.exchanges === 0)
      throw new Refusal(`${args.connector} asked its vendor nothing.`, 'Write its operations first.')
    this.log(`${recorded.file}: ${recorded.exchanges} exchanges`)
    return recorded
  }
}
