import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import type { IntegrationError } from '../errors/integration-error.ts'
import { gate, TestEngine } from '../testing/engine.ts'
import { defineFlow, type FlowContext } from './flow.ts'

const Input = z.object({ id: z.string() })
type Author = (context: FlowContext<Record<never, never>>) => Promise<unknown>
const authors = new Map<string, Author>()
const flow = defineFlow({
  name: 'waiting',
  version: 1,
  team: 'platform',
  input: Input,
  key: ({ id }) => id,
  uses: {},
  run: ({ id }, context) => authors.get(id)!(context),
})
const { paid } = defineContract({
  name: 'waits-test',
  version: '1.0.0',
  tier: 'process',
  title: 'Test',
  description: 'Events of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { paid: event(z.object({ key: z.string(), n: z.number() }), { key: ({ key }) => key }) },
}).events

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
  await engine.work()
})
afterAll(() => engine.close())

const start = (id: string, author: Author) => {
  authors.set(id, author)
  return engine.start(flow, { id })
}
const pay = (key: string, n = 1) => engine.publish({ event: paid, data: { key, n } })
const day = { within: { days: 1 } }

test('a wait takes an event that came before it, but none older than the run', async () => {
  await pay('early', 1)
  const asked = gate()
  const run = await start('early', async ({ step, wait }) => {
    await step('ask', () => asked.opened)
    return (await wait('paid', paid, 'early', day)).n
  })
  await engine.until('the run is under way', async () => (await engine.run(run)).state === 'running')
  await pay('early', 2)
  asked.open()
  expect((await engine.reaches(run, 'completed')).output).toBe(2)
})

test('two waits for the same event take one each, also at the same time', async () => {
  const run = await start('each', async ({ wait }) => {
    const both = await Promise.all([wait('first', paid, 'each', day), wait('second', paid, 'each', day)])
    return both.map(({ n }) => n).sort()
  })
  await engine.reaches(run, 'waiting')
  await engine.publish({ event: paid, data: { key: 'each', n: 1 } }, { event: paid, data: { key: 'each', n: 2 } })
  expect((await engine.reaches(run, 'completed')).output).toEqual([1, 2])
})

test('an event that comes while the run is busy wakes it as soon as it parks', async () => {
  const busy = gate()
  const run = await start('busy', async ({ step, wait }) => {
    const [{ n }] = await Promise.all([wait('paid', paid, 'busy', day), step('call', () => busy.opened)])
    return n
  })
  await engine.until('the wait stands', async () => {
    const { rows } = await engine.database.pool.query('select 1 from gantry.waiter where run = $1', [run])
    return rows.length === 1
  })
  await pay('busy', 7)
  expect((await engine.run(run)).woken).toBe(true)
  busy.open()
  expect((await engine.reaches(run, 'completed')).output).toBe(7)
})

test('two hundred runs whose event races with their wait all hear of it', async () => {
  const ids = [...Array(200).keys()].map((n) => `race-${n}`)
  const runs = await Promise.all(
    ids.map(async (id) => {
      const started = start(id, async ({ wait }) => (await wait('paid', paid, id, day)).n)
      const run = await started
      await pay(id)
      return run
    }),
  )
  for (const run of runs) await engine.reaches(run, 'completed')
})

test('an event and its wake are one transaction: neither is there where it rolls back', async () => {
  const run = await start('one', async ({ wait }) => (await wait('paid', paid, 'one', day)).n)
  await engine.reaches(run, 'waiting')
  const { publish } = await import('../events/events.ts')
  const given = { event: paid, data: { key: 'one', n: 1 }, tenant: 'test', correlation: 'c', source: 'once' }
  await expect(
    engine.db.transaction().execute(async (tx) => {
      await publish(tx, engine.wakes, [given])
      throw new Error('rolled back')
    }),
  ).rejects.toThrow('rolled back')
  expect((await engine.run(run)).state).toBe('waiting')
  // Told twice, it is one event.
  const told = await Promise.all([engine.publish(given), engine.publish(given)])
  expect(told.sort()).toEqual([0, 1])
  await engine.reaches(run, 'completed')
})

test('a wait fails at its deadline, and the flow may catch that', async () => {
  const run = await start('late', async ({ wait }) =>
    wait('paid', paid, 'late', { within: { ms: 50 } }).catch((error: IntegrationError) => error.code),
  )
  expect((await engine.reaches(run, 'completed')).output).toBe('wait-timed-out')
})

test('a sleep ends at its time, counted from when it began', async () => {
  const run = await start('sleep', async ({ sleep }) => {
    await sleep('nap', { within: { ms: 300 } })
  })
  const { created_at } = await engine.run(run)
  const ended = await engine.reaches(run, 'completed')
  expect(ended.finished_at!.getTime() - created_at.getTime()).toBeGreaterThanOrEqual(300)
})

test('a run whose wake was lost is found by the sweep', async () => {
  const run = await start('lost', async ({ wait }) => (await wait('paid', paid, 'lost', day)).n)
  await engine.reaches(run, 'waiting')
  await engine.database.pool.query(`insert into gantry.event (tenant, name, key, data, source, correlation, occurred_at)
    values ('test', 'waits-test.paid', 'lost', '{"key":"lost","n":3}', 'lost', 'c', now())`)
  await engine.database.pool.query(
    `update gantry.run set state = 'queued', due_at = clock_timestamp() - interval '1 hour' where id = $1`,
    [run],
  )
  expect((await engine.reaches(run, 'completed')).output).toBe(3)
})

test('emit publishes once, and data outside the contract is held as a bug at its step', async () => {
  const run = await start('emit', async ({ emit }) => emit('tell', paid, { key: 'emitted', n: 1 }))
  await engine.reaches(run, 'completed')
  const { rows } = await engine.database.pool.query(`select 1 from gantry.event where key = 'emitted'`)
  expect(rows).toHaveLength(1)
  const bad = await start('bad emit', async ({ emit }) => emit('tell', paid, { key: 'emitted' } as never))
  expect(await engine.held(bad)).toMatchObject({ step: 'tell', code: 'broken-contract', kind: 'bug' })
})

test('a local step commits its rows and its checkpoint together, or neither', async () => {
  const { pool } = engine.database
  await pool.query('create table public.local_row (id text primary key)')
  let asked = 0
  const ready = async () => ++asked > 1
  await pool.query('grant select, insert on public.local_row to gantry_runtime')
  const run = await start('local', async ({ local }) => {
    await local('row', async (tx) => {
      const { sql } = await import('kysely')
      await sql`insert into public.local_row values ('a')`.execute(tx)
      const { rows } = await sql<{ there: boolean }>`select count(*) > 1 as there from public.local_row`.execute(tx)
      if (rows.length > 0 && !(await ready())) throw new Error('not yet')
    })
  })
  const exception = await engine.held(run)
  expect(exception).toMatchObject({ step: 'row', kind: 'bug' })
  expect((await pool.query('select 1 from public.local_row')).rows).toHaveLength(0)
  await engine.resolve(exception.id, { action: 'retry' })
  await engine.reaches(run, 'completed')
  expect((await pool.query('select 1 from public.local_row')).rows).toHaveLength(1)
})
