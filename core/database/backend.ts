/** What speaks Postgres's protocol below us; pg-boss has a profile for each (pgboss.io, "Database Backends"). */
export type Backend = 'postgres' | 'citus' | 'yugabytedb' | 'cockroachdb'

export type DatabaseSettings = {
  /** `postgres` where absent. The others are untested: see docs/running-in-production.md. */
  backend?: Backend
  /**
   * Whether wakes and events are told of by LISTEN/NOTIFY; they are where absent, but for CockroachDB, which has none. False
   * behind a connection pooler that gives a session to several clients: workers then look twice a second.
   */
  listen?: boolean
}
