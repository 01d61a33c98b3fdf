import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from '../testing/database.ts'
import { openDatabase } from './database.ts'
import { runPrepared } from './prepared.ts'

const { url, drop } = await freshDatabase()
afterAll(() => drop())

const DOUBLED = { name: 'doubled', text: 'select $1::int * 2 as twice' }
const KEPT = { name: 'kept', text: 'select name from pg_prepared_statements' }

test.each([
  [true, ['doubled', 'kept']],
  [false, []],
])('a session of one’s own (%s) keeps what it prepared: %j', async (ownSessions, kept) => {
  const { db, close } = openDatabase(url, { max: 1, ownSessions })
  try {
    for (const n of [1, 2]) expect(await runPrepared(db, DOUBLED, [n])).toEqual([{ twice: n * 2 }])
    const names = await runPrepared<{ name: string }>(db, KEPT, [])
    expect(names.map(({ name }) => name).sort()).toEqual(kept)
  } finally {
    await close()
  }
})
