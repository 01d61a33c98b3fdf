import { GantryCommand } from '../gantry-command.ts'

export class ContractsBuild extends GantryCommand {
  static override summary = 'Write openapi.json and types.gen.d.ts of every contract into its package.'
  static override examples = ['<%= config.bin %> contracts build']

  async run(): Promise<{ files: string[] }> {
    await this.parse(ContractsBuild)
    const { writeFile } = await import('node:fs/promises')
    const { join } = await import('node:path')
    const { openProject } = await import('../../project.ts')
    const { ownContractsOf, filesOf } = await import('../../contracts/publication.ts')
    const project = await openProject()
    const contracts = await ownContractsOf(project)
    const files: string[] = []
    for (const contract of contracts)
      for (const { path, content } of await filesOf(project.root, contract)) {
        await writeFile(join(project.root, path), content)
        files.push(path)
      }
    this.log(`${contracts.length} contracts published in ${files.length} files.`)
    return { files }
  }
}
