import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { isCockroach } from '../cockroachdb/dialect.ts'
import { type Database, inTransaction } from './database.ts'
import { lockNames } from './named-locks.ts'

/** A folder of numbered `.sql` files, and the owner their names are prefixed with. */
export type MigrationFolder = { owner: string; folder: URL }

export const CORE_MIGRATIONS: MigrationFolder = { owner: 'core', folder: new URL('./migrations/', import.meta.url) }

/** What stands in for them on CockroachDB, under the same owner. */
const CORE_ON_COCKROACH: MigrationFolder = {
  owner: 'core',
  folder: new URL('../cockroachdb/schema/', import.meta.url),
}

/** Brings the database to the newest schema; concurrent callers wait for one another. Returns what was applied. */
export async function migrate(db: Database, folders: readonly MigrationFolder[]): Promise<string[]> {
  // Asked first: "if not exists" wants the right to make schemas even where there is nothing to make.
  const there = await sql<{ there: boolean }>`select to_regnamespace('gantry') is not null as there`.execute(db)
  if (!there.rows[0]!.there)
    await sql`create schema if not exists gantry`.execute(db).catch((error: { code?: string }) => {
      // Two first starts at once: the other one made it.
      if (error.code !== '23505') throw error
    })
  if (!isCockroach(db)) return migrateNow(db, folders)
  await sql`create table if not exists gantry.lock (name text primary key)`.execute(db)
  // Held by a connection of its own: there each migration is a transaction.
  return inTransaction(db, async (tx) => {
    await lockNames(tx, 'single', ['gantry.migration'])
    return migrateNow(db, folders)
  })
}

async function migrateNow(db: Database, folders: readonly MigrationFolder[]): Promise<string[]> {
  const { error, results } = await migratorOf(db, folders).migrateToLatest()
  if (error) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/** The names of those that are not applied yet, in their order. Changes nothing. */
export async function pendingMigrations(db: Database, folders: readonly MigrationFolder[]): Promise<string[]> {
  const { rows } = await sql<{ there: string | null }>`select to_regclass('gantry.migration')::text as there`.execute(
    db,
  )
  // Asking a migrator would make its tables.
  if (!rows[0]?.there) return Object.keys(await read(db, folders))
  return (await migratorOf(db, folders).getMigrations())
    .filter(({ executedAt }) => executedAt === undefined)
    .map(({ name }) => name)
}

const migratorOf = (db: Database, folders: readonly MigrationFolder[]) =>
  new Migrator({
    db,
    provider: { getMigrations: () => read(db, folders) },
    migrationTableSchema: 'gantry',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
    allowUnorderedMigrations: true,
  })

async function read(db: Database, folders: readonly MigrationFolder[]): Promise<Record<string, Migration>> {
  const migrations: Record<string, Migration> = {}
  for (const each of folders) {
    const { owner, folder } = each === CORE_MIGRATIONS && isCockroach(db) ? CORE_ON_COCKROACH : each
    const path = fileURLToPath(folder)
    for (const file of (await readdir(path)).filter((name) => name.endsWith('.sql')).sort()) {
      const text = await readFile(join(path, file), 'utf8')
      migrations[`${owner}-${file.replace(/\.sql$/, '')}`] = {
        up: async (db) => void (await sql.raw(text).execute(db)),
      }
    }
  }
  return migrations
}
