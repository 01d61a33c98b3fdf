import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { defineContract, type EventType, event, z } from '../contract/contract.ts'
import { defineFlow, on } from '../flow/flow.ts'
import { runIdOf } from '../flow/identity.ts'
import { BACKEND, freshDatabase } from '../testing/database.ts'
import { callOf, log, TENANT, TestEngine } from '../testing/engine.ts'
import { type DeadLetterFilter, listDeadLetters } from './dead-letter-reader.ts'
import { type DeadLetterResolution, resolveDeadLetter } from './dead-letter-resolution.ts'
import { readSubscription, type Subscription } from './subscription.ts'

const { ordered, other } = defineContract({
  name: 'subscription-test',
  version: '1.0.0',
  tier: 'process',
  title: 'Test',
  description: 'Events of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: {
    ordered: event(z.object({ id: z.string(), amount: z.string() }), { key: ({ id }) => id }),
    other: event(z.object({ id: z.string() }), { key: ({ id }) => id }),
  },
}).events

const flow = defineFlow({
  name: 'started',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string(), amount: z.string().regex(/^\d+$/) }),
  key: ({ id }) => id,
  startsOn: [
    on(ordered, ({ id, amount }) => {
      if (amount === 'throws') throw new TypeError('cannot read it')
      return amount === 'ignored' ? undefined : { id, amount }
    }),
  ],
  uses: {},
  run: async ({ amount }, { step }) => step('post', async () => amount),
})

let engine: TestEngine
let seen: string[]
let poison: (id: string) => boolean
const reader: Subscription = {
  name: 'projection:test',
  events: [ordered.name],
  handle: async (tx, events) => {
    for (const { key } of events) {
      await sql`insert into seen values (${key})`.execute(tx)
      if (poison(key)) throw new Error(`${key} is poison`)
      seen.push(key)
    }
  },
}
beforeAll(async () => {
  engine = await TestEngine.open([flow], [reader.name])
  await engine.database.pool.query('create table seen (id text)')
})
afterAll(() => engine.close())
beforeEach(() => {
  seen = []
  poison = () => false
})

const letters = async (filter: DeadLetterFilter = {}) =>
  (await listDeadLetters(engine.db, TENANT, { state: 'open', limit: 50, ...filter })).items
const settle = (id: string, resolution: DeadLetterResolution) =>
  resolveDeadLetter(engine.db, engine.wakes, {
    id,
    identity: callOf().identity,
    resolution,
    reason: 'tested',
    events: new Map([[ordered.name, ordered as EventType]]),
  })

let orders = 0
const order = (amount = '1', id = `O-${++orders}`) => ({ event: ordered, data: { id, amount } })
const idOf = (given: ReturnType<typeof order>) => given.data.id
const rows = async () => (await engine.database.pool.query<{ id: string }>('select id from seen')).rows.map((r) => r.id)

/** Reads until so many are read. */
async function readAll(count: number): Promise<number[]> {
  const batches: number[] = []
  await engine.until(`${count} are read`, async () => {
    const read = await readSubscription(engine.db, reader, log)
    if (read > 0) batches.push(read)
    await engine.database.pool.query(`select pg_notify('test_change', '')`)
    return batches.reduce((sum, one) => sum + one, 0) >= count
  })
  return batches
}

test('every event once, in order, in batches', async () => {
  const orders = [...Array(450)].map(() => order())
  await engine.publish(...orders)
  expect(await readAll(450)).toEqual([200, 200, 50])
  expect(await readSubscription(engine.db, reader, log)).toBe(0)
  expect(seen).toEqual(orders.map(idOf))
})

test.runIf(BACKEND === 'postgres')(
  'an event of a transaction still open keeps later ones back: none is passed over',
  async () => {
    const { publish } = await import('./events.ts')
    const [first, second] = [order(), order()]
    const given = (one: typeof first) => ({ ...one, tenant: TENANT, correlation: 'c', source: one.data.id })
    await engine.db.transaction().execute(async (tx) => {
      await publish(tx, engine.wakes, [given(first)])
      await engine.publish(second)
      expect(await readSubscription(engine.db, reader, log)).toBe(0)
    })
    await readAll(2)
    expect(seen).toEqual([first, second].map(idOf))
  },
)

test('a transaction open in another database of the server keeps nothing back', async () => {
  const elsewhere = await freshDatabase()
  const client = new pg.Client({ connectionString: elsewhere.url })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select pg_current_xact_id()')
    const events = [...Array(3)].map(() => order())
    await engine.publish(...events)
    await readAll(3)
    expect(seen).toEqual(events.map(idOf))
  } finally {
    await client.end()
    await elsewhere.drop()
  }
})

test('two workers never read the same batch', async () => {
  const orders = [...Array(300)].map(() => order())
  await engine.publish(...orders)
  await engine.until('all are read', async () => {
    await Promise.all([...Array(3)].map(() => readSubscription(engine.db, reader, log)))
    await engine.database.pool.query(`select pg_notify('test_change', '')`)
    return seen.length >= 300
  })
  expect(seen).toEqual(orders.map(idOf))
})

