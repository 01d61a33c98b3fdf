import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { defineFlow } from '../flow/flow.ts'
import { listRuns, readRun } from '../flow/run-reader.ts'
import { BACKEND } from '../testing/database.ts'
import { callOf, TENANT, TestEngine } from '../testing/engine.ts'
import { RETENTION, type Retention, sweepRetention } from './retention.ts'

const { told } = defineContract({
  name: 'kept',
  version: '1.0.0',
  tier: 'process',
  title: 'Kept',
  description: 'Events of this test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ id: z.string() }), { key: ({ id }) => id }) },
}).events
const flow = defineFlow({
  name: 'kept',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string(), amount: z.string() }),
  key: ({ id }) => id,
  about: ({ id }) => `about ${id}`,
  uses: {},
  run: async ({ amount }, { step }) => {
    await step('first', async () => ({ amount }))
    await step('second', async () => 2)
    return { amount }
  },
})

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open([flow], ['reader'])
})
afterEach(() => engine.close())

const NOTHING: Retention = {
  runs: null,
  archive: null,
  events: null,
  webhooks: null,
  idempotency: null,
  deadLetters: null,
}
const sweep = (retention: Partial<Retention>, batch = 200) =>
  sweepRetention(engine.db, { retention: { ...NOTHING, ...retention }, batch })
const older = (table: string, columns: string[], days: number) =>
  engine.database.pool.query(
    `update gantry.${table} set ${columns.map((column) => `${column} = ${column} - interval '${days} days'`).join(', ')}`,
  )
const count = async (table: string): Promise<number> =>
  (await engine.database.pool.query(`select count(*)::int as count from gantry.${table}`)).rows[0].count

/** On CockroachDB the archive is one table, whose months are deleted. */
const PARTITIONED = BACKEND === 'postgres'

test('an archived run is still the run of its key: a repeated start gives it, other data is refused', async () => {
  await engine.work()
  const run = await engine.start(flow, { id: 'a', amount: '12.34' })
  await engine.reaches(run, 'completed')
  await older('run', ['updated_at', 'finished_at'], 100)
  expect(await sweep({ runs: 90 })).toMatchObject({ runs: 1 })
  expect([await count('journal'), await count('run_archive'), await count('run')]).toEqual([0, 1, 1])
  expect((await engine.run(run)).input).toBeNull()

  const again = await engine.engine.start(flow, { id: 'a', amount: '12.34' }, callOf())
  expect(again).toMatchObject({ id: run, started: false, state: 'completed', output: { amount: '12.34' } })
  await expect(engine.start(flow, { id: 'a', amount: '99.99' })).rejects.toMatchObject({ code: 'different-body' })
  expect(await engine.engine.find(flow, 'a', callOf())).toMatchObject({ output: { amount: '12.34' } })
  const detail = await readRun(engine.db, TENANT, run)
  expect(detail).toMatchObject({ input: { id: 'a', amount: '12.34' }, output: { amount: '12.34' } })
  expect(detail.steps.map(({ step, result }) => [step, result])).toEqual([
    ['first', { amount: '12.34' }],
    ['second', 2],
  ])
  // Out of the list of what is new, and found by its names.
  expect((await listRuns(engine.db, TENANT, { limit: 10 })).items).toEqual([])
  expect((await listRuns(engine.db, TENANT, { limit: 10, subject: 'about a' })).items).toHaveLength(1)

  // Ten years on, the month is dropped as a whole, and the key is still taken.
  await older('run', ['updated_at', 'finished_at'], 4000)
  await engine.database.pool.query(`update gantry.run_archive set finished_at = finished_at - interval '1 day'`)
  expect(await sweep({ archive: 3650 })).toMatchObject({ archive: 0 })
  await engine.database.pool.query(
    PARTITIONED
      ? `create table gantry.run_archive_2011_01 partition of gantry.run_archive
          for values from ('2011-01-01 00:00+00') to ('2011-02-01 00:00+00')`
      : `update gantry.run_archive set finished_at = '2011-01-15'`,
  )
  expect(await sweep({ archive: 3650 })).toMatchObject({ archive: 1 })
  expect((await engine.engine.start(flow, { id: 'a', amount: '12.34' }, callOf())).started).toBe(false)
})

test('what lives, what is young and what a person still has to see to stays', async () => {
  const ids = await Promise.all(['young', 'live', 'open'].map((id) => engine.start(flow, { id, amount: '1' })))
  const [young, live, open] = ids as [string, string, string]
  const { pool } = engine.database
  await pool.query(
    `update gantry.run set state = 'completed', finished_at = now(), updated_at = now() where id = any($1)`,
    [[young, open]],
  )
  await pool.query(
    `update gantry.run set updated_at = updated_at - interval '1 year', finished_at = finished_at - interval '1 year'
      where id = any($1)`,
    [[live, open]],
  )
  await pool.query(
    `insert into gantry.exception (id, tenant, run, flow, run_key, step, code, kind, sentence, team, correlation, due_at)
      values (gen_random_uuid(), $2, $1, 'kept', 'open', 'x', 'x', 'data', 'x', 'platform', 'c', now())`,
    [open, TENANT],
  )
  expect(await sweep({ runs: 90 })).toMatchObject({ runs: 0 })
  expect((await engine.run(live)).input).not.toBeNull()
})

