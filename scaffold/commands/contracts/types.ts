import { Args } from '@oclif/core'
import { GantryCommand } from '../gantry-command.ts'

export class ContractsTypes extends GantryCommand {
  static override summary = "Print a contract's published types, as TypeScript."
  static override description = 'They are those of its OpenAPI document, and need nothing of Gantry.'
  static override examples = [
    '<%= config.bin %> contracts types billing > billing.d.ts',
    '<%= config.bin %> contracts types experience.crm',
  ]
  static override args = {
    contract: Args.string({
      description: 'Its name, with its tier before it where two share the name.',
      required: true,
    }),
  }

  async run(): Promise<{ contract: string; types: string }> {
    const { args } = await this.parse(ContractsTypes)
    const { documentOf } = await import('@gantry/core/contract/document')
    const { openProject } = await import('../../project.ts')
    const { chosenContracts } = await import('../../client/chosen-contracts.ts')
    const { typesOf } = await import('../../contracts/publication.ts')
    const [contract] = await chosenContracts(await openProject(), [args.contract])
    const types = await typesOf(documentOf(contract!))
    this.log(types.trimEnd())
    return { contract: args.contract, types }
  }
}
