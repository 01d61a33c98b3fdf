import { Flags } from '@oclif/core'
import { EXCEPTIONS, GantryCommand, PAGE, REACH } from '../gantry-command.ts'

export class ExceptionsList extends GantryCommand {
  static override summary = 'List exceptions: what stopped, why, whose it is, and since when.'
  static override examples = [
    '<%= config.bin %> exceptions list --team tax --overdue',
    '<%= config.bin %> exceptions list --code period-closed --older-than 2h --json',
  ]
  static override flags = {
    state: Flags.string({ options: ['open', 'resolved'], default: 'open' }),
    ...EXCEPTIONS,
    ...PAGE,
    ...REACH,
  }

  async run() {
    const { flags } = await this.parse(ExceptionsList)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { exceptionFilterOf, given } = await import('../../operations/arguments.ts')
    const { age, due, listing, pageEnd, stateOf } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const { limit, cursor } = flags
    const state = flags.state as 'open' | 'resolved'
    const query = { ...exceptionFilterOf(flags), state, limit, ...given({ cursor }) }
    const page = await api.listExceptions({ query }, call)
    const rows = page.items.map((one) => [
      one.id,
      one.subject ?? one.runKey,
      `${one.flow}, ${one.step}`,
      one.code,
      one.team,
      age(one.openedAt),
      one.state === 'open' ? due(one.dueAt) : stateOf(one.state),
      one.sentence,
    ])
    if (rows.length > 0)
      this.log(listing(['id', 'about', 'flow and step', 'code', 'team', 'age', 'due', 'what stopped'], rows))
    this.log(pageEnd(rows.length, page.total, page.next))
    return page
  }
}
