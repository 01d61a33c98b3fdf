import type { Project } from '../project.ts'
import { examineConnections } from './connections.ts'
import { examineDatabase } from './database.ts'
import type { Finding } from './finding.ts'
import { examineSecrets } from './secrets.ts'
import { examineVersions } from './versions.ts'

/** Everything that must be right before a project runs; in production more must. Changes nothing. */
export async function examine(
  { root, config }: Project,
  environment: Record<string, string | undefined>,
): Promise<Finding[]> {
  const production = environment.NODE_ENV === 'production'
  const processes = await Promise.all(Object.values(config.processes).map(async (load) => (await load()).default))
  const [database, connections] = await Promise.all([
    examineDatabase(environment.DATABASE_URL, processes, production, config.database?.backend),
    examineConnections(config, environment, production),
  ])
  return [...examineVersions(root), ...database, ...connections, ...examineSecrets(root, environment, production)]
}
