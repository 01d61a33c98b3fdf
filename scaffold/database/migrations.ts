import { type Database, openDatabase } from '@gantry/core/database/database'
import { CORE_MIGRATIONS, type MigrationFolder } from '@gantry/core/database/migrate'
import type { Project } from '../project.ts'
import { checkDatabase } from './external.ts'

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
