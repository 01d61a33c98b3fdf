import { DATABASE, GantryCommand } from '../gantry-command.ts'

export class MigrateStatus extends GantryCommand {
  static override summary = 'List the migrations of the database and which are applied; exit code 1 where some are not.'
  static override examples = [
    '<%= config.bin %> migrate status --database postgres://gantry@127.0.0.1/gantry',
    '<%= config.bin %> migrate status --json',
  ]
  static override flags = DATABASE

  async run(): Promise<{ pending: string[] }> {
    const { flags } = await this.parse(MigrateStatus)
    const { openProject } = await import('../../project.ts')
    const { withMigrations } = await import('../../database/migrations.ts')
    const { pendingMigrations } = await import('@gantry/core/database/migrate')
    const pending = await withMigrations(await openProject(), flags.database, pendingMigrations)
    for (const name of pending) this.log(`to apply  ${name}`)
    this.log(pending.length === 0 ? 'Every migration is applied.' : `${pending.length} to apply: gantry migrate run`)
    if (pending.length > 0) process.exitCode = 1
    return { pending }
  }
}
