import { Flags } from '@oclif/core'
import { DEAD_LETTERS, GantryCommand, REACH, REASON } from '../gantry-command.ts'

export class DeadLettersDiscard extends GantryCommand {
  static override summary = 'Give dead letters up: those named, or every open one that the filter chooses.'
  static override description =
    'It goes on without this command, too: the same --key again waits for the same bulk. Exit code 1 where some were refused.'
  static override examples = [
    "<%= config.bin %> dead-letters discard --id 17 --id 18 --reason 'Test data of the vendor.'",
    "<%= config.bin %> dead-letters discard --code unfit-event --older-than 2h --reason 'Test data of the vendor.'",
  ]
  static override flags = {
    id: Flags.string({ description: 'One of those; may be repeated.', multiple: true }),
    ...DEAD_LETTERS,
    key: Flags.string({ description: 'Names the bulk: the same key is the same bulk.' }),
    preview: Flags.boolean({ description: 'Tell how many it would be, and do nothing.' }),
    ...REASON,
    ...REACH,
  }

  async run() {
    const { flags } = await this.parse(DeadLettersDiscard)
    const { randomUUID } = await import('node:crypto')
    const { reachOperations } = await import('../../operations/reach.ts')
    const { deadLetterFilterOf, given } = await import('../../operations/arguments.ts')
    const { carryOut, outcomeOf, showProgress } = await import('../../operations/bulk.ts')
    const resolution = { action: 'discard' as const }
    const filter = deadLetterFilterOf(flags)
    const reached = await reachOperations(flags)
    if (flags.preview) {
      const { total } = await reached.api.listDeadLetters({ query: { ...filter, limit: 1 } }, reached.call)
      const count = flags.id?.length ?? total
      this.log(`Nothing was done. ${count} would be discarded.`)
      return { action: resolution.action, total: count }
    }
    const chosen = { ...filter, ...given({ ids: flags.id }) }
    const body = { of: 'dead-letters' as const, filter: chosen, resolution, reason: flags.reason }
    const bulk = await carryOut(reached, body, flags.key ?? randomUUID(), showProgress)
    this.log(outcomeOf(bulk))
    if (bulk.refused > 0 || bulk.state !== 'completed') process.exitCode = 1
    return bulk
  }
}
