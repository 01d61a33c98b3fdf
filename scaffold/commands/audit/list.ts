import { Flags } from '@oclif/core'
import { GantryCommand, PAGE, REACH } from '../gantry-command.ts'

export class AuditList extends GantryCommand {
  static override summary = 'List who did what, the latest first.'
  static override examples = [
    '<%= config.bin %> audit list --action exception.resolved',
    '<%= config.bin %> audit list --object run:6f0e2a1c-…',
  ]
  static override flags = {
    action: Flags.string({ description: 'Of this kind, e.g. vendor.written.' }),
    object: Flags.string({ description: 'Done to this, e.g. run:<id>.' }),
    by: Flags.string({ description: 'Done by this person or client.' }),
    ...PAGE,
    ...REACH,
  }

  async run() {
    const { flags } = await this.parse(AuditList)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { given } = await import('../../operations/arguments.ts')
    const { age, listing, pageEnd } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const { action, object, by, cursor, limit } = flags
    const page = await api.listActs({ query: { limit, ...given({ action, object, by, cursor }) } }, call)
    const rows = page.items.map((act) => [
      act.seq === undefined ? '…' : String(act.seq),
      age(act.at),
      act.erasedAt ? 'erased' : `${act.by}${act.onBehalfOf ? ` for ${act.onBehalfOf}` : ''}`,
      act.action,
      act.object ?? '',
      act.reason ?? '',
    ])
    if (rows.length > 0) this.log(listing(['place', 'age', 'by', 'did', 'to', 'why'], rows))
    this.log(pageEnd(rows.length, undefined, page.next))
    return page
  }
}
