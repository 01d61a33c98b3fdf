import { type Kysely, PostgresAdapter, PostgresDialect } from 'kysely'
import type { Backend } from '../database/backend.ts'
import { withSetting } from '../database/settings.ts'

/*
 * CockroachDB speaks Postgres's protocol and refuses some of what the engine says to Postgres: LISTEN/NOTIFY, locks by
 * name, snapshots, functions with loops, statements that change a table twice. In this folder is what stands in for each.
 * It is run on Postgres by the tests, which refuse there what CockroachDB would; on CockroachDB itself it is untested.
 */

/**
 * Travels with every database and transaction that is opened on CockroachDB. Migrations begin under a lock of their own
 * (`migrate`), and each of their statements is a transaction: it takes no schema change back.
 */
export class CockroachAdapter extends PostgresAdapter {
  override get supportsTransactionalDdl(): boolean {
    return false
  }

  override async acquireMigrationLock(): Promise<void> {}

  override async releaseMigrationLock(): Promise<void> {}
}

export class CockroachDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new CockroachAdapter()
  }
}

/** Whether this is to be said as CockroachDB takes it. */
// biome-ignore lint/suspicious/noExplicitAny: whatever its tables are
export const isCockroach = (db: Pick<Kysely<any>, 'getExecutor'>): boolean =>
  db.getExecutor().adapter instanceof CockroachAdapter

/** Only connections to CockroachDB begin with it: on Postgres it is the default. */
export const COMMITTED = 'default_transaction_isolation'

/**
 * The address, for connections whose statements see, as on Postgres, what others committed before they began: a cluster
 * grants `READ COMMITTED` since v24.1 (`sql.txn.read_committed_isolation.enabled`).
 */
export const addressFor = (backend: Backend, address: string): string =>
  backend === 'cockroachdb' ? withSetting(address, COMMITTED, 'read\\ committed') : address

/** Said first on each connection: an `int` has four bytes there too, or it would come as a text. */
export const BEGIN_WITH = `select set_config('default_int_size', '4', false) where version() like 'CockroachDB%'`
