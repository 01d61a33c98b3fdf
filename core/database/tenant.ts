import { AsyncLocalStorage } from 'node:async_hooks'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  sql,
  type TransactionSettings,
} from 'kysely'
import pg from 'pg'
import { CockroachAdapter } from '../cockroachdb/dialect.ts'
import type { Backend } from './backend.ts'
import type { Database, Transaction } from './database.ts'
import type { Tables } from './tables.ts'

/** Whose call this process is answering. */
const answering = new AsyncLocalStorage<string>()

/** What is awaited within belongs to the tenant: a `tenantDatabase` shows it that tenant's rows and no others. */
export const asTenant = <T>(tenant: string, work: () => T): T => answering.run(tenant, work)

/**
 * Does the work within one tenant: it sees and writes no row of another. What follows in the transaction spans them again.
 */
export async function withinTenant<T>(tx: Transaction, tenant: string, work: () => Promise<T>): Promise<T> {
  await sql`select gantry.enter_tenant(${tenant})`.execute(tx)
  const result = await work()
  // Where the work failed, the transaction or its savepoint is rolled back, and role and tenant with it.
  await sql`select gantry.leave_tenant()`.execute(tx)
  return result
}

/** Does, amid a transaction of a tenant, what the engine alone may write; what follows is the tenant's again. */
export async function asEngine<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ tenant: string | null }>`
    select current_setting('gantry.tenant', true) as tenant, gantry.leave_tenant()`.execute(tx)
  const result = await work()
  const tenant = rows[0]?.tenant
  if (tenant) await sql`select gantry.enter_tenant(${tenant})`.execute(tx)
  return result
}

/**
 * The same pool for handlers: every statement and every transaction is of the tenant whose call is being answered
 * (`asTenant`). Outside of a call it is nobody's: it sees no row, and none can be written.
 */
export const tenantDatabase = (pool: pg.Pool, backend: Backend = 'postgres'): Database =>
  new Kysely<Tables>({
    dialect: {
      createAdapter: () => (backend === 'cockroachdb' ? new CockroachAdapter() : new PostgresAdapter()),
      createDriver: () => new TenantDriver(pool),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })

/** Sent as one: a statement alone takes two trips more than without a tenant, and no setting outlives its transaction. */
const begin = (how = 'begin') =>
  CompiledQuery.raw(`${how}; select gantry.enter_tenant(${pg.escapeLiteral(answering.getStore() ?? '')})`)

class TenantConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection
  readonly #driver: PostgresDriver
  transacting = false

  constructor(inner: DatabaseConnection, driver: PostgresDriver) {
    this.inner = inner
    this.#driver = driver
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.transacting) return this.inner.executeQuery<R>(query)
    try {
      await this.inner.executeQuery(begin())
      const result = await this.inner.executeQuery<R>(query)
      await this.#driver.commitTransaction(this.inner as never)
      return result
    } catch (error) {
      await this.#driver.rollbackTransaction(this.inner as never).catch(() => {})
      throw error
    }
  }

  streamQuery(): never {
    throw new Error('A tenant’s rows are not streamed: read them in pages.')
  }
}

class TenantDriver implements Driver {
  readonly #inner: PostgresDriver

  constructor(pool: pg.Pool) {
    this.#inner = new PostgresDriver({ pool })
  }

  init(): Promise<void> {
    return this.#inner.init()
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new TenantConnection(await this.#inner.acquireConnection(), this.#inner)
  }

  async beginTransaction(connection: TenantConnection, { isolationLevel }: TransactionSettings): Promise<void> {
    connection.transacting = true
    await connection.inner.executeQuery(begin(isolationLevel && `start transaction isolation level ${isolationLevel}`))
  }

  commitTransaction(connection: TenantConnection): Promise<void> {
    return this.#inner.commitTransaction(connection.inner as never)
  }

  rollbackTransaction(connection: TenantConnection): Promise<void> {
    return this.#inner.rollbackTransaction(connection.inner as never)
  }

  releaseConnection(connection: TenantConnection): Promise<void> {
    return this.#inner.releaseConnection(connection.inner as never)
  }

  /** The pool is the engine's, who closes it. */
  async destroy(): Promise<void> {}
}
