import { type AddressInfo, createServer } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gate, TestEngine } from '../testing/engine.ts'
import { inTransaction, openDatabase } from './database.ts'
import { isDatabaseUnavailable } from './failure.ts'
import { CORE_MIGRATIONS, migrate } from './migrate.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([])
})
afterAll(() => engine.close())

test('a connection lost between two statements fails its transaction, and not the process', async () => {
  const { db, pool, close } = openDatabase(engine.url, { max: 1 })
  const lost = gate()
  pool.on('connect', (client) => client.on('end', lost.open))
  const failed = await inTransaction(db, async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    await engine.database.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
    await lost.opened
    await sql`select 1`.execute(tx)
  }).catch((error: unknown) => error)
  expect(isDatabaseUnavailable(failed)).toBe(true)
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  await close()
})

test('a transaction that Postgres ended to break a deadlock is repeated, and both have their effect', async () => {
  await engine.database.pool.query(
    'create table pair (id int primary key, n int); insert into pair values (1, 0), (2, 0)',
  )
  const both = [gate(), gate()]
  const touch = (first: number, second: number) =>
    inTransaction(engine.db, async (tx) => {
      await sql`update pair set n = n + 1 where id = ${first}`.execute(tx)
      both[first - 1]!.open()
      await both[second - 1]!.opened
      await sql`update pair set n = n + 1 where id = ${second}`.execute(tx)
    })
  await Promise.all([touch(1, 2), touch(2, 1)])
  expect((await engine.database.pool.query('select n from pair')).rows).toEqual([{ n: 2 }, { n: 2 }])
})

test('migrating at once from several processes applies each migration once; again, it applies none', async () => {
  const applied = await Promise.all([...Array(3)].map(() => migrate(engine.db, [CORE_MIGRATIONS])))
  expect(applied).toEqual([[], [], []])
})

test('a statement that is never answered fails its connection, and the next one has another', async () => {
  const { db, close } = openDatabase(engine.url, { max: 1, answerWithinMs: 300 })
  const silent = await sql`select pg_sleep(60)`.execute(db).catch((error: unknown) => error)
  expect(isDatabaseUnavailable(silent)).toBe(true)
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  await close()
})

test('a server that takes connections and says nothing is given up', async () => {
  const mute = createServer(() => {})
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
  const { port } = mute.address() as AddressInfo
  const { db, close } = openDatabase(`postgres://nobody@127.0.0.1:${port}/nothing`, { max: 1, answerWithinMs: 300 })
  expect(isDatabaseUnavailable(await sql`select 1`.execute(db).catch((error: unknown) => error))).toBe(true)
  await close()
  mute.close()
})
