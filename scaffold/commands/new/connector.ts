import { Args, Flags } from '@oclif/core'
import type { Survey } from '../../openapi/generate.ts'
import type { Report } from '../../openapi/report.ts'
import { GantryCommand } from '../gantry-command.ts'

export class NewConnector extends GantryCommand {
  static override summary = "Write a connector: from a vendor's OpenAPI document, or as an empty frame."
  static override description =
    `Swagger 2.0, OpenAPI 3.0 and 3.1, in JSON or YAML. The operations of the document are matched against those of the
capability; a terminal is asked for it and for all that is missing, elsewhere --yes takes the proposal and --operations
says it. What is there already is
never overwritten: run again, it renews the *.gen.* files alone and lists what to look at.`
  static override examples = [
    '<%= config.bin %> new connector acme --capability erp --from-openapi acme.yaml',
    '<%= config.bin %> new connector acme --capability erp --from-openapi acme.yaml --operations createSalesOrder=createOrder,getCreditStanding=none --yes',
    '<%= config.bin %> new connector acme --capability erp --from-openapi https://api.acme.example/openapi.json --dry-run',
  ]
  static override args = {
    name: Args.string({ description: 'Its name: small letters with hyphens.' }),
  }
  static override flags = {
    capability: Flags.string({ description: 'What it is to provide, as gantry.config.ts names it.' }),
    'from-openapi': Flags.string({ description: "The vendor's document: a file or an address." }),
    operations: Flags.string({
      description:
        'Ours=theirs, ours=none, or theirs alone to have it in the client; comma-separated, may be repeated.',
      multiple: true,
    }),
    title: Flags.string({ description: "The vendor's product name, as people write it." }),
    yes: Flags.boolean({ description: 'Take the proposal without asking.', char: 'y' }),
    'dry-run': Flags.boolean({ description: 'Show the proposal and write nothing.' }),
    install: Flags.boolean({ description: 'Link the new package with pnpm.', default: true, allowNo: true }),
  }

  async run(): Promise<Report> {
    const { args, flags } = await this.parse(NewConnector)
    const { openProject } = await import('../../project.ts')
    const generate = await import('../../openapi/generate.ts')
    const reports = await import('../../openapi/report.ts')
    const ask = await import('../../generate/ask.ts')
    const json = this.jsonEnabled()
    const project = await openProject()
    const name = await ask.nameOf(args.name, 'connector', json)
    generate.assertName(name)
    const before = await generate.generatedBefore(project.root, name)
    const given = flags['from-openapi']
    const asksAll = flags.capability === undefined && !flags.yes
    let found: Survey = await generate.survey(project, {
      capability: await ask.capabilityOf(flags.capability, Object.keys(project.config.capabilities), json),
      document: asksAll ? await ask.documentOf(given, json) : given,
      ...(flags.operations && { operations: flags.operations }),
    })
    if (before) {
      const { planAgain, regenerate } = await import('../../openapi/regenerate.ts')
      if (flags['dry-run']) return this.#told(reports.reportOf(found, planAgain(found, name, before).plan))
      const regenerated = await regenerate(project.root, found, name, before)
      this.log(reports.regeneratedText(regenerated))
      return { ...reports.reportOf(found), regenerated }
    }
    const asks = !flags.yes && !flags['dry-run']
    if (asks && ask.isInteractive(json)) {
      const { chooseOperations } = await import('../../openapi/choose.ts')
      found = { ...found, proposals: await chooseOperations(found.proposals) }
    }
    const plan = generate.planFor(found, name, flags.title)
    const report = reports.reportOf(found, plan)
    if (flags['dry-run']) return this.#told(report)
    if (asks && !ask.isInteractive(json)) {
      const { Refusal } = await import('../../refusal.ts')
      if (!json) this.log(reports.reportText(report))
      throw new Refusal(
        'There is no terminal to ask which operations are meant.',
        'Say --yes to take the proposal, and --operations to change it.',
      )
    }
    const written = await generate.writeConnector(project.root, plan, found.source, { install: flags.install })
    return this.#told({ ...report, ...written })
  }

  async #told(report: Report): Promise<Report> {
    const { reportText } = await import('../../openapi/report.ts')
    this.log(reportText(report))
    return report
  }
}
