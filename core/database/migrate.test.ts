import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { freshDatabase } from '../testing/database.ts'
import { openDatabase } from './database.ts'
import { CORE_MIGRATIONS, migrate } from './migrate.ts'

/** The schema as it was before a migration. */
async function folderBefore(name: string): Promise<{ owner: string; folder: URL; remove: () => Promise<void> }> {
  const all = fileURLToPath(CORE_MIGRATIONS.folder)
  const dir = await mkdtemp(join(tmpdir(), 'gantry-migrations-'))
  for (const file of (await readdir(all)).filter((one) => one < name)) await cp(join(all, file), join(dir, file))
  return { ...CORE_MIGRATIONS, folder: pathToFileURL(`${dir}/`), remove: () => rm(dir, { recursive: true }) }
}

test('journals of runs that began before they lay by age are found by the number of their run', async () => {
  const { url, drop } = await freshDatabase()
  const { db, close } = openDatabase(url)
  const before = await folderBefore('0014')
  try {
    await migrate(db, [before])
    await sql`insert into gantry.run (id, tenant, flow, version, key, digest, state, input, correlation, principal)
      select gen_random_uuid(), 't', 'f', 1, n::text, '', 'running', '{}', 'c', 'p' from generate_series(1, 3) as n`.execute(
      db,
    )
    await sql`insert into gantry.journal (run, step, tenant, kind, state, result, epoch)
      select id, 'one', 't', 'step', 'done', to_json(key), 1 from gantry.run order by key desc`.execute(db)
    expect(await migrate(db, [CORE_MIGRATIONS])).toContain('core-0014-journals-by-age')
    const { rows } = await sql`select r.key, j.result from gantry.run r join gantry.journal j on j.run_seq = r.seq
      order by r.seq`.execute(db)
    expect(rows).toEqual(['1', '2', '3'].map((key) => ({ key, result: key })))
  } finally {
    await before.remove()
    await close()
    await drop()
  }
})
