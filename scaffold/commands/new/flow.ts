import { Args } from '@oclif/core'
import { GantryCommand, GENERATION } from '../gantry-command.ts'

export class NewFlow extends GantryCommand {
  static override summary =
    'Write a process API with a durable flow: its contract, the flow, a test, and its place in gantry.config.ts.'
  static override description =
    'The flow runs as it is: submit a request, and it is done once for its reference. Put your own calls into its step.'
  static override examples = [
    '<%= config.bin %> new flow stock-reservation',
    '<%= config.bin %> new flow stock-reservation --dry-run',
  ]
  static override args = {
    name: Args.string({ description: 'In small letters with hyphens; a terminal is asked where it is missing.' }),
  }
  static override flags = GENERATION

  async run() {
    const { args, flags } = await this.parse(NewFlow)
    const { nameOf } = await import('../../generate/ask.ts')
    const { generate } = await import('../../generate/generate.ts')
    const name = await nameOf(args.name, 'flow', this.jsonEnabled())
    return generate('flow', name, flags, (line) => this.log(line))
  }
}
