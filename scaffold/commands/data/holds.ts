import { GantryCommand, REACH } from '../gantry-command.ts'

export class DataHolds extends GantryCommand {
  static override summary = 'List the legal holds that stand.'
  static override examples = ['<%= config.bin %> data holds']
  static override flags = { ...REACH }

  async run() {
    const { flags } = await this.parse(DataHolds)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { age, listing } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const { items } = await api.listHolds({}, call)
    const rows = items.map(({ subject, placedAt, placedBy, reason }) => [subject, age(placedAt), placedBy, reason])
    this.log(rows.length > 0 ? listing(['subject', 'age', 'by', 'why'], rows) : 'No legal hold stands.')
    return { items }
  }
}
