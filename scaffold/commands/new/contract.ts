import { Args } from '@oclif/core'
import { GantryCommand, GENERATION } from '../gantry-command.ts'

export class NewContract extends GantryCommand {
  static override summary =
    "Write a capability's contract: its operations, its events, a test, and its place in gantry.config.ts."
  static override description =
    "A system API, without a vendor's name. It is published at once, and served once gantry.config.ts names a connection."
  static override examples = [
    '<%= config.bin %> new contract shipping',
    '<%= config.bin %> new contract shipping --dry-run',
  ]
  static override args = {
    name: Args.string({ description: 'In small letters with hyphens; a terminal is asked where it is missing.' }),
  }
  static override flags = GENERATION

  async run() {
    const { args, flags } = await this.parse(NewContract)
    const { nameOf } = await import('../../generate/ask.ts')
    const { generate } = await import('../../generate/generate.ts')
    const name = await nameOf(args.name, 'contract', this.jsonEnabled())
    return generate('contract', name, flags, (line) => this.log(line))
  }
}
