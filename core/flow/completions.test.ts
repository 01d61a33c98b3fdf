import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { TestEngine } from '../testing/engine.ts'
import { Checkpoints, Fenced } from './checkpoints.ts'
import { claimRuns } from './claims.ts'
import { completeOrdered } from './completions.ts'
import { emit } from './emission.ts'
import { defineFlow } from './flow.ts'
import { Journal } from './journal.ts'
import { parkRun } from './runs.ts'

let engine: TestEngine
const flow = defineFlow({
  name: 'ended',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string(), account: z.string().optional() }),
  key: ({ id }) => id,
  orderedBy: ({ account }) => account,
  uses: {},
  run: async () => null,
})

beforeAll(async () => {
  engine = await TestEngine.open([flow])
})
afterAll(() => engine.close())

const claim = async (id: string, account?: string) => {
  const run = await engine.start(flow, { id, ...(account && { account }) })
  return (await claimRuns(engine.db, { owner: 'a', leaseMs: 60_000, limit: 1, carried: ['ended@1'], runs: [run] }))[0]!
}
const output = '{"done":true}'

test('of ends written together the fenced, the given up and the unreadable fail alone', async () => {
  const [good, fenced, givenUp, bad, also] = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => claim(id)))
  await sql`update gantry.run set epoch = epoch + 1 where id = ${fenced!.id}`.execute(engine.db)
  await sql`update gantry.run set compensating = true where id = ${givenUp!.id}`.execute(engine.db)
  const checkpoints = new Checkpoints(engine.db)
  const ends = await Promise.allSettled(
    [good!, fenced!, givenUp!, bad!, also!].map(({ id, epoch }) =>
      checkpoints.write({ run: id, epoch, output: id === bad!.id ? 'no JSON' : output }),
    ),
  )
  expect(
    ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason instanceof Fenced ? 'fenced' : 'failed')),
  ).toEqual([true, 'fenced', false, 'failed', true])
  expect(await engine.run(good!.id)).toMatchObject({ state: 'completed', output: { done: true }, owner: null })
  for (const { id } of [fenced!, givenUp!, bad!]) expect((await engine.run(id)).state).toBe('running')
})

test('an ordered end gives the next of its order, which is due; a fenced one ends nothing and lets nobody go', async () => {
  const first = await claim('o-1', 'acme')
  const second = await engine.start(flow, { id: 'o-2', account: 'acme' })
  expect((await engine.run(second)).state).toBe('blocked')
  const completion = { run: first.id, output }
  expect(await completeOrdered(engine.db, { ...completion, epoch: first.epoch - 1 })).toBeUndefined()
  expect((await engine.run(second)).state).toBe('blocked')
  expect(await completeOrdered(engine.db, { ...completion, epoch: first.epoch })).toBe(second)
  expect((await engine.run(first.id)).state).toBe('completed')
  expect((await engine.run(second)).state).toBe('queued')
  expect(await completeOrdered(engine.db, { ...completion, epoch: first.epoch })).toBeUndefined()
})

test('a run that was woken, or is another one’s now, is not parked', async () => {
  const run = await claim('p-1')
  const parked = { held: false, dueAt: undefined }
  expect(await parkRun(engine.db, { id: run.id, epoch: run.epoch + 1 }, parked)).toBe(false)
  await sql`update gantry.run set woken = true where id = ${run.id}`.execute(engine.db)
  expect(await parkRun(engine.db, run, parked)).toBe(false)
  await sql`update gantry.run set woken = false where id = ${run.id}`.execute(engine.db)
  expect(await parkRun(engine.db, run, parked)).toBe(true)
  expect(await engine.run(run.id)).toMatchObject({ state: 'waiting', owner: null, due_at: null })
})

test('a fenced run emits nothing', async () => {
  const { told } = defineContract({
    name: 'teller',
    version: '1.0.0',
    tier: 'process',
    title: 'Teller',
    description: 'Tells.',
    owner: 'platform',
    criticality: 'standard',
    lifecycle: 'active',
    operations: {},
    events: { told: event(z.object({ id: z.string() }), { key: ({ id }) => id }) },
  }).events
  const run = await claim('e-1')
  const emission = { event: told, data: { id: 'e-1' }, correlation: 'c' }
  const begun = { kind: 'emit', step: 'tell', item: '', attempts: 1, startedAt: new Date() } as const
  const journalOf = (epoch: number) => new Journal({ ...run, epoch }, engine.db, new Checkpoints(engine.db))
  const stored = async () => (await sql`select 1 from gantry.event where name = ${told.name}`.execute(engine.db)).rows
  await expect(emit(journalOf(run.epoch - 1), engine.wakes, begun, emission)).rejects.toBeInstanceOf(Fenced)
  expect([await stored(), await engine.journal(run.id)]).toEqual([[], []])
  await emit(journalOf(run.epoch), engine.wakes, begun, emission)
  await emit(journalOf(run.epoch), engine.wakes, begun, emission)
  expect([(await stored()).length, (await engine.journal(run.id)).map(({ state }) => state)]).toEqual([1, ['done']])
})
