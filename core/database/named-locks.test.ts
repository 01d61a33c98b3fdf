import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { gate, TestEngine } from '../testing/engine.ts'
import { inTransaction } from './database.ts'
import { lockNames, tryLock } from './named-locks.ts'

test.each(['postgres', 'cockroachdb'] as const)(
  'on %s whoever locks a name waits until the transaction that has it is over, and nobody else does',
  async (backend) => {
    const engine = await TestEngine.open([], [], { backend })
    const { db } = engine
    const told: string[] = []
    const [holds, goes] = [gate(), gate()]
    const first = inTransaction(db, async (tx) => {
      await lockNames(tx, 'event', ['b', 'a', 'b'])
      // Again, as a run does that tells the same event twice.
      await lockNames(tx, 'event', ['a'])
      holds.open()
      await goes.opened
      told.push('first')
    })
    await holds.opened
    const second = inTransaction(db, async (tx) => {
      await lockNames(tx, 'event', ['a'])
      told.push('second')
    })
    await inTransaction(db, async (tx) => {
      await lockNames(tx, 'order', ['a'])
      await lockNames(tx, 'event', ['c'])
      told.push('other names')
    })
    await engine.until('the second waits', async () => {
      await sql`select pg_notify('test_change', '')`.execute(engine.database.db)
      const { rows } = await engine.database.pool.query(
        `select 1 from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())
           or not granted and locktype = 'transactionid'`,
      )
      return rows.length > 0
    })
    goes.open()
    await Promise.all([first, second])
    expect(told).toEqual(['other names', 'first', 'second'])
    await engine.close()
  },
)

test.each(['postgres', 'cockroachdb'] as const)(
  'on %s those who lock several names, in whatever order, all come through, and a failed one leaves nothing locked',
  async (backend) => {
    const engine = await TestEngine.open([], [], { backend })
    const names = ['a', 'b', 'c', 'd']
    let inside = 0
    const all = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) =>
        engine.db.transaction().execute(async (tx) => {
          await lockNames(tx, 'order', n % 2 ? names : names.toReversed())
          expect(++inside).toBe(1)
          await sql`select 1`.execute(tx)
          inside--
          if (n % 5 === 0) throw new Error('taken back')
        }),
      ),
    )
    expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(8)
    expect(all.flatMap((one) => (one.status === 'rejected' ? [one.reason.message] : []))).toEqual(
      Array(8).fill('taken back'),
    )
    await engine.close()
  },
)

test.each(['postgres', 'cockroachdb'] as const)('on %s one at a time gets what it tries to lock', async (backend) => {
  const engine = await TestEngine.open([], [], { backend })
  await inTransaction(engine.db, async (tx) => {
    expect(await tryLock(tx, 'gantry.audit')).toBe(true)
    expect(await inTransaction(engine.db, (other) => tryLock(other, 'gantry.audit'))).toBe(false)
  })
  expect(await inTransaction(engine.db, (tx) => tryLock(tx, 'gantry.audit'))).toBe(true)
  await engine.close()
})
