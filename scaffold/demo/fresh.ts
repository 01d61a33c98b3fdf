import pg from 'pg'
import { Refusal } from '../refusal.ts'

/** Empties Gantry's own schemas in a database of the user's, unless somebody else's runs are in them. */
export async function emptyExternal(url: string, tenant: string): Promise<void> {
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  try {
    const { rows } = await database.query<{ there: string | null }>(`select to_regclass('gantry.run')::text as there`)
    if (rows[0]?.there) {
      const others = await database.query('select tenant from gantry.run where tenant <> $1 limit 1', [tenant])
      if (others.rows.length > 0)
        throw new Refusal(
          'The database at DATABASE_URL holds runs that no demonstration made, and is not emptied.',
          'Start with --keep, or name another database.',
        )
    }
    await database.query('drop schema if exists gantry cascade')
    await database.query('drop schema if exists pgboss cascade')
  } finally {
    await database.end()
  }
}
