import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { classified } from '../data/classification.ts'
import { inTransaction, type OpenDatabase } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { Keyring } from '../security/encryption/keyring.ts'
import { reseal } from '../security/encryption/resealing.ts'
import { BACKEND } from '../testing/database.ts'
import { callOf, log, TENANT, TestEngine } from '../testing/engine.ts'
import { listDeadLetters } from './dead-letter-reader.ts'
import { resolveDeadLetter } from './dead-letter-resolution.ts'
import { bury } from './dead-letters.ts'
import { latest, publish } from './events.ts'
import { drainSubscription, registerSubscription, type Subscription } from './subscription.ts'

const CANARY = 'ada.lovelace@canary.example'
const { joined, counted } = defineContract({
  name: 'people',
  version: '1.0.0',
  tier: 'system',
  title: 'People',
  description: 'People.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: {
    joined: event(z.object({ id: z.string(), email: z.email().meta(classified('personal')) }), { key: ({ id }) => id }),
    counted: event(z.object({ id: z.string(), note: z.string() }), { key: ({ id }) => id }),
  },
}).events
const [first, second] = ['k1', 'k2'].map((id) => ({ id, key: randomBytes(32) }))

let tests: TestEngine
let own: OpenDatabase
beforeAll(async () => {
  tests = await TestEngine.open([])
  own = tests.openDatabase({ max: 4, keyring: new Keyring([first!, second!]) })
})
afterAll(async () => {
  await own?.close()
  await tests?.close()
})

const told = (type: typeof joined | typeof counted, data: object, source: string) =>
  inTransaction(own.db, (tx) =>
    publish(tx, tests.wakes, [{ event: type as never, data, tenant: TENANT, correlation: 'c', source }]),
  )

/** What lies in the database, as whoever steals the disk reads it. */
async function stolen(): Promise<string> {
  const { rows } = await tests.database.pool.query<{ text: string }>(
    `select e::text as text from gantry.event e union all select d::text from gantry.dead_letter d`,
  )
  return rows.map(({ text }) => text).join('\n')
}

/** Reads until so much was heard: a transaction of another test holds back what came after it began. */
const readUntil = (subscription: Subscription, enough: () => boolean) =>
  vi.waitFor(
    async () => {
      await drainSubscription(own.db, subscription, log)
      expect(enough()).toBe(true)
    },
    { timeout: 15_000, interval: 20 },
  )

test('an event and a dead letter that hold personal data lie sealed, before and after they are put right', async () => {
  const heard: unknown[] = []
  let refuse = true
  const subscription: Subscription = {
    name: 'reader',
    events: [joined.name, counted.name],
    handle: async (_, events) => {
      if (refuse && events.some(({ name }) => name === joined.name))
        throw new IntegrationError('unfit', 'It does not fit.', { kind: 'data' })
      heard.push(...events.map(({ data }) => data))
    },
  }
  await registerSubscription(own.db, 'reader')
  await told(joined, { id: 'a', email: CANARY }, '1')
  await told(counted, { id: 'b', note: 'readable' }, '2')
  // What never became an event, since it does not fit its contract, may hold the same.
  const unfit = { reader: 'webhook:x', tenant: TENANT, name: joined.name, data: { email: CANARY }, source: '3' }
  const refused = { ...unfit, type: joined as never, correlation: 'c', occurredAt: new Date() }
  await inTransaction(own.db, (tx) => bury(tx, refused, new Error('no id')))
  await readUntil(subscription, () => heard.length === 1)
  expect(await stolen()).not.toContain(CANARY)
  expect(await stolen()).toContain('readable')
  expect(heard).toEqual([{ id: 'b', note: 'readable' }])
  expect(await latest(own.db, TENANT, joined, 'a')).toEqual({ id: 'a', email: CANARY })

  const { items } = await listDeadLetters(own.db, TENANT, { limit: 10 })
  expect(items.map(({ data }) => data)).toEqual(expect.arrayContaining([{ id: 'a', email: CANARY }, { email: CANARY }]))
  refuse = false
  const letter = items.find(({ reader }) => reader === 'reader')!
  await resolveDeadLetter(own.db, tests.wakes, {
    id: letter.id,
    identity: callOf().identity,
    resolution: { action: 'edit', data: { id: 'a', email: `new.${CANARY}` } },
    reason: 'put right',
    events: new Map([[joined.name, joined as never]]),
  })
  await readUntil(subscription, () => heard.length === 2)
  expect(heard.at(-1)).toEqual({ id: 'a', email: `new.${CANARY}` })
  expect(await stolen()).not.toContain(CANARY)
})

test('they are sealed anew under another key', async () => {
  const young = tests.openDatabase({ max: 2, keyring: new Keyring([second!]) })
  try {
    if (BACKEND === 'cockroachdb') {
      await expect(reseal(young.db, new Keyring([second!, first!]))).rejects.toMatchObject({ code: 'backend-unfit' })
      return
    }
    const found = await reseal(young.db, new Keyring([second!, first!]))
    expect(found.unreadable).toBe(0)
    expect(found.resealed).toBeGreaterThanOrEqual(4)
    expect(await latest(young.db, TENANT, joined, 'a')).toEqual({ id: 'a', email: CANARY })
  } finally {
    await young.close()
  }
})
