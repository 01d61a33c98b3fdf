import { Flags } from '@oclif/core'
import { CORRECTION, EXCEPTIONS, GantryCommand, REACH, REASON } from '../gantry-command.ts'

export class ExceptionsReplay extends GantryCommand {
  static override summary = 'Resolve every open exception that the filter chooses, by one decision.'
  static override description =
    'It goes on without this command, too: the same --key again waits for the same bulk. Exit code 1 where some were refused.'
  static override examples = [
    "<%= config.bin %> exceptions replay --code period-closed --reason 'October is open again.'",
    "<%= config.bin %> exceptions replay --code unknown-tax-code --map lines.*.taxCode --value OLD=NEW --reason 'New codes.'",
  ]
  static override flags = {
    action: Flags.string({
      description: 'What to do; --patch and --map need no action.',
      options: ['retry', 'approve', 'patch', 'map', 'skip', 'compensate', 'discard'],
    }),
    result: Flags.string({ description: 'For skip: the result of the step, JSON.' }),
    ...CORRECTION,
    ...EXCEPTIONS,
    key: Flags.string({ description: 'Names the bulk: the same key is the same bulk.' }),
    preview: Flags.boolean({ description: 'Tell how many it would be, and do nothing.' }),
    ...REASON,
    ...REACH,
  }

  async run() {
    const { flags } = await this.parse(ExceptionsReplay)
    const { randomUUID } = await import('node:crypto')
    const { reachOperations } = await import('../../operations/reach.ts')
    const { exceptionFilterOf } = await import('../../operations/arguments.ts')
    const { resolutionOf } = await import('../../operations/resolution.ts')
    const { carryOut, outcomeOf, showProgress } = await import('../../operations/bulk.ts')
    const action = flags.action ?? (flags.patch !== undefined ? 'patch' : flags.map !== undefined ? 'map' : 'retry')
    const resolution = (await resolutionOf(action, flags)) as { action: 'retry' }
    const filter = exceptionFilterOf(flags)
    const reached = await reachOperations(flags)
    if (flags.preview) {
      const { total } = await reached.api.listExceptions({ query: { ...filter, limit: 1 } }, reached.call)
      this.log(`Nothing was done. ${action} would be done to ${total}.`)
      return { action, total }
    }
    const body = { of: 'exceptions' as const, filter, resolution, reason: flags.reason }
    const bulk = await carryOut(reached, body, flags.key ?? randomUUID(), showProgress)
    this.log(outcomeOf(bulk))
    if (bulk.refused > 0 || bulk.state !== 'completed') process.exitCode = 1
    return bulk
  }
}
