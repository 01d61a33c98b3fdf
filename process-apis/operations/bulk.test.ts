import type { Port } from '@gantry/core/contract'
import { defineContract, event, z } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { IntegrationError } from '@gantry/core/errors'
import { defineFlow, on } from '@gantry/core/flow'
import { callOf, TENANT, TestEngine } from '@gantry/core/testing/engine'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { operations } from './contract.ts'
import { bulkFlow } from './flow.ts'
import operationsProcess from './process.ts'

const told = defineContract({
  name: 'bulk-test',
  version: '1.0.0',
  tier: 'process',
  title: 'Test',
  description: 'Events of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ id: z.string(), amount: z.string() }), { key: ({ id }) => id }) },
})

/** The effects of the vendor of this test, by their request keys' runs. */
let effects: Map<string, number>
const flow = defineFlow({
  name: 'paying',
  version: 1,
  team: 'tellers',
  input: z.object({ id: z.string(), amount: z.string() }),
  key: ({ id }) => id,
  startsOn: [
    on(told.events.told, ({ id, amount }) => {
      if (amount === 'poison') throw new IntegrationError('unreadable', 'It cannot be read.', { kind: 'data' })
      return { id, amount }
    }),
  ],
  uses: {},
  run: async ({ id, amount }, { step }) => {
    await step('pay', async () => {
      if (!/^\d+$/.test(amount)) throw new IntegrationError('no-amount', `${amount} is no amount.`, { kind: 'data' })
      effects.set(id, (effects.get(id) ?? 0) + 1)
    })
  },
})

let engine: TestEngine
let api: ReturnType<typeof serve>
const serve = () =>
  client(operations, {
    kind: 'direct',
    port: operationsProcess.serve({
      engine: engine.engine,
      db: engine.db,
      published: async () => [{ contract: told, uses: [] }],
    } as never) as Port<never>,
  })
beforeAll(async () => {
  engine = await TestEngine.open([flow, bulkFlow])
  api = serve()
  await engine.work({ clientsOf: (given) => (given.name === bulkFlow.name ? { operations: api } : {}) })
})
afterAll(() => engine?.close())
beforeEach(() => {
  effects = new Map()
})

const finished = async (id: string) => {
  await engine.reaches(id, 'completed')
  return engine.until('the bulk is through', async () => {
    const bulk = await api.getBulk({ id }, callOf())
    return bulk.replaying === 0 && bulk
  })
}

test('many exceptions are put right by one decision, more than a batch holds, each once', async () => {
  const runs = await Promise.all(
    [...Array(120).keys()].map((n) => engine.start(flow, { id: `B-${n}`, amount: n % 3 ? 'ten' : 'lost' })),
  )
  await engine.until('all are held', async () => (await open()) === 120)
  const body = {
    of: 'exceptions' as const,
    filter: { code: 'no-amount' },
    resolution: { action: 'map' as const, field: 'amount', values: { ten: '10' } },
    reason: 'The word is a number.',
  }
  const call = callOf({ idempotencyKey: 'first' })
  const [one, two] = await Promise.all([api.startBulk({ body }, call), api.startBulk({ body }, call)])
  expect(two.id).toBe(one.id)
  expect(one).toMatchObject({ total: 120, by: 'tester', action: 'map' })
  const bulk = await finished(one.id)
  expect(bulk).toMatchObject({ state: 'completed', resolved: 80, refused: 40 })
  expect(bulk.refusals).toHaveLength(40)
  expect(bulk.refusals[0]).toMatchObject({ code: 'nothing-to-map', about: expect.stringMatching(/^B-\d+$/) })
  await engine.until('those put right are through', async () => effects.size === 80)
  expect(new Set(effects.values())).toEqual(new Set([1]))
  expect(await open()).toBe(40)
  const [resolved] = (await api.listExceptions({ query: { state: 'resolved', limit: 1 } }, callOf())).items
  expect(resolved).toMatchObject({
    resolution: 'map',
    resolvedBy: 'tester',
    reason: 'The word is a number.',
    bulk: one.id,
    before: { amount: 'ten' },
    after: { amount: '10' },
  })

  // The same key again is the same bulk; with another decision it is refused.
  expect((await api.startBulk({ body }, call)).id).toBe(one.id)
  const other = { ...body, resolution: { action: 'retry' as const } }
  await expect(api.startBulk({ body: other }, call)).rejects.toMatchObject({ code: 'different-body' })

  const rest = { ...body, resolution: { action: 'patch' as const, patch: { amount: '1' } } }
  const second = await api.startBulk({ body: rest }, callOf({ idempotencyKey: 'second' }))
  expect(await finished(second.id)).toMatchObject({ total: 40, resolved: 40, refused: 0 })
  for (const run of runs) await engine.reaches(run, 'completed')
  expect(effects.size).toBe(120)
  expect(new Set(effects.values())).toEqual(new Set([1]))
})

const open = async () => (await api.listExceptions({ query: { limit: 1 } }, callOf())).total

