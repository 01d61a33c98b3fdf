import { Args, Flags } from '@oclif/core'
import { GantryCommand, REACH, REASON } from '../gantry-command.ts'

export class DataHold extends GantryCommand {
  static override summary = 'Keep all there is about a subject, from the archive and from erasure, until it is lifted.'
  static override description = 'Lifting takes two people: the second asks for the very same within 24 hours.'
  static override examples = [
    "<%= config.bin %> data hold Q-00042 --reason 'In dispute, file 7/26.'",
    "<%= config.bin %> data hold Q-00042 --lift --reason 'The dispute is settled.'",
  ]
  static override args = { subject: Args.string({ required: true, description: 'The order, or a run’s key.' }) }
  static override flags = {
    lift: Flags.boolean({ description: 'Lift the hold that stands.', default: false }),
    ...REASON,
    ...REACH,
  }

  async run() {
    const { args, flags } = await this.parse(DataHold)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { api, call } = await reachOperations(flags)
    const asked = { subject: args.subject, body: { reason: flags.reason } }
    const hold = flags.lift ? await api.liftHold(asked, call) : await api.placeHold(asked, call)
    this.log(
      hold.liftedAt
        ? `The hold over ${hold.subject} was lifted by ${hold.liftedBy}.`
        : `All about ${hold.subject} is kept: ${hold.reason} (${hold.placedBy})`,
    )
    return hold
  }
}
