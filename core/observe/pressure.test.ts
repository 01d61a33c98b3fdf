import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { defineFlow } from '../flow/flow.ts'
import { gate, TestEngine } from '../testing/engine.ts'
import { isPressed, Pressure } from './pressure.ts'

let engine: TestEngine
const open = gate()
const under = new Map<string, number>()
const calling = (name: string, work: () => Promise<void>) =>
  defineFlow({
    name,
    version: 1,
    team: 'platform',
    input: z.object({ id: z.string() }),
    key: ({ id }) => id,
    uses: {},
    run: async (_, { step }) => {
      await step('call', async () => {
        under.set(name, (under.get(name) ?? 0) + 1)
        await work()
        under.set(name, under.get(name)! - 1)
      })
    },
  })
const slow = calling('slow', () => open.opened)
const quick = calling('quick', async () => {})

beforeEach(async () => {
  engine = await TestEngine.open([slow, quick])
})
afterEach(() => engine.close())

test('while a vendor is too slow its flow gets a tenth of the places, the others go on, and all is done in the end', async () => {
  let pressed = true
  const worker = await engine.work({ concurrency: 20, pressed: (flow) => pressed && flow.name === 'slow' })
  engine.engine.carriedBy(worker)
  const slowly = await Promise.all(Array.from({ length: 60 }, (_, n) => engine.start(slow, { id: `s${n}` })))
  const quickly = await Promise.all(Array.from({ length: 60 }, (_, n) => engine.start(quick, { id: `q${n}` })))
  for (const id of quickly) await engine.reaches(id, 'completed')
  expect(under.get('slow')).toBe(2)
  // The vendor is well again.
  pressed = false
  open.open()
  for (const id of slowly) await engine.reaches(id, 'completed')
})

test('a connection is pressed when its breaker is open, or when more requests wait than its places take in two rounds', async () => {
  expect(isPressed({ waiting: 0, places: 5, open: true })).toBe(true)
  expect(isPressed({ waiting: 10, places: 5, open: false })).toBe(false)
  expect(isPressed({ waiting: 11, places: 5, open: false })).toBe(true)
  expect(isPressed({ waiting: 2, places: 0, open: false })).toBe(false)
})

test('what all workers together have waiting at a vendor is read from the database', async () => {
  const { pool } = engine.database
  await pool.query(`
    create table if not exists gantry.connection (tenant text, name text, opened_at timestamptz, primary key (tenant, name));
    create table if not exists gantry.connection_worker (tenant text, name text, worker uuid, places integer, waiting integer,
      urgent integer, seen_at timestamptz, primary key (tenant, name, worker));
    insert into gantry.connection (tenant, name, opened_at) values ('t', 'busy', null), ('t', 'down', now()), ('t', 'idle', null);
    insert into gantry.connection_worker (tenant, name, worker, places, waiting, urgent, seen_at) values
      ('t', 'busy', gen_random_uuid(), 2, 9, 0, now()), ('t', 'busy', gen_random_uuid(), 2, 9, 0, now()),
      ('t', 'idle', gen_random_uuid(), 2, 1, 0, now()),
      ('t', 'idle', gen_random_uuid(), 2, 99, 0, now() - interval '1 minute')`)
  const pressure = new Pressure(engine.db)
  expect(pressure.on(['busy', 'down'])).toBe(false)
  await pressure.look()
  expect([pressure.on(['busy']), pressure.on(['idle', 'down']), pressure.on(['idle'])]).toEqual([true, true, false])
})
