import { Args } from '@oclif/core'
import { GantryCommand, GENERATION } from '../gantry-command.ts'

export class NewView extends GantryCommand {
  static override summary =
    'Write a view: an experience API over process APIs, a test, and its place in gantry.config.ts.'
  static override description =
    'It answers as it is: how many runs each flow has. A view shapes data for one kind of reader and holds no rules.'
  static override examples = [
    '<%= config.bin %> new view warehouse-desk',
    '<%= config.bin %> new view warehouse-desk --dry-run',
  ]
  static override args = {
    name: Args.string({ description: 'In small letters with hyphens; a terminal is asked where it is missing.' }),
  }
  static override flags = GENERATION

  async run() {
    const { args, flags } = await this.parse(NewView)
    const { nameOf } = await import('../../generate/ask.ts')
    const { generate } = await import('../../generate/generate.ts')
    const name = await nameOf(args.name, 'view', this.jsonEnabled())
    return generate('view', name, flags, (line) => this.log(line))
  }
}
