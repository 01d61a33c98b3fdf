import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineContract, event } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { listDeadLetters } from '../events/dead-letter-reader.ts'
import { latest } from '../events/events.ts'
import { defineFlow, on } from '../flow/flow.ts'
import { callOf, gate, TENANT, TestEngine } from '../testing/engine.ts'
import { openConnection } from './connection.ts'
import { type Changes, type ConnectorEvent, defineConnector, z } from './connector.ts'
import { readChanges, receiveWebhook } from './inbound.ts'

const { told } = defineContract({
  name: 'inbound-test',
  version: '1.0.0',
  tier: 'system',
  title: 'Test',
  description: 'Events of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ id: z.string(), state: z.string().optional() }), { key: ({ id }) => id }) },
}).events

const eventOf = (id: string, more: Partial<ConnectorEvent> = {}): ConnectorEvent => ({
  event: told,
  data: { id },
  source: id,
  at: '2026-01-02T03:04:05Z',
  ...more,
})

const feed: { asked: (string | undefined)[]; answer: Changes } = { asked: [], answer: { events: [], cursor: '0' } }
const connection = openConnection(
  defineConnector({
    name: 'vendor',
    title: 'Vendor',
    config: z.object({}),
    limits: { requestsPerSecond: 10, concurrency: 1 },
    connect: () => ({}),
    provides: [],
    webhooks: {
      verify: ({ headers }) => {
        if (headers.signature !== 'good')
          throw new IntegrationError('webhook-forged', 'Forged.', { kind: 'policy', status: 401 })
      },
      events: ({ body }) => (JSON.parse(body) as string[]).map((id) => eventOf(id)),
    },
    changes: async (_, cursor) => {
      feed.asked.push(cursor)
      return feed.answer
    },
    manifest: {},
    conformance: 'unverified',
    sandbox: async () => ({}) as never,
    rehearsal: () => Promise.reject(new Error('no rehearsal here')),
  }),
  { name: 'vendor', config: {}, log: pino({ level: 'silent' }), exclusively: (_, work) => work() },
)

/** Keeps what is newest of a subject, as a flow does that is told in any order. */
const kept = new Map<string, { state: string; at: string }>()
const keeper = defineFlow({
  name: 'keeper',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string(), state: z.string(), at: z.iso.datetime() }),
  key: ({ id, at }) => `${id} ${at}`,
  orderedBy: ({ id }) => id,
  uses: {},
  startsOn: [
    on(told, ({ id, state }, { at }) => (id.startsWith('subject') ? { id, state: state ?? '', at } : undefined)),
  ],
  run: ({ id, state, at }, { step }) =>
    step('keep', async () => {
      const known = kept.get(id)
      if (known && known.at >= at) return 'overtaken'
      kept.set(id, { state, at })
      return 'kept'
    }),
})
const asked = gate()
const follower = defineFlow({
  name: 'follower',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  uses: {},
  run: async ({ id }, { step, wait }) => {
    await step('ask', () => asked.opened)
    const within = { within: { minutes: 1 } }
    return [(await wait('first', told, id, within)).state, (await wait('second', told, id, within)).state]
  },
})

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([keeper, follower])
  await engine.work()
})
afterAll(() => engine.close())
const inbound = () => ({ db: engine.db, wakes: engine.wakes, tenant: TENANT })
const deliver = (ids: string[], signature = 'good') =>
  receiveWebhook(inbound(), connection, { headers: { signature }, body: JSON.stringify(ids) })
const count = async (table: string) =>
  (await engine.database.pool.query(`select count(*)::int as n from gantry.${table}`)).rows[0].n as number

test('a delivery is stored once, however often and however much at once it comes', async () => {
  const counts = await Promise.all([...Array(6)].map(() => deliver(['a', 'b'])))
  expect(counts.sort()).toEqual([0, 0, 0, 0, 0, 2])
  // The same event in another delivery changes nothing.
  expect(await deliver(['b', 'c'])).toBe(1)
  expect(await count('webhook')).toBe(2)
  expect(await count('event')).toBe(3)
})

test('a forged delivery stores nothing', async () => {
  const before = await count('webhook')
  await expect(deliver(['forged'], 'bad')).rejects.toMatchObject({ code: 'webhook-forged' })
  expect(await count('webhook')).toBe(before)
})