test('what stops again opens anew, and the bulk does not follow it', async () => {
  const run = await engine.start(flow, { id: 'again', amount: 'never' })
  await engine.held(run)
  const body = {
    of: 'exceptions' as const,
    filter: { text: 'never' },
    resolution: { action: 'retry' as const },
    reason: 'Hope.',
  }
  const { id } = await api.startBulk({ body }, callOf({ idempotencyKey: 'again' }))
  expect(await finished(id)).toMatchObject({ total: 1, resolved: 1, state: 'completed' })
  await engine.until('it is held anew', async () => (await engine.exceptions(run)).length === 1)
  expect(await engine.exceptions(run, 'resolved')).toHaveLength(1)
  await engine.resolve((await engine.held(run)).id, { action: 'discard' })
})

test('a batch that is repeated after its answer was lost resolves nothing twice, and counts the same', async () => {
  await Promise.all([...Array(3).keys()].map((n) => engine.start(flow, { id: `L-${n}`, amount: 'lost' })))
  await engine.until('all are held', async () => (await open()) === 3)
  const body = {
    of: 'exceptions' as const,
    filter: { code: 'no-amount' },
    resolution: { action: 'patch' as const, patch: { amount: '1' } },
    reason: 'One each.',
  }
  const { id } = await api.startBulk({ body }, callOf({ idempotencyKey: 'lost' }))
  await finished(id)
  expect(await api.continueBulk({ id, body: {} }, callOf())).toEqual({ resolved: 3, refusals: [] })
  await engine.until('they are through', async () => effects.size === 3)
  expect(new Set(effects.values())).toEqual(new Set([1]))
})

test('S54 dead letters are replayed in bulk, a payload corrected on the way: each effect once, who and why kept', async () => {
  await engine.publish(
    ...[...Array(60).keys()].map((n) => ({
      event: told.events.told,
      data: { id: `D-${n}`, amount: n % 10 ? '7' : 'poison' },
    })),
  )
  const letters = (query: object) => api.listDeadLetters({ query: { event: 'bulk-test.told', ...query } }, callOf())
  const held = await engine.until('the poison is held', async () => {
    const page = await letters({})
    return page.total === 6 && page
  })
  expect(held.items[0]).toMatchObject({ reader: 'trigger:paying', code: 'unreadable', team: 'platform', state: 'open' })
  await engine.until('the others go on', async () => effects.size === 54)

  const of = 'dead-letters' as const
  const unchanged = { of, filter: {}, resolution: { action: 'replay' as const }, reason: 'Tried as it is.' }
  const first = await api.startBulk({ body: unchanged }, callOf({ idempotencyKey: 'letters' }))
  expect(await finished(first.id)).toMatchObject({ total: 6, resolved: 6, refused: 0 })
  // Still poison: they are open again, and say how often they were tried.
  expect(await letters({})).toMatchObject({ total: 6, items: [{ attempts: 2 }, {}, {}, {}, {}, {}] })

  const body = {
    of,
    filter: { code: 'unreadable' },
    resolution: { action: 'map' as const, field: 'amount', values: { poison: '8' } },
    reason: 'The feed sent a word for eight.',
  }
  const call = callOf({ idempotencyKey: 'corrected' })
  const { id } = await api.startBulk({ body }, call)
  expect((await api.startBulk({ body }, call)).id).toBe(id)
  expect(await finished(id)).toMatchObject({ total: 6, resolved: 6, refused: 0 })
  await engine.until('all are through', async () => effects.size === 60)
  expect(new Set(effects.values())).toEqual(new Set([1]))
  expect((await letters({})).total).toBe(0)
  const { items } = await letters({ state: 'replayed' })
  expect(items).toHaveLength(6)
  for (const letter of items)
    expect(letter).toMatchObject({
      before: { amount: 'poison' },
      data: { amount: '8' },
      resolvedBy: 'tester',
      reason: 'The feed sent a word for eight.',
      bulk: id,
    })
  await expect(
    api.resolveDeadLetter(
      { id: items[0]!.id, body: { resolution: { action: 'replay' }, reason: 'Once more.' } },
      callOf(),
    ),
  ).rejects.toMatchObject({ code: 'already-resolved' })
})

test('a bulk, a dead letter and an exception of another tenant are none', async () => {
  const stranger = callOf({ identity: { tenant: 'other', principal: 'stranger', scopes: ['*'] } })
  const bulk = (await api.listRuns({ query: { flow: 'bulk', limit: 1 } }, callOf())).items[0]!
  await expect(api.getBulk({ id: bulk.id }, stranger)).rejects.toMatchObject({ code: 'no-such-bulk', status: 404 })
  await expect(api.continueBulk({ id: bulk.id, body: {} }, stranger)).rejects.toMatchObject({ code: 'no-such-bulk' })
  const letter = (await api.listDeadLetters({ query: { state: 'replayed', limit: 1 } }, callOf())).items[0]!
  const missing = { code: 'no-such-dead-letter', status: 404 }
  await expect(api.getDeadLetter({ id: letter.id }, stranger)).rejects.toMatchObject(missing)
  await expect(api.getDeadLetter({ id: 'nonsense' }, callOf())).rejects.toMatchObject(missing)
  expect((await api.listDeadLetters({ query: { state: 'replayed' } }, stranger)).total).toBe(0)
  const exception = (await api.listExceptions({ query: { state: 'resolved', limit: 1 } }, callOf())).items[0]!
  const body = { resolution: { action: 'retry' as const } }
  await expect(api.previewException({ id: exception.id, body }, stranger)).rejects.toMatchObject({
    code: 'no-such-exception',
  })
  expect(TENANT).not.toBe('other')
})
