import { Flags } from '@oclif/core'
import { GantryCommand, PAGE, REACH } from '../gantry-command.ts'

export class ApprovalsList extends GantryCommand {
  static override summary = 'List what runs ask to be approved, the latest first.'
  static override examples = ['<%= config.bin %> approvals list --team finance']
  static override flags = {
    state: Flags.string({
      options: ['pending', 'approved', 'rejected', 'timed-out', 'withdrawn'],
      default: 'pending',
    }),
    team: Flags.string({ description: 'That this team may decide.' }),
    subject: Flags.string({ description: 'About this, such as an order.' }),
    run: Flags.string({ description: 'Of this run.' }),
    ...PAGE,
    ...REACH,
  }

  async run() {
    const { flags } = await this.parse(ApprovalsList)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { given } = await import('../../operations/arguments.ts')
    const { age, due, listing, pageEnd, stateOf } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const { team, subject, run, cursor, limit } = flags
    const state = flags.state as 'pending'
    const page = await api.listApprovals({ query: { limit, state, ...given({ team, subject, run, cursor }) } }, call)
    const rows = page.items.map((one) => [
      one.id,
      one.team,
      one.subject ?? one.runKey,
      stateOf(one.state),
      age(one.askedAt),
      one.state === 'pending' ? due(one.dueAt) : `by ${one.decidedBy ?? 'nobody'}`,
      one.ask,
    ])
    if (rows.length > 0) this.log(listing(['id', 'team', 'about', 'state', 'age', 'due', 'asks'], rows))
    this.log(pageEnd(rows.length, undefined, page.next))
    return page
  }
}
