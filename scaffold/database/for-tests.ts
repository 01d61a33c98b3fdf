import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDatabase } from './embedded.ts'

/** vitest's global set-up of a project: a PostgreSQL for its tests, unless GANTRY_TEST_DATABASE_URL names one. */
export default async function databaseForTests(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.GANTRY_TEST_DATABASE_URL) return undefined
  const dir = await mkdtemp(join(tmpdir(), 'gantry-tests-'))
  const database = await startDatabase({ dir, log: () => {} })
  process.env.GANTRY_TEST_DATABASE_URL = database.url
  return async () => {
    await database.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
