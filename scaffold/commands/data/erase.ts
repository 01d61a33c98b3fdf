import { Args, Flags } from '@oclif/core'
import { GantryCommand, REACH, REASON } from '../gantry-command.ts'

type Erasable = 'confidential' | 'personal' | 'financial' | 'secret'

export class DataErase extends GantryCommand {
  static override summary = 'Mask what is kept of people about a subject whose runs have ended; it cannot be undone.'
  static override description =
    'It takes two people: the second asks for the very same within 24 hours. A legal hold refuses it.'
  static override examples = ["<%= config.bin %> data erase Q-00042 --reason 'She asked to be forgotten.'"]
  static override args = { subject: Args.string({ required: true, description: 'The order, or a run’s key.' }) }
  static override flags = {
    class: Flags.string({
      description: 'Which classes of data; may be repeated. Personal data and secrets where absent.',
      options: ['confidential', 'personal', 'financial', 'secret'],
      multiple: true,
    }),
    ...REASON,
    ...REACH,
  }

  async run() {
    const { args, flags } = await this.parse(DataErase)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { api, call } = await reachOperations(flags)
    const body = { reason: flags.reason, ...(flags.class && { classes: flags.class as Erasable[] }) }
    const erased = await api.eraseSubject({ subject: args.subject, body }, call)
    const { report } = await import('../../data/erasure-report.ts')
    this.log(report(erased))
    return erased
  }
}
