import { Args, Flags } from '@oclif/core'
import { GantryCommand } from '../gantry-command.ts'

export class SecretsSet extends GantryCommand {
  static override summary = 'Set a secret; its value is read from standard input, and is in force alone.'
  static override description =
    'The store is the one GANTRY_SECRETS names; without it .gantry/secrets.json, sealed with .gantry/master.key. A value is never an argument: those show in lists of processes and in the history of the shell.'
  static override examples = [
    '<%= config.bin %> secrets set STRIPE_API_KEY < key.txt',
    '<%= config.bin %> secrets set ACME_WEBHOOK_SECRET --generate',
  ]
  static override args = { name: Args.string({ required: true, description: 'As the environment names it.' }) }
  static override flags = { generate: Flags.boolean({ description: 'Take 256 bits of chance for its value.' }) }

  async run() {
    const { args, flags } = await this.parse(SecretsSet)
    const { setSecret } = await import('../../set-secret.ts')
    const { store, secret } = await setSecret(args.name, { generate: flags.generate, overlapMs: 0 })
    this.log(`${secret.name} is set in ${store}, version ${secret.version}. Hosts read it when they start.`)
    return secret
  }
}
