import { Args, Flags } from '@oclif/core'
import { CORRECTION, GantryCommand, REACH, REASON } from '../gantry-command.ts'

export class DeadLettersEdit extends GantryCommand {
  static override summary = 'Put the payload of a dead letter right, and have it handed over again.'
  static override description = 'The payload is held to the contract of its event; the one that came is kept.'
  static override examples = [
    "<%= config.bin %> dead-letters edit 17 --data @payload.json --reason 'The amount was missing.'",
    '<%= config.bin %> dead-letters edit 17 --patch \'{"currency":"EUR"}\' --reason \'The currency was missing.\'',
  ]
  static override args = { id: Args.string({ required: true, description: 'The dead letter.' }) }
  static override flags = {
    data: Flags.string({ description: 'The whole payload, JSON; @file reads it, - standard input.' }),
    ...CORRECTION,
    ...REASON,
    ...REACH,
  }

  async run() {
    const { args, flags } = await this.parse(DeadLettersEdit)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { correctionOf, jsonOf } = await import('../../operations/arguments.ts')
    const { Refusal } = await import('../../refusal.ts')
    const resolution =
      flags.data === undefined
        ? await correctionOf(flags)
        : { action: 'edit' as const, data: await jsonOf(flags.data, '--data') }
    if (!resolution)
      throw new Refusal('There is nothing to edit it with.', 'Add --data, --patch, or --map with --value.')
    const { api, call } = await reachOperations(flags)
    const letter = await api.resolveDeadLetter({ id: args.id, body: { resolution, reason: flags.reason } }, call)
    this.log(letter.state === 'replayed' ? 'Put right and replayed.' : 'Put right; its reader takes it in a moment.')
    return letter
  }
}
