import { IntegrationError } from '../errors/integration-error.ts'

/** What speaks Postgres's protocol below us; pg-boss has a profile for each (pgboss.io, "Database Backends"). */
export type Backend = 'postgres' | 'citus' | 'yugabytedb' | 'cockroachdb'

export type DatabaseSettings = {
  /** `postgres` where absent. The others are untested: see docs/running-in-production.md. */
  backend?: Backend
  /**
   * Whether wakes and events are told of by LISTEN/NOTIFY; they are where absent. False behind a connection pooler that
   * gives a session to several clients: workers then look twice a second.
   */
  listen?: boolean
}

/** Throws `backend-unfit` for a database that lacks what the engine's promises rest on. */
export function checkBackend({ backend = 'postgres' }: DatabaseSettings): void {
  if (backend !== 'cockroachdb') return
  throw new IntegrationError('backend-unfit', 'Gantry does not run on CockroachDB yet.', {
    kind: 'policy',
    team: 'platform',
    detail:
      'It has no transaction snapshots (events are read in commit order by them), its advisory locks lock nothing, and it refuses statements that change two tables.',
  })
}
