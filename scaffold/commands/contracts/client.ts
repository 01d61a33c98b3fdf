import { Flags } from '@oclif/core'
import { CHOSEN, GantryCommand } from '../gantry-command.ts'

export class ContractsClient extends GantryCommand {
  static override summary = 'Write a package of typed clients, for programs that are not part of this project.'
  static override description =
    `It holds JavaScript with declarations and depends on openapi-fetch alone. Process and experience APIs, unless contracts
are named: system APIs are for process APIs.`
  static override examples = [
    '<%= config.bin %> contracts client --out ../gantry-client --package @acme/gantry-client',
    '<%= config.bin %> contracts client --out client --contract order-activation --dry-run',
  ]
  static override flags = {
    ...CHOSEN,
    out: Flags.string({ description: 'The folder of the package.', required: true }),
    package: Flags.string({ description: "The package's name.", default: 'gantry-client' }),
    version: Flags.string({ description: "The package's version.", default: '0.1.0' }),
    'dry-run': Flags.boolean({ description: 'Say what would be written, and write nothing.' }),
  }

  async run(): Promise<{ folder: string; files: string[]; dryRun: boolean }> {
    const { flags } = await this.parse(ContractsClient)
    const { resolve } = await import('node:path')
    const { openProject } = await import('../../project.ts')
    const { chosenContracts } = await import('../../client/chosen-contracts.ts')
    const { clientPackage } = await import('../../client/client-package.ts')
    const { plan, write } = await import('../../generate/write.ts')
    const contracts = await chosenContracts(await openProject(), flags.contract)
    const folder = resolve(flags.out)
    const dryRun = flags['dry-run'] === true
    const planned = await plan(folder, await clientPackage({ name: flags.package, version: flags.version }, contracts))
    // Generated again and again: what lies there is an earlier edition.
    if (!dryRun) await write(folder, planned)
    this.log(`${contracts.length} clients ${dryRun ? 'would be' : 'are'} in ${folder}.`)
    return { folder, files: planned.map(({ path }) => path), dryRun }
  }
}
