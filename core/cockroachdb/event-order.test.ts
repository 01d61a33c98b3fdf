import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { publish } from '../events/events.ts'
import { readSubscription, registerSubscription, type Subscription } from '../events/subscription.ts'
import { log, TENANT, TestEngine } from '../testing/engine.ts'

const { told } = defineContract({
  name: 'ordered',
  version: '1.0.0',
  tier: 'process',
  title: 'Ordered',
  description: 'Events of this test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ id: z.string() }), { key: ({ id }) => id.split(' ')[0]! }) },
}).events

let engine: TestEngine
let seen: string[]
const reader = (name: string, into: string[]): Subscription => ({
  name,
  events: [told.name],
  handle: async (_, events) => void into.push(...events.map(({ data }) => (data as { id: string }).id)),
})
beforeEach(async () => {
  engine = await TestEngine.open([], ['reader'], { backend: 'cockroachdb' })
  seen = []
})
afterEach(() => engine.close())

const given = (id: string) => ({ event: told, data: { id }, tenant: TENANT, correlation: 'c', source: id })
const read = () => readSubscription(engine.db, reader('reader', seen), log)

test('an event that commits late comes late: it is not passed over, and keeps nobody else waiting', async () => {
  await engine.db.transaction().execute(async (tx) => {
    await publish(tx, engine.wakes, [given('begun first')])
    await engine.publish(given('committed first'))
    expect(await read()).toBe(1)
  })
  expect(await read()).toBe(1)
  expect(await read()).toBe(0)
  expect(seen).toEqual(['committed first', 'begun first'])
})

test('a subscription begins with what happens from now on, and places are not given twice once old events are gone', async () => {
  await engine.publish(given('a'), given('b'))
  expect(await read()).toBe(2)
  await sql`delete from gantry.event`.execute(engine.db)
  await registerSubscription(engine.db, 'later')
  await engine.publish(given('c'))
  const later: string[] = []
  await readSubscription(engine.db, reader('later', later), log)
  expect(later).toEqual(['c'])
  expect(await read()).toBe(1)
})

test('while another one gives places nobody waits, and what it has not seen comes with the next look', async () => {
  await engine.publish(given('a'))
  await engine.db.transaction().execute(async (tx) => {
    await sql`select last from gantry.event_sequence for update`.execute(tx)
    expect(await read()).toBe(0)
  })
  expect(await read()).toBe(1)
})

test('whoever writes and commits in whatever order: every reader sees each event once, those of one key as they were told', async () => {
  await registerSubscription(engine.db, 'other')
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 8 })), {
        minLength: 1,
        maxLength: 12,
      }),
      async (writes) => {
        const name = `round${++round}`
        const others: string[] = []
        const order: string[] = []
        const from = seen.length
        let writing = true
        const reading = Promise.all(
          [
            [read, () => seen.length - from] as const,
            [() => readSubscription(engine.db, reader('other', others), log), () => others.length] as const,
          ].map(async ([look, had]) => {
            while (writing || had() < writes.length) await look()
          }),
        )
        await Promise.all(
          writes.map(([key, turns], n) =>
            engine.db.transaction().execute(async (tx) => {
              await publish(tx, engine.wakes, [given(`${name}-${key} ${n}`)])
              order.push(`${name}-${key} ${n}`)
              for (let turn = 0; turn < turns; turn++) await sql`select 1`.execute(tx)
            }),
          ),
        )
        writing = false
        await reading
        for (const had of [seen.slice(from), others]) {
          expect(had.toSorted()).toEqual(order.toSorted())
          for (const key of [0, 1, 2, 3]) {
            const of = (ids: readonly string[]) => ids.filter((id) => id.startsWith(`${name}-${key} `))
            expect(of(had)).toEqual(of(order))
          }
        }
      },
    ),
    { numRuns: 15 },
  )
}, 60_000)
