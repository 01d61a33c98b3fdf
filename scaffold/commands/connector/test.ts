import type { Result } from '@gantry/core/acceptance/suite'
import { Args, Flags } from '@oclif/core'
import { Refusal } from '../../refusal.ts'
import { GantryCommand } from '../gantry-command.ts'

type Report = { passed: number; failed: number; skipped: number; results: Result[] }

export class ConnectorTest extends GantryCommand {
  static override summary = 'Prove connectors against their sandboxes: every operation, in every way it can go wrong.'
  static override description = `A skip is never silent: each has its reason. Exit code 1 where a case fails.`
  static override examples = [
    '<%= config.bin %> connector test stripe',
    '<%= config.bin %> connector test --all --junit acceptance.xml',
    '<%= config.bin %> connector test netsuite --case commit-then-drop',
  ]
  static override args = { name: Args.string({ description: 'A connection of gantry.config.ts.' }) }
  static override flags = {
    all: Flags.boolean({ description: 'every connector of gantry.config.ts' }),
    case: Flags.string({ description: 'only this case; may be given more than once', multiple: true }),
    junit: Flags.string({ description: 'write JUnit XML to this file' }),
    write: Flags.boolean({ description: 'keep the outcome for docs/connectors.md' }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(ConnectorTest)
    const { openProject } = await import('../../project.ts')
    const { acceptConnectors, chosenConnectors } = await import('../../connectors/acceptance.ts')
    const { CASES, countsOf, junitOf } = await import('../../connectors/acceptance-report.ts')
    for (const name of flags.case ?? [])
      if (!CASES.some((each) => each.name === name))
        throw new Refusal(`There is no case "${name}".`, `There are ${CASES.map((each) => each.name).join(', ')}.`)
    const project = await openProject()
    const connectors = await chosenConnectors(project, args.name, flags.all)
    const { acceptanceProgress } = await import('../../connectors/acceptance-progress.ts')
    const progress = acceptanceProgress(process.stderr, this.jsonEnabled())
    const results = await acceptConnectors(connectors, { only: flags.case, told: progress.told })
    progress.end()
    if (flags.junit) {
      const { writeFile } = await import('node:fs/promises')
      await writeFile(flags.junit, junitOf(results))
    }
    if (flags.write) {
      const { keepOutcomes } = await import('../../connectors/acceptance-record.ts')
      await keepOutcomes(project, results)
    }
    if (!this.jsonEnabled()) {
      const { acceptanceTable } = await import('../../connectors/acceptance-table.ts')
      this.log(acceptanceTable(results))
    }
    const counts = countsOf(results)
    if (counts.failed > 0) process.exitCode = 1
    return { ...counts, results }
  }
}
