import type { Backend } from '@gantry/core/database/backend'
import { openDatabase } from '@gantry/core/database/database'
import { databaseTime } from '@gantry/core/database/database-time'
import { CORE_MIGRATIONS, pendingMigrations } from '@gantry/core/database/migrate'
import { lackOfSeparation } from '@gantry/core/database/roles'
import type { Process } from '@gantry/core/process'
import { checkDatabase } from '../database/external.ts'
import { Refusal } from '../refusal.ts'
import { type Finding, unwell, well } from './finding.ts'

/** A clock that is further off lets tokens and signatures fail that are good. */
const DRIFT_MS = 2_000

/** The database that `DATABASE_URL` names: whether it can be used, its schema, and its clock against ours. */
export async function examineDatabase(
  url: string | undefined,
  processes: readonly Process[],
  production: boolean,
  backend?: Backend,
): Promise<Finding[]> {
  if (!url) {
    const mend = 'Set DATABASE_URL=postgres://user:password@host:5432/database.'
    if (production) return [unwell('database', 'DATABASE_URL is not set.', mend, true)]
    return [well('database', 'DATABASE_URL is not set: `gantry dev` brings a PostgreSQL of its own.')]
  }
  try {
    await checkDatabase(url)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [unwell('database', error.message, error.next, true)]
  }
  const { db, close } = openDatabase(url, { max: 1, name: 'gantry-doctor', backend })
  try {
    const folders = [CORE_MIGRATIONS, ...processes.flatMap(({ migrations }) => migrations ?? [])]
    const pending = await pendingMigrations(db, folders)
    const before = Date.now()
    const theirs = (await databaseTime(db)).getTime()
    // Ours at the moment it was asked for: half of the way there and back.
    const apart = Math.round(Math.abs(theirs - (before + Date.now()) / 2))
    const lack = await lackOfSeparation(url, backend)
    return [
      well('database', `The database at ${new URL(url).host} answers.`),
      pending.length === 0
        ? well('database', 'Its schema is the newest.')
        : unwell(
            'database',
            `${pending.length} migrations are not applied.`,
            'gantry migrate run; or start a host, which does.',
            false,
          ),
      ...(lack ? [unwell('database', lack.sentence, lack.mend, false)] : []),
      apart <= DRIFT_MS
        ? well('clocks', `The database's clock is ${apart} ms from this machine's.`)
        : unwell(
            'clocks',
            `The database's clock is ${apart} ms from this machine's.`,
            'Let both follow a time server (NTP).',
            true,
          ),
    ]
  } finally {
    await close()
  }
}
