import { type Database, openDatabase } from '@gantry/core/database/database'
import { CORE_MIGRATIONS, type MigrationFolder, migrate } from '@gantry/core/database/migrate'
import { openAccess, protectTables } from '@gantry/core/database/roles'
import type { Project } from '../project.ts'
import { checkDatabase } from './external.ts'

/** What a host does to the schema as it starts: every migration, and row-level security on what has a tenant. */
export async function migrateDatabase(project: Project, url: string): Promise<string[]> {
  await checkDatabase(url)
  const access = await openAccess(url)
  const applied = await withMigrations(project, access.migration, migrate)
  await protectTables(access)
  return applied
}

/** Does something with the migrations of the engine and of all process APIs, on a database that was checked. Throws a `Refusal`. */
export async function withMigrations<T>(
  { config }: Project,
  url: string,
  work: (db: Database, folders: readonly MigrationFolder[]) => Promise<T>,
): Promise<T> {
  await checkDatabase(url)
  const processes = await Promise.all(Object.values(config.processes).map(async (load) => (await load()).default))
  // A migration may build an index, which takes its time.
  const { db, close } = openDatabase(url, { max: 2, name: 'gantry-migrate', answerWithinMs: 0 })
  try {
    return await work(db, [CORE_MIGRATIONS, ...processes.flatMap(({ migrations }) => migrations ?? [])])
  } finally {
    await close()
  }
}
