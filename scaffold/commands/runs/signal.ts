import { Args, Flags } from '@oclif/core'
import { GantryCommand, REACH } from '../gantry-command.ts'

export class RunsSignal extends GantryCommand {
  static override summary = 'Tell a run something that its flow declares; it is kept until the run takes it.'
  static override examples = [
    '<%= config.bin %> runs signal 0f9b… hold-released --payload \'{"by":"credit"}\' --id case-4711',
  ]
  static override args = {
    id: Args.string({ required: true, description: 'The run.' }),
    name: Args.string({ required: true, description: 'The signal.' }),
  }
  static override flags = {
    payload: Flags.string({ description: 'JSON; @file reads it, - standard input.', default: 'null' }),
    id: Flags.string({ description: 'Your own id of it: a second one with it is dropped. A new one where absent.' }),
    ...REACH,
  }

  async run() {
    const { args, flags } = await this.parse(RunsSignal)
    const { randomUUID } = await import('node:crypto')
    const { reachOperations } = await import('../../operations/reach.ts')
    const { jsonOf } = await import('../../operations/arguments.ts')
    const payload = await jsonOf(flags.payload, '--payload')
    const { api, call } = await reachOperations(flags)
    const body = { name: args.name, payload, id: flags.id ?? randomUUID() }
    const run = await api.signalRun({ id: args.id, body }, call)
    this.log(`Sent as ${body.id}: pnpm gantry runs show ${run.id}`)
    return run
  }
}
