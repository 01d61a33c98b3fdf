import { GantryCommand } from '../gantry-command.ts'

export class ConnectorDocs extends GantryCommand {
  static override summary = 'Write docs/connectors.md from what the connectors say of themselves.'
  static override examples = ['<%= config.bin %> connector docs']

  async run(): Promise<{ file: string }> {
    await this.parse(ConnectorDocs)
    const { writeFile } = await import('node:fs/promises')
    const { join } = await import('node:path')
    const { openProject } = await import('../../project.ts')
    const { connectorPage, connectorsOf } = await import('../../connectors/connector-page.ts')
    const project = await openProject()
    const { keptOutcomes } = await import('../../connectors/acceptance-record.ts')
    const connectors = await connectorsOf(project)
    const file = 'docs/connectors.md'
    await writeFile(join(project.root, file), connectorPage(connectors, await keptOutcomes(project)))
    this.log(`${connectors.length} connectors described in ${file}.`)
    return { file }
  }
}
