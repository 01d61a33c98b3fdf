import { type Database, openDatabase } from '@gantry/core/database/database'
import { CORE_MIGRATIONS, type MigrationFolder, migrate } from '@gantry/core/database/migrate'
import { openAccess, protectTables } from '@gantry/core/database/roles'
import type { Project } from '../project.ts'
import { checkDatabase } from './external.ts'

/** What a host does to the schema as it starts: every migration, and row-level security on what has a tenant. */
export async function migrateDatabase(project: Project, url: string): Promise<string[]> {
  await checkDatabase(url)
  const access = await openAccess(url, project.config.database?.backend)
  // Not asked again whether it may make schemas: the role that owns them need not.
  const applied = await onMigrations(project, access.migration, migrate)
  await protectTables(access)
  return applied
}

/** Does something with the migrations of the engine and of all process APIs, on a database that was checked. Throws a `Refusal`. */
export async function withMigrations<T>(project: Project, url: string, work: Work<T>): Promise<T> {
  await checkDatabase(url)
  return onMigrations(project, url, work)
}

type Work<T> = (db: Database, folders: readonly MigrationFolder[]) => Promise<T>

async function onMigrations<T>({ config }: Project, url: string, work: Work<T>): Promise<T> {
  const processes = await Promise.all(Object.values(config.processes).map(async (load) => (await load()).default))
  // A migration may build an index, which takes its time.
  const { backend } = config.database ?? {}
  const { db, close } = openDatabase(url, { max: 2, name: 'gantry-migrate', answerWithinMs: 0, backend })
  try {
    return await work(db, [CORE_MIGRATIONS, ...processes.flatMap(({ migrations }) => migrations ?? [])])
  } finally {
    await close()
  }
}
