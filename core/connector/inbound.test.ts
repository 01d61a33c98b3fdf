import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineContract, event } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { listDeadLetters } from '../events/dead-letter-reader.ts'
import { latest } from '../events/events.ts'
import { TENANT, TestEngine } from '../testing/engine.ts'
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

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([])
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
