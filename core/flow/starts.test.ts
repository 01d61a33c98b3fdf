import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { callOf, gate, TestEngine } from '../testing/engine.ts'
import { defineFlow } from './flow.ts'
import type { Worker } from './worker.ts'

let engine: TestEngine
let worker: Worker
const went = gate()
const held = defineFlow({
  name: 'held-up',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string(), note: z.string().default('') }),
  key: ({ id }) => id,
  uses: {},
  run: async (_, { step }) => step('wait for the test', () => went.opened.then(() => 'gone')),
})

beforeAll(async () => {
  engine = await TestEngine.open([held])
  worker = await engine.work({ concurrency: 4 })
  engine.engine.carriedBy(worker)
})
afterAll(() => engine.close())

const wakes = async () =>
  (await engine.database.pool.query(`select 1 from pgboss.job where name = 'gantry-wake'`)).rows.length

test('a start is claimed with its commit by the worker beside it; what it has no place for is queued', async () => {
  const first = await engine.engine.start(held, { id: 'a' }, callOf())
  expect(await engine.run(first.id)).toMatchObject({ state: 'running', epoch: 1, owner: worker.id })
  expect(await wakes()).toBe(0)
  const more = await Promise.all([...'bcdefgh'].map((id) => engine.engine.start(held, { id }, callOf())))
  const states = await Promise.all(more.map(async ({ id }) => (await engine.run(id)).state))
  expect(states.filter((state) => state === 'running').length).toBeLessThanOrEqual(3)
  expect(await wakes()).toBeGreaterThan(0)
  went.open()
  for (const { id } of [first, ...more]) await engine.reaches(id, 'completed')
})

test('of starts committed together, one that Postgres refuses or that has other data fails alone', async () => {
  const start = (id: string, note = '', correlation = 'c') =>
    engine.engine.start(held, { id, note }, { ...callOf(), correlation })
  const settled = await Promise.allSettled([
    start('good'),
    start('bad', '', 'no text \0 for Postgres'),
    start('twice', 'one'),
    start('twice', 'other'),
    start('twice', 'one'),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'])
  expect(settled[3]).toMatchObject({ reason: { code: 'different-body', status: 422 } })
  expect(settled[2]).toMatchObject({ value: { started: true } })
  expect(settled[4]).toMatchObject({ value: { started: false } })
  for (const one of [settled[0]!, settled[2]!])
    if (one.status === 'fulfilled') await engine.reaches(one.value.id, 'completed')
})

test('a run started for a worker that dies is taken over once its lease has run out', async () => {
  const dead = {
    id: 'dead',
    leaseMs: 1,
    reserve: (versions: readonly string[]) => versions.map(() => true),
    carry: () => {},
  }
  engine.engine.carriedBy(dead)
  const run = await engine.start(held, { id: 'orphan' })
  expect((await engine.reaches(run, 'completed')).epoch).toBe(2)
  engine.engine.carriedBy(worker)
})
