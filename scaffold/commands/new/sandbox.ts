import { Args, Flags } from '@oclif/core'
import { GantryCommand, GENERATION } from '../gantry-command.ts'

export class NewSandbox extends GantryCommand {
  static override summary =
    "Write a vendor's sandbox with its test: from its OpenAPI document, or as a frame that runs."
  static override description =
    `For a connector that has none yet; gantry new connector writes one of its own. From a document it is stateful and refuses
what the document does not allow; run again, it renews sandbox/document.gen.json alone.`
  static override examples = [
    '<%= config.bin %> new sandbox acme',
    '<%= config.bin %> new sandbox acme --from-openapi acme.yaml',
    '<%= config.bin %> new sandbox acme --from-openapi acme.yaml --operations createOrder,getOrder --dry-run',
  ]
  static override args = {
    name: Args.string({
      description: 'In small letters with hyphens: the folder in plugins/. A terminal is asked where it is missing.',
    }),
  }
  static override flags = {
    'from-openapi': Flags.string({ description: "The vendor's document: a file or an address." }),
    operations: Flags.string({
      description: 'Only these of its operations; comma-separated, may be repeated.',
      multiple: true,
      dependsOn: ['from-openapi'],
    }),
    ...GENERATION,
  }

  async run() {
    const { args, flags } = await this.parse(NewSandbox)
    const { nameOf } = await import('../../generate/ask.ts')
    const { generateSandbox } = await import('../../generate/sandbox.ts')
    const { 'from-openapi': document, operations = [], 'dry-run': dryRun, overwrite } = flags
    const name = await nameOf(args.name, 'sandbox', this.jsonEnabled())
    return generateSandbox(name, { document, operations, dryRun, overwrite }, (line) => this.log(line))
  }
}
