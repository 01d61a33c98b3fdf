import { Args, Flags } from '@oclif/core'
import { GantryCommand } from '../gantry-command.ts'

export class SecretsRotate extends GantryCommand {
  static override summary = 'Rotate a secret; the value before stays in force beside the new one for some hours.'
  static override description =
    'Start the hosts anew, one after another: from then on requests leave with the new value, and webhooks signed with either are taken until the overlap ends.'
  static override examples = [
    '<%= config.bin %> secrets rotate STRIPE_WEBHOOK_SECRET < new.txt',
    '<%= config.bin %> secrets rotate ACME_WEBHOOK_SECRET --generate --overlap-hours 72',
  ]
  static override args = { name: Args.string({ required: true, description: 'As the environment names it.' }) }
  static override flags = {
    generate: Flags.boolean({ description: 'Take 256 bits of chance for its value.' }),
    'overlap-hours': Flags.integer({ description: 'How long both are in force.', default: 24, min: 1, max: 720 }),
  }

  async run() {
    const { args, flags } = await this.parse(SecretsRotate)
    const { setSecret } = await import('../../set-secret.ts')
    const overlapMs = flags['overlap-hours'] * 3_600_000
    const { store, secret } = await setSecret(args.name, { generate: flags.generate, overlapMs, known: true })
    this.log(
      `${secret.name} is version ${secret.version} in ${store}; the one before counts until ${secret.previousUntil ?? 'now'}.`,
    )
    return secret
  }
}
