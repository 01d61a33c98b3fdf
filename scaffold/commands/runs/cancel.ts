import { Args } from '@oclif/core'
import { GantryCommand, REACH, REASON } from '../gantry-command.ts'

export class RunsCancel extends GantryCommand {
  static override summary = 'Stop a run and undo what it did, the latest first.'
  static override examples = ["<%= config.bin %> runs cancel 0f9b… --reason 'The customer withdrew.'"]
  static override args = { id: Args.string({ required: true, description: 'The run.' }) }
  static override flags = { ...REASON, ...REACH }

  async run() {
    const { args, flags } = await this.parse(RunsCancel)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { stateOf } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const run = await api.cancelRun({ id: args.id, body: { reason: flags.reason } }, call)
    this.log(`Cancelled; it is ${stateOf(run.state)}. See how it is undone: pnpm gantry runs show ${run.id}`)
    return run
  }
}
