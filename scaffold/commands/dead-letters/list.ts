import { Flags } from '@oclif/core'
import { DEAD_LETTERS, GantryCommand, PAGE, REACH } from '../gantry-command.ts'

export class DeadLettersList extends GantryCommand {
  static override summary = 'List dead letters: events and webhooks that nobody could handle.'
  static override examples = ['<%= config.bin %> dead-letters list --reader trigger:invoice-posting']
  static override flags = {
    state: Flags.string({ options: ['open', 'due', 'replayed', 'discarded'], default: 'open' }),
    ...DEAD_LETTERS,
    ...PAGE,
    ...REACH,
  }

  async run() {
    const { flags } = await this.parse(DeadLettersList)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { deadLetterFilterOf, given } = await import('../../operations/arguments.ts')
    const { age, due, listing, pageEnd, stateOf } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const { limit, cursor } = flags
    const state = flags.state as 'open' | 'due' | 'replayed' | 'discarded'
    const query = { ...deadLetterFilterOf(flags), state, limit, ...given({ cursor }) }
    const page = await api.listDeadLetters({ query }, call)
    const rows = page.items.map((one) => [
      one.id,
      one.event,
      one.reader,
      one.code,
      one.team,
      String(one.attempts),
      age(one.openedAt),
      one.state === 'open' ? due(one.dueAt) : stateOf(one.state),
      one.sentence,
    ])
    if (rows.length > 0)
      this.log(listing(['id', 'event', 'reader', 'code', 'team', 'tries', 'age', 'due', 'what failed'], rows))
    this.log(pageEnd(rows.length, page.total, page.next))
    return page
  }
}
