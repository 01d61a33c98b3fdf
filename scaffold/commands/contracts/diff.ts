import { Args, Flags } from '@oclif/core'
import type { Summary } from '../../contracts-diff/report.ts'
import { GantryCommand } from '../gantry-command.ts'

export class ContractsDiff extends GantryCommand {
  static override summary = 'Tell what changed between two OpenAPI documents for those who use the API.'
  static override description =
    'OpenAPI 3.0, 3.1 or Swagger 2.0, in JSON or YAML. The rules are in docs/contracts-diff.md.'
  static override examples = [
    '<%= config.bin %> contracts diff old.yaml new.yaml --fail-on breaking',
    '<%= config.bin %> contracts diff old.json new.json --format markdown',
  ]
  static override args = {
    old: Args.string({ description: 'The document as it was.', required: true }),
    new: Args.string({ description: 'The document as it shall be.', required: true }),
  }
  static override flags = {
    'fail-on': Flags.string({ description: 'From which level on to exit with 1.', options: ['breaking', 'warning'] }),
    format: Flags.string({
      description: 'How to write the report.',
      options: ['text', 'json', 'markdown', 'junit', 'sarif', 'github'],
      default: 'text',
    }),
  }

  async run(): Promise<Summary> {
    const { args, flags } = await this.parse(ContractsDiff)
    const { compare } = await import('../../contracts-diff/compare.ts')
    const { readDocument, Unreadable } = await import('../../contracts-diff/document.ts')
    const { reportFindings } = await import('../../contracts/findings-report.ts')
    const { Refusal } = await import('../../refusal.ts')
    const read = (path: string) =>
      readDocument(path).catch((error: unknown) => {
        if (error instanceof Unreadable)
          throw new Refusal(error.message, 'Mend the document and compare again.', { cause: error })
        throw error
      })
    const [old, next] = await Promise.all([read(args.old), read(args.new)])
    const findings = compare(old, next)
    return reportFindings(this, findings, args.new, flags)
  }
}
