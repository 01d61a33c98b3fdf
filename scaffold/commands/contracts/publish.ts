import { Flags } from '@oclif/core'
import type { Judgement } from '../../governance/publish.ts'
import { GantryCommand } from '../gantry-command.ts'

type Answer = Judgement & { refused: boolean; published: { contract: string; version: string }[] }

export class ContractsPublish extends GantryCommand {
  static override summary = 'Publish every contract that changed into the registry, or say why not.'
  static override description =
    `Refused, with exit code 1 and nothing published, are: a breaking change without a major version and a migration link, a
version that does not tell what changed, a change of a financial contract, flow or mapping that its team has not
approved, a lint error without a waiver, and a sensitive field without a class. See docs/govern-contracts.md.`
  static override examples = [
    '<%= config.bin %> contracts publish --check --report report.md',
    '<%= config.bin %> contracts publish --by release@example.com',
  ]
  static override flags = {
    check: Flags.boolean({ description: 'Judge, and publish nothing.' }),
    by: Flags.string({
      description: 'Who publishes, by mail address.',
      env: 'GANTRY_PUBLISHER',
      default: 'release@example.com',
    }),
    report: Flags.string({ description: 'Write the judgement as Markdown into this file.' }),
  }

  async run(): Promise<Answer> {
    const { flags } = await this.parse(ContractsPublish)
    const { openProject } = await import('../../project.ts')
    const { today } = await import('../../governance/inspection.ts')
    const { consumersOf } = await import('../../governance/consumers.ts')
    const { judgeAll, objectionsOf, publish } = await import('../../governance/publish.ts')
    const { markdownOf } = await import('../../governance/report.ts')
    const project = await openProject()
    const judgement = await judgeAll(project, flags.by, today())
    const objections = objectionsOf(judgement)
    if (flags.report) {
      const { writeFile } = await import('node:fs/promises')
      await writeFile(flags.report, markdownOf(judgement, await consumersOf(project)))
    }
    for (const { code, text, mend } of objections) this.log(`${code}: ${text}\n  ${mend}`)
    const changed = judgement.verdicts.filter(({ state }) => state !== 'unchanged')
    const refused = objections.length > 0
    if (refused) {
      this.log(`Refused: ${objections.length} objections. Nothing is published.`)
      process.exitCode = 1
    }
    const publications = refused || flags.check ? [] : await publish(project, judgement, { by: flags.by, on: today() })
    if (!refused) {
      for (const { contract, base, version } of changed) this.log(`${contract} ${base ? `${base} → ` : ''}${version}`)
      const done = flags.check ? 'would be published' : 'published'
      this.log(changed.length === 0 ? 'Every contract is as it was published.' : `${changed.length} contracts ${done}.`)
    }
    return {
      ...judgement,
      refused,
      published: publications.map(({ tier, name, version }) => ({ contract: `${tier}.${name}`, version })),
    }
  }
}
