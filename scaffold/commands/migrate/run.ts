import { DATABASE, GantryCommand } from '../gantry-command.ts'

export class MigrateRun extends GantryCommand {
  static override summary = 'Bring the database to the newest schema. A host does so too as it starts.'
  static override description = 'Hosts that start meanwhile wait for it; those that run go on.'
  static override examples = ['<%= config.bin %> migrate run --database postgres://gantry@127.0.0.1/gantry']
  static override flags = DATABASE

  async run(): Promise<{ applied: string[] }> {
    const { flags } = await this.parse(MigrateRun)
    const { openProject } = await import('../../project.ts')
    const { migrateDatabase } = await import('../../database/migrations.ts')
    const applied = await migrateDatabase(await openProject(), flags.database)
    for (const name of applied) this.log(`applied  ${name}`)
    this.log(applied.length === 0 ? 'Every migration was applied before.' : `${applied.length} applied.`)
    return { applied }
  }
}
