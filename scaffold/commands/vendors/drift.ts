import { Args, Flags } from '@oclif/core'
import type { Summary } from '../../contracts-diff/report.ts'
import { GantryCommand } from '../gantry-command.ts'

export class VendorsDrift extends GantryCommand {
  static override summary = "Tell what a vendor's new specification changes of what a connector uses, and how badly."
  static override description =
    'What is used is what `vendors record` kept, or the document that the connector was generated from. With --old, what is not new is left out.'
  static override examples = [
    '<%= config.bin %> vendors drift stripe openapi.yaml',
    '<%= config.bin %> vendors drift avalara new.yaml --old current.yaml --fail-on breaking',
  ]
  static override args = {
    connector: Args.string({ description: 'A connection of gantry.config.ts.', required: true }),
    spec: Args.string({ description: "The vendor's new document: OpenAPI 3.0, 3.1 or Swagger 2.0.", required: true }),
  }
  static override flags = {
    old: Flags.string({ description: "The vendor's document as it is." }),
    'fail-on': Flags.string({ description: 'From which level on to exit with 1.', options: ['breaking', 'warning'] }),
    format: Flags.string({
      description: 'How to write the report.',
      options: ['text', 'json', 'markdown', 'junit', 'sarif', 'github'],
      default: 'text',
    }),
  }

  async run(): Promise<Summary> {
    const { args, flags } = await this.parse(VendorsDrift)
    const { openProject } = await import('../../project.ts')
    const { driftOf } = await import('../../vendors/drift.ts')
    const { reportFindings } = await import('../../contracts/findings-report.ts')
    const findings = await driftOf(await openProject(), args.connector, args.spec, flags.old)
    return reportFindings(this, findings, args.spec, flags)
  }
}