test('many runs go in small batches while new ones are started and carried on', async () => {
  await sql`insert into gantry.run (id, tenant, flow, version, key, digest, input, correlation, principal, state, updated_at,
      finished_at)
    select gen_random_uuid(), ${TENANT}, 'kept', 1, n::text, '', '{}', '', '', 'completed',
      now() - n * interval '1 hour' - interval '100 days', now() - n * interval '1 hour' - interval '100 days'
    from generate_series(1, 2000) as n`.execute(engine.db)
  await engine.work()
  const [swept, sweptToo] = await Promise.all([
    sweep({ runs: 90 }, 50),
    sweep({ runs: 90 }, 50),
    ...Array.from({ length: 40 }, async (_, n) =>
      engine.reaches(await engine.start(flow, { id: `new-${n}`, amount: '1' }), 'completed'),
    ),
  ])
  expect((swept as { runs: number }).runs + (sweptToo as { runs: number }).runs).toBe(2000)
  expect(await count('run_archive')).toBe(2000)
  const { rows } = await sql<{
    months: number
  }>`select count(distinct tableoid)::int as months from gantry.run_archive`.execute(engine.db)
  if (PARTITIONED) expect(rows[0]!.months).toBeGreaterThan(2)
})

test('an event goes once it is old, every reader is past it and no dead letter points at it', async () => {
  const ids = ['a', 'b', 'c']
  for (const id of ids) await engine.publish({ event: told, data: { id } })
  await older('event', ['received_at'], 500)
  expect(await sweep({ events: 400 })).toMatchObject({ events: 0 })
  const { pool } = engine.database
  // The reader has them all, and could not handle one.
  await pool.query(
    `update gantry.cursor set (xid, event_id) = (select xid, id from gantry.event order by xid desc limit 1)`,
  )
  await pool.query(`insert into gantry.dead_letter (tenant, reader, event, name, data, source, correlation, occurred_at, code)
    select tenant, 'reader', id, name, data, source, correlation, occurred_at, 'unfit' from gantry.event where key = 'b'`)
  expect(await sweep({ events: 400 })).toMatchObject({ events: 2 })
  await pool.query(`update gantry.dead_letter set state = 'replayed', failed_at = now() - interval '1 year'`)
  expect(await sweep({ events: 400, deadLetters: 90 })).toMatchObject({ events: 1, deadLetters: 1 })
})

test('webhooks and answers go by their age; open dead letters never do', async () => {
  const { pool } = engine.database
  await pool.query(`insert into gantry.webhook (tenant, connection, digest, headers, body, events, received_at)
    select 't', 'c', n::text, '{}', '', 1, now() - n * interval '10 days' from generate_series(20, 1, -1) as n`)
  await pool.query(`insert into gantry.idempotency (tenant, operation, key, digest, state, free_at, created_at)
    select 't', 'o', n::text, '', 'done', now() - interval '1 day', now() - n * interval '10 days'
    from generate_series(1, 20) as n`)
  await pool.query(`insert into gantry.dead_letter (tenant, reader, name, data, source, correlation, occurred_at, code, failed_at)
    values ('t', 'r', 'n', '{}', 's', 'c', now(), 'x', now() - interval '2 years')`)
  expect(await sweep(RETENTION, 3)).toMatchObject({ webhooks: 12, idempotency: 18, deadLetters: 0 })
  expect([await count('webhook'), await count('idempotency'), await count('dead_letter')]).toEqual([8, 2, 1])
})

test('what a restart set aside goes to the archive with its run; large results go once nothing refers to them', async () => {
  await engine.work()
  const run = await engine.start(flow, { id: 'large', amount: '9'.repeat(70_000) })
  await engine.reaches(run, 'completed')
  await engine.engine.restart(run, { from: 'second', reason: 'again' }, callOf())
  await engine.reaches(run, 'completed')
  expect([await count('blob'), await count('superseded')]).toEqual([1, 1])
  await older('blob', ['stored_at'], 5000)
  expect(await sweep({ runs: 90, archive: 3650 })).toMatchObject({ runs: 0, archive: 0 })
  await older('run', ['updated_at', 'finished_at'], 100)
  expect(await sweep({ runs: 90 })).toMatchObject({ runs: 1 })
  const { rows } = await engine.database.pool.query('select superseded from gantry.run_archive')
  expect(rows[0].superseded).toMatchObject([{ step: 'second', result: 2 }])
  expect([await count('blob'), await count('superseded'), await count('intervention')]).toEqual([1, 0, 1])
  expect(await sweep({ runs: 90, archive: 3650 })).toMatchObject({ archive: 1 })
  expect(await count('blob')).toBe(0)
})
