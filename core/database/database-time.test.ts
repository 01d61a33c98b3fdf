import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { freshDatabase } from '../testing/database.ts'
import { type OpenDatabase, openDatabase } from './database.ts'
import { databaseTime } from './database-time.ts'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let database: OpenDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  database = openDatabase(fresh.url)
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(async () => {
  await database.close()
  await fresh.drop()
})

test('a clock that is an hour off changes nothing, be it from the first or from now on', async () => {
  const rightMs = Date.now()
  const started = performance.now()
  const farFrom = (time: Date) => Math.abs(time.getTime() - rightMs - (performance.now() - started))
  for (const wrongBy of [3_600_000, -3_600_000]) {
    vi.useFakeTimers({ toFake: ['Date'], now: rightMs + wrongBy })
    expect(farFrom(await databaseTime(database.db))).toBeLessThan(60_000)
  }
})

test('time goes on between two questions', async () => {
  const first = await databaseTime(database.db)
  const asked = performance.now()
  while (performance.now() - asked < 5);
  expect((await databaseTime(database.db)).getTime()).toBeGreaterThan(first.getTime())
})