test('a poison event becomes a dead letter, leaves nothing behind, and the others go on; replay takes it', async () => {
  const [before, bad, after] = [order(), order(), order()]
  poison = (id) => id === idOf(bad)
  await engine.publish(before, bad, after)
  await readAll(3)
  seen = [...new Set(seen)]
  expect(seen).toEqual([before, after].map(idOf))
  expect(await rows()).not.toContain(idOf(bad))
  expect((await rows()).filter((id) => id === idOf(before))).toHaveLength(1)
  const [letter] = await letters()
  expect(letter).toMatchObject({
    reader: reader.name,
    data: bad.data,
    code: 'internal-error',
    detail: `${idOf(bad)} is poison`,
    attempts: 1,
  })
  // Nobody asked for a replay: it is left alone.
  expect(await readSubscription(engine.db, reader, log)).toBe(0)
  await settle(letter!.id, { action: 'replay' })
  expect(await letters({ state: 'due' })).toHaveLength(1)
  await expect(settle(letter!.id, { action: 'replay' })).rejects.toMatchObject({ code: 'already-resolved' })
  expect(await readSubscription(engine.db, reader, log)).toBe(1)
  expect(await letters()).toMatchObject([{ attempts: 2, state: 'open' }])
  poison = () => false
  await settle(letter!.id, { action: 'replay' })
  expect(await readSubscription(engine.db, reader, log)).toBe(1)
  expect(await letters()).toEqual([])
  expect(await letters({ state: 'replayed' })).toMatchObject([{ resolved_by: 'tester', reason: 'tested' }])
  expect((await rows()).filter((id) => id === idOf(bad))).toHaveLength(1)
  expect(await readSubscription(engine.db, reader, log)).toBe(0)
})

test('a payload is edited only so that it fits its event and stays the same one', async () => {
  const bad = order()
  poison = (id) => id === idOf(bad)
  await engine.publish(bad)
  await readAll(1)
  const [letter] = await letters()
  const refusal = (data: unknown) => settle(letter!.id, { action: 'edit', data })
  await expect(refusal({ id: idOf(bad) })).rejects.toMatchObject({
    code: 'invalid-request',
    errors: [{ path: 'body.data.amount' }],
  })
  await expect(refusal({ id: 'another', amount: '2' })).rejects.toMatchObject({ code: 'key-changed' })
  await expect(settle(letter!.id, { action: 'map', field: 'amount', values: { 7: '8' } })).rejects.toMatchObject({
    code: 'nothing-to-map',
  })
  poison = () => false
  await settle(letter!.id, { action: 'map', field: 'amount', values: { 1: '20' } })
  expect(await readSubscription(engine.db, reader, log)).toBe(1)
  expect(await letters({ state: 'replayed', text: idOf(bad) })).toMatchObject([
    { data: { id: idOf(bad), amount: '20' }, before: bad.data, resolution: 'map' },
  ])
})

test('what is discarded is not handed over again', async () => {
  const bad = order()
  poison = (id) => id === idOf(bad)
  await engine.publish(bad)
  await readAll(1)
  poison = () => false
  await settle((await letters())[0]!.id, { action: 'discard' })
  expect(await readSubscription(engine.db, reader, log)).toBe(0)
  expect(await letters()).toEqual([])
  expect(await rows()).not.toContain(idOf(bad))
})

test("others' events do not pile up before the cursor", async () => {
  await readSubscription(engine.db, reader, log)
  const cursor = async () =>
    (await engine.database.pool.query(`select xid::text from gantry.cursor where name = $1`, [reader.name])).rows[0].xid
  const before = await cursor()
  await engine.publish(...[...Array(1100).keys()].map((n) => ({ event: other, data: { id: `other-${n}` } })))
  await engine.until('the cursor moves', async () => {
    await readSubscription(engine.db, reader, log)
    await engine.database.pool.query(`select pg_notify('test_change', '')`)
    return (await cursor()) !== before
  })
  await engine.publish(order('1', 'after others'))
  await readAll(1)
  expect(seen).toEqual(['after others'])
})

test('an event starts a run; one that does not fit, throws, or brings other data stops none and is not lost', async () => {
  const [first, unfit, throws, ignored, last] = [
    order('1'),
    order('a lot'),
    order('throws'),
    order('ignored'),
    order('2'),
  ]
  const changed = order('9', idOf(first))
  await engine.publish(first, unfit, throws, changed, ignored, last)
  const worker = await engine.work()
  const run = (given: typeof first) => runIdOf(TENANT, flow.name, idOf(given))
  await engine.until('the last one is there', async () => (await engine.run(run(last)).catch(() => undefined)) && true)
  expect((await engine.reaches(run(last), 'completed')).output).toBe('2')
  expect((await engine.reaches(run(first), 'completed')).output).toBe('1')
  await worker.stop()
  const found = await letters({ reader: 'trigger:started' })
  expect(found.map(({ code, data }) => [code, (data as { amount: string }).amount])).toEqual([
    ['different-body', '9'],
    ['internal-error', 'throws'],
    ['unfit-event', 'a lot'],
  ])
})
