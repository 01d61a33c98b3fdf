import { Args, Flags } from '@oclif/core'
import type { Inspection } from '../../governance/inspection.ts'
import { GantryCommand } from '../gantry-command.ts'

export class ContractsLint extends GantryCommand {
  static override summary = 'Hold contracts against Spectral, the OWASP API security rules, Redocly and our own.'
  static override description =
    'Fails (exit code 1) where an error has no waiver. Waivers are in governance/waivers.yaml; one that has expired is an error.'
  static override examples = [
    '<%= config.bin %> contracts lint',
    '<%= config.bin %> contracts lint billing --fail-on warning',
    '<%= config.bin %> contracts lint --json',
  ]
  static override args = { name: Args.string({ description: 'One contract; all where left out.' }) }
  static override flags = {
    'fail-on': Flags.string({
      description: 'From which severity on to exit with 1.',
      options: ['error', 'warning'],
      default: 'error',
    }),
  }

  async run(): Promise<Inspection[]> {
    const { args, flags } = await this.parse(ContractsLint)
    const { openProject } = await import('../../project.ts')
    const { chosen } = await import('../../contracts/publication.ts')
    const { counted, inspectAll } = await import('../../governance/inspection.ts')
    const project = await openProject()
    const inspections = await inspectAll(project.root, await chosen(project, args.name))
    const { default: Table } = await import('cli-table3')
    const table = new Table({
      head: ['contract', 'version', 'score', 'errors', 'warnings', 'waived'],
      style: { head: [], border: [] },
    })
    for (const inspection of inspections) {
      const { contract, version, score, findings } = inspection
      const waived = findings.filter(({ waiver }) => waiver).length
      table.push([
        contract,
        version,
        score,
        counted(inspection, 'error').length,
        counted(inspection, 'warning').length,
        waived,
      ])
    }
    this.log(table.toString())
    for (const { contract, findings } of inspections)
      for (const { rule, severity, path, message, waiver } of findings) {
        this.log(`${contract}${path}\n  ${waiver ? 'waived' : severity} ${rule}: ${message}`)
        if (waiver) this.log(`  until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`)
      }
    const grave = flags['fail-on'] === 'warning' ? (['error', 'warning'] as const) : (['error'] as const)
    if (inspections.some((inspection) => grave.some((severity) => counted(inspection, severity).length > 0)))
      process.exitCode = 1
    return inspections
  }
}
