import { Args } from '@oclif/core'
import type { Identified } from '../../mappings/identifiers.ts'
import { GantryCommand, REACH } from '../gantry-command.ts'

export class MappingsFind extends GantryCommand {
  static override summary = 'Find which record is which: all ids of an order in all systems, by any one of them.'
  static override description =
    'It asks the order trail of a Gantry that runs, which records each id as the systems tell of it.'
  static override examples = [
    '<%= config.bin %> mappings find Q-00001',
    '<%= config.bin %> mappings find in_1MtHbELkdIwHu7ix --json',
  ]
  static override args = {
    identifier: Args.string({ description: 'Of an order, or of any document of it in any system.', required: true }),
  }
  static override flags = REACH

  async run(): Promise<Identified> {
    const { args, flags } = await this.parse(MappingsFind)
    const { openProject } = await import('../../project.ts')
    const { identifiersOf } = await import('../../mappings/identifiers.ts')
    const { facts, listing } = await import('../../operations/listing.ts')
    const found = await identifiersOf(await openProject(), args.identifier, flags)
    const { reference, customer, customerName, legalEntity } = found.order
    this.log(
      facts([
        ['order', reference],
        ['customer', [customer, customerName].filter(Boolean).join(', ')],
        ['legal entity', legalEntity],
      ]),
    )
    const rows = found.identifiers.map(({ system, kind, id, number, at }) => [system, kind, id, number ?? '', at])
    if (rows.length > 0) this.log(`\n${listing(['system', 'kind', 'id', 'number', 'since'], rows)}`)
    return found
  }
}
