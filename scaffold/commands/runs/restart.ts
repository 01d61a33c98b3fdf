import { Args, Flags } from '@oclif/core'
import { GantryCommand, REACH, REASON } from '../gantry-command.ts'

export class RunsRestart extends GantryCommand {
  static override summary = 'Have a run that is held or has ended done again from a step on.'
  static override description =
    `That step and those recorded after it are done again, under new request keys: what they did at the
vendors the first time stays as it is. Earlier results stand.`
  static override examples = [
    "<%= config.bin %> runs restart 0f9b… --from sales-order --reason 'Posted to a wrong entity.'",
  ]
  static override args = { id: Args.string({ required: true, description: 'The run.' }) }
  static override flags = {
    from: Flags.string({ description: 'The step to begin with.', required: true }),
    item: Flags.string({ description: 'Its item, in a loop.' }),
    ...REASON,
    ...REACH,
  }

  async run() {
    const { args, flags } = await this.parse(RunsRestart)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { api, call } = await reachOperations(flags)
    const { from, item, reason } = flags
    const body = { from, reason, ...(item !== undefined && { item }) }
    const run = await api.restartRun({ id: args.id, body }, call)
    this.log(`Restarted from ${from}: pnpm gantry runs show ${run.id}`)
    return run
  }
}
