import { sql } from 'kysely'
import { isCockroach } from '../cockroachdb/dialect.ts'
import type { Database } from './database.ts'

/**
 * Tells whoever listens, once the caller's transaction commits. A notice only makes things faster: where there are none, as
 * on CockroachDB, everybody looks by themselves before long.
 */
export async function notify(db: Database, ...channels: readonly string[]): Promise<void> {
  if (isCockroach(db)) return
  await sql`select pg_notify(channel, '') from unnest(${channels}::text[]) as told(channel)`.execute(db)
}
