import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { BACKEND } from '../testing/database.ts'
import { log, TestEngine } from '../testing/engine.ts'
import { settleCursors } from './cluster.ts'
import { readSubscription } from './subscription.ts'

const { told } = defineContract({
  name: 'moved',
  version: '1.0.0',
  tier: 'process',
  title: 'Moved',
  description: 'Events of this test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ id: z.string() }), { key: ({ id }) => id }) },
}).events

let engine: TestEngine
let read: Record<string, string[]>
beforeEach(async () => {
  engine = await TestEngine.open([], ['fast', 'slow'])
  read = { fast: [], slow: [] }
})
afterEach(() => engine.close())

const publish = async (...ids: string[]) => {
  for (const id of ids) await engine.publish({ event: told, data: { id } })
}

/** Until the reader has these; other tests' open transactions on the same server hold it back for a moment. */
async function reads(name: 'fast' | 'slow', ...wanted: string[]) {
  const subscription = {
    name,
    events: [told.name],
    handle: async (_: unknown, events: readonly { key: string }[]) => {
      read[name]!.push(...events.map(({ key }) => key))
    },
  }
  const until = Date.now() + 10_000
  while (read[name]!.length < wanted.length && Date.now() < until) await readSubscription(engine.db, subscription, log)
  await readSubscription(engine.db, subscription, log)
  expect(read[name]).toEqual(wanted)
}

/** As a dump of a server that is `by` transactions ahead, restored into this one. */
const restored = async (by: number) => {
  await sql`update gantry.event set xid = (xid::text::bigint + ${by})::text::xid8`.execute(engine.db)
  await sql`update gantry.cursor set xid = (xid::text::bigint + ${by})::text::xid8 where xid is not null`.execute(
    engine.db,
  )
  await sql`update gantry.cluster set system_identifier = 42`.execute(engine.db)
}

test.runIf(BACKEND === 'postgres').each([
  ['far ahead', 1_000_000_000],
  ['a little ahead', 3],
  ['behind', 0],
])('after a restore from a server that was %s every reader gets what it had not read, once', async (_, by) => {
  expect(await settleCursors(engine.db, log)).toBe(false)
  await publish('a', 'b')
  await reads('fast', 'a', 'b')
  await publish('c')
  await reads('slow', 'a', 'b', 'c')
  await publish('d')
  await reads('fast', 'a', 'b', 'c', 'd')
  await publish('e')
  await restored(by)
  const settled = await Promise.all([1, 2, 3].map(() => settleCursors(engine.db, log)))
  expect(settled.filter(Boolean)).toHaveLength(1)
  await publish('f')
  await reads('slow', 'a', 'b', 'c', 'd', 'e', 'f')
  await reads('fast', 'a', 'b', 'c', 'd', 'e', 'f')
  expect(await settleCursors(engine.db, log)).toBe(false)
})

test.runIf(BACKEND === 'postgres')('without it a reader would stand still', async () => {
  await settleCursors(engine.db, log)
  await publish('a')
  await restored(1_000_000_000)
  await reads('slow')
})
