import { type Kysely, Kysely as KyselyClient, type Transaction as KyselyTransaction, PostgresDialect } from 'kysely'
import pg from 'pg'
import { addressFor, BEGIN_WITH, CockroachDialect } from '../cockroachdb/dialect.ts'
import type { Keyring } from '../security/encryption/keyring.ts'
import { sealing } from '../security/encryption/sealing-client.ts'
import type { Backend } from './backend.ts'
import { isConflict } from './failure.ts'
import { patience } from './patience.ts'
import { preparesOn } from './prepared.ts'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables>
export type Transaction = KyselyTransaction<Tables>

export type OpenDatabase = { db: Database; pool: pg.Pool; close: () => Promise<void> }

export type DatabaseOptions = {
  max?: number
  name?: string
  /** What a statement is given before its connection counts as lost, in milliseconds; 0 where it may take any time. */
  answerWithinMs?: number
  /** Seals what is sensitive as it leaves, and opens what comes; it is kept readable where there is none. */
  keyring?: Keyring | undefined
  /** Whether a connection is a session of its own, which keeps what it prepared; false behind a pooler that shares them. */
  ownSessions?: boolean
  backend?: Backend | undefined
}

/** Opens a pool on Postgres. A connection lost while idle is replaced; one lost in use fails its statement only. */
export function openDatabase(
  url: string,
  {
    max = 10,
    name = 'gantry',
    answerWithinMs,
    keyring,
    ownSessions = true,
    backend = 'postgres',
  }: DatabaseOptions = {},
): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: addressFor(backend, url),
    max,
    application_name: name,
    ...patience(answerWithinMs),
    ...(keyring && sealing(keyring)),
    ...(backend === 'cockroachdb' && { onConnect: async (client) => void (await client.query(BEGIN_WITH)) }),
  })
  // Without a listener, a connection that Postgres closes while it idles would end the process.
  pool.on('error', () => {})
  // Nor has one that is checked out any listener while no statement is under way: between two of a transaction, say.
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new KyselyClient<Tables>({
    dialect: backend === 'cockroachdb' ? new CockroachDialect({ pool }) : new PostgresDialect({ pool }),
  })
  preparesOn(db, pool, ownSessions)
  return { db, pool, close: () => db.destroy() }
}

const CONFLICTS = 5

/** A transaction that is repeated when Postgres ended it to break a deadlock; `work` may run more than once. */
export async function inTransaction<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let conflicts = 0; ; conflicts++)
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (!isConflict(error) || conflicts === CONFLICTS) throw error
    }
}
