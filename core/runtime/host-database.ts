import type { Backend } from '../database/backend.ts'
import { isSimulated } from '../database/clock.ts'
import { type Database, openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { type Access, protectTables } from '../database/roles.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { settleCursors } from '../events/cluster.ts'
import type { Flow } from '../flow/flow.ts'
import { refuseDroppedVersions } from '../flow/versions.ts'
import type { HostOptions } from './host-options.ts'
import type { Process } from './process.ts'

/** By a connection of its own: an index may take long, and so may the migrations of another host that is waited for. */
export async function migrateAll(access: Access, processes: readonly Process[], backend?: Backend): Promise<void> {
  const { db, close } = openDatabase(access.migration, { max: 2, name: 'gantry-migrate', answerWithinMs: 0, backend })
  try {
    await migrate(db, [CORE_MIGRATIONS, ...processes.flatMap(({ migrations }) => migrations ?? [])])
  } finally {
    await close()
  }
  await protectTables(access)
}

/** What must hold of the database before anything is started on it. */
export async function checkDatabase(
  db: Database,
  flows: readonly Flow[],
  { environment, dropVersions, log }: HostOptions,
): Promise<void> {
  if (environment.NODE_ENV === 'production' && (await isSimulated(db)))
    throw new IntegrationError('simulated-time', 'A production host does not work on a simulation’s database.', {
      kind: 'policy',
      team: 'platform',
    })
  await settleCursors(db, log)
  if (!dropVersions) await refuseDroppedVersions(db, flows)
}