test('the delta feed goes on from its cursor, and finds only what webhooks lost', async () => {
  await deliver(['d'])
  feed.answer = { events: [eventOf('d'), eventOf('e')], cursor: '2' }
  expect(await readChanges(inbound(), connection)).toBe(1)
  feed.answer = { events: [], cursor: '2' }
  expect(await readChanges(inbound(), connection)).toBe(0)
  expect(feed.asked).toEqual([undefined, '2'])
})

test('what was delivered late does not take the place of what happened after it', async () => {
  const stateOf = () => latest(engine.db, TENANT, told, 'late')
  const at = (minute: number, state: string) =>
    eventOf(`late-${minute}`, { data: { id: 'late', state }, at: `2026-01-02T03:0${minute}:00Z` })
  expect(await stateOf()).toBeUndefined()
  feed.answer = { events: [at(2, 'paid')], cursor: '2' }
  await readChanges(inbound(), connection)
  feed.answer = { events: [at(1, 'open')], cursor: '2' }
  expect(await readChanges(inbound(), connection)).toBe(1)
  expect(await stateOf()).toEqual({ id: 'late', state: 'paid' })
  feed.answer = { events: [at(3, 'refunded')], cursor: '2' }
  await readChanges(inbound(), connection)
  expect(await stateOf()).toEqual({ id: 'late', state: 'refunded' })
})

const sweep = (...events: ConnectorEvent[]) => {
  feed.answer = { events, cursor: '2' }
  return readChanges(inbound(), connection)
}
const stateOf = (id: string, minute: number, state: string) =>
  eventOf(`${id}-${minute}`, { data: { id, state }, at: `2026-01-02T03:0${minute}:00.000Z` })

test('what one sweep finds is stored as it happened', async () => {
  await sweep(stateOf('sorted', 3, 'c'), stateOf('sorted', 1, 'a'), stateOf('sorted', 2, 'b'))
  const { rows } = await engine.database.pool.query(
    `select data->>'state' as state from gantry.event where key = 'sorted' order by id`,
  )
  expect(rows.map(({ state }) => state)).toEqual(['a', 'b', 'c'])
})

test('a flow that is told late of what was overtaken knows it by its time', async () => {
  const runs = async () =>
    (
      await engine.database.pool.query(
        `select output from gantry.run where flow = 'keeper' and input->>'id' = 'subject' and state = 'completed' order by id`,
      )
    ).rows.map(({ output }) => output as string)
  await sweep(stateOf('subject', 2, 'paid'))
  await engine.until('the newer is kept', async () => (await runs()).length === 1)
  await sweep(stateOf('subject', 1, 'open'))
  await engine.until('the older was told', async () => (await runs()).length === 2)
  expect((await runs()).sort()).toEqual(['kept', 'overtaken'])
  expect(kept.get('subject')).toEqual({ state: 'paid', at: '2026-01-02T03:02:00.000Z' })
})

test('a run that waits takes what happened first first, though it came last', async () => {
  const run = await engine.start(follower, { id: 'followed' }, callOf())
  await engine.until('the run is under way', async () => (await engine.run(run)).state === 'running')
  await sweep(stateOf('followed', 2, 'paid'))
  await sweep(stateOf('followed', 1, 'open'))
  asked.open()
  expect((await engine.reaches(run, 'completed')).output).toEqual(['open', 'paid'])
})

test('an event outside its contract keeps neither the feed nor its neighbours back, and is not lost', async () => {
  feed.answer = {
    events: [
      eventOf('f'),
      eventOf('g', { data: { id: 7 } }),
      eventOf('h', { data: { id: 'h\0' } }),
      eventOf('i', { at: 'yesterday' }),
      eventOf('j'),
    ],
    cursor: '3',
  }
  expect(await readChanges(inbound(), connection)).toBe(2)
  const { items } = await listDeadLetters(engine.db, TENANT, { limit: 10 })
  expect(items.map(({ reader, source, code }) => [reader, source, code])).toEqual(
    ['i', 'h', 'g'].map((source) => ['changes:vendor', source, 'broken-contract']),
  )
  expect(await readChanges(inbound(), connection)).toBe(0)
  expect(feed.asked.at(-1)).toBe('3')
})
