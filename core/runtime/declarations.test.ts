import { expect, expectTypeOf, test } from 'vitest'
import { defineConnector, provide, secret } from '../connector/connector.ts'
import { type Call, type Client, defineContract, event, get, type Port, page, put, z } from '../contract/contract.ts'
import type { Transaction } from '../database/database.ts'
import { defineFlow, on } from '../flow/flow.ts'
import type { RunSummary } from '../flow/runs.ts'
import type { Engine } from './engine.ts'
import { defineProcess } from './process.ts'
import { defineView } from './view.ts'

const Thing = z.object({ id: z.string(), size: z.number().default(1) })
const things = defineContract({
  name: 'things',
  version: '1.0.0',
  tier: 'system',
  title: 'Things',
  description: 'Things of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: { getThing: get('/things/{id}', { summary: 'Reads.', returns: Thing }) },
  events: { made: event(Thing, { key: ({ id }) => id }) },
})
const never = (_: () => unknown) => {}
const base = { name: 'f', version: 1, team: 't', input: Thing, key: ({ id }: { id: string }) => id, uses: { things } }
const call: Call = { identity: { tenant: 't', principal: 'p', scopes: [] }, correlation: 'c' }

test('types: a flow gets its input parsed, its clients typed, and its steps give what they return', () => {
  const flow = defineFlow({
    ...base,
    startsOn: [on(things.events.made, ({ id, size }, { at }) => (size > 1 ? { id, at } : undefined))],
    run: async (input, { step, local, wait, sleep, emit, run, things: client }) => {
      expectTypeOf(input).toEqualTypeOf<{ id: string; size: number }>()
      expectTypeOf(client).toEqualTypeOf<Client<typeof things>>()
      expectTypeOf(run.startedAt).toEqualTypeOf<Date>()
      const thing = await step('thing', (call) => client.getThing({ id: input.id }, call))
      expectTypeOf(thing).toEqualTypeOf<{ id: string; size: number }>()
      const made = await step(
        'make',
        async () => 7,
        async (result, call) => {
          expectTypeOf(result).toEqualTypeOf<number>()
          expectTypeOf(call.idempotencyKey).toEqualTypeOf<string>()
        },
      )
      expectTypeOf(made).toEqualTypeOf<number>()
      expectTypeOf(await wait('made', things.events.made, 'k', { within: { days: 1 } })).toEqualTypeOf<{
        id: string
        size: number
      }>()
      await local('rows', async (tx) => expectTypeOf(tx).toEqualTypeOf<Transaction>())
      await emit('tell', things.events.made, { id: 'a' })
      await sleep('night', { within: { hours: 8 } })
      // @ts-expect-error the event has no such field
      never(() => emit('bad', things.events.made, { name: 'a' }))
      // @ts-expect-error a wait has an end
      never(() => wait('bad', things.events.made, 'k', {}))
      // @ts-expect-error no such way to refuse
      never(() => step('bad', async () => 1, { refused: 'ignore' }))
      // @ts-expect-error a step is a promise
      never(() => step('bad', () => 1))
      // @ts-expect-error the client has no such operation
      never(() => client.removeThing({ id: 'a' }, call))
    },
  })
  expect(flow).toMatchObject({ name: 'f', onParked: 'block' })
  // @ts-expect-error a key is a string
  never(() => defineFlow({ ...base, key: ({ size }) => size, run: async () => {} }))
  // @ts-expect-error a flow has an owner
  never(() => defineFlow({ ...base, team: undefined, run: async () => {} }))
  // @ts-expect-error it blocks or passes
  never(() => defineFlow({ ...base, onParked: 'wait', run: async () => {} }))
  // @ts-expect-error a flow is asynchronous
  never(() => defineFlow({ ...base, run: () => 1 }))
  // @ts-expect-error it uses contracts
  never(() => defineFlow({ ...base, uses: { things: 'things' }, run: async () => {} }))
})

test('types: a flow hears what its signals carry, gets what its children give, and who approved', () => {
  const child = defineFlow({ ...base, name: 'c', run: async ({ size }) => ({ doubled: size * 2 }) })
  const flow = defineFlow({
    ...base,
    signals: { moved: z.object({ to: z.string(), far: z.boolean().default(false) }) },
    run: async (_, { signal, approval, child: start }) => {
      expectTypeOf(await signal('moved', { within: { days: 1 } })).toEqualTypeOf<{ to: string; far: boolean }>()
      expectTypeOf(await start('sub', child, { id: 'a' })).toEqualTypeOf<{ doubled: number }>()
      const ask = { subject: 'Release it?', detail: { rows: 3 } }
      const approved = await approval('release', { by: 'finance', ask, fourEyes: true, within: { days: 2 } })
      expectTypeOf(approved).toEqualTypeOf<{ by: string; at: string; reason: string }>()
      never(() =>
        start('undone', child, { id: 'a' }, { undo: async (output) => expectTypeOf(output.doubled).toBeNumber() }),
      )
      // @ts-expect-error the flow declares no such signal
      never(() => signal('gone', { within: { days: 1 } }))
      // @ts-expect-error the child needs an id
      never(() => start('bad', child, {}))
      // @ts-expect-error an approval has an end
      never(() => approval('bad', { by: 'finance', ask }))
      // @ts-expect-error somebody is asked
      never(() => approval('bad', { ask, within: { days: 2 } }))
    },
  })
  expect(Object.keys(flow.signals)).toEqual(['moved'])
  expectTypeOf(flow.signals.moved).toEqualTypeOf<z.ZodObject<{ to: z.ZodString; far: z.ZodDefault<z.ZodBoolean> }>>()
})

test('types: a contract gives its client, its port and its events their types', () => {
  const shelves = defineContract({
    ...things,
    operations: {
      listShelves: get('/shelves', {
        summary: 'Lists.',
        query: z.object({ limit: z.number().default(5) }),
        returns: page(Thing),
      }),
      putThing: put('/shelves/{shelf}/things/{id}', { summary: 'Puts.', body: Thing, returns: Thing }),
    },
    events: { filled: event(Thing, { key: ({ id }) => id }) },
  })
  type Shelves = Client<typeof shelves>
  expectTypeOf<Parameters<Shelves['putThing']>[0]>().toEqualTypeOf<
    { shelf: string } & { id: string } & unknown & { body: { id: string; size?: number | undefined } } & unknown
  >()
  expectTypeOf<Awaited<ReturnType<Shelves['listShelves']>>>().toEqualTypeOf<{
    items: { id: string; size: number }[]
    next?: string | undefined
  }>()
  const port: Port<typeof shelves> = {
    listShelves: async ({ query }) => ({ items: [{ id: 'a' }].slice(0, query.limit) }),
    putThing: async ({ shelf, body }) => ({ ...body, id: shelf }),
  }
  expect(Object.keys(port)).toEqual(['listShelves', 'putThing'])
  expect(shelves.events.filled.name).toBe('things.filled')
  // @ts-expect-error the path has a shelf
  never(() => (port as unknown as Shelves).putThing({ id: 'a', body: { id: 'a' } }, call))
  // @ts-expect-error an event of another shape has another key
  never(() => event(Thing, { key: ({ size }) => size }))
  // @ts-expect-error a contract has an owner
  never(() => defineContract({ ...things, owner: undefined }))
  // @ts-expect-error a lifecycle is one of four
  never(() => defineContract({ ...things, lifecycle: 'new' }))
})

test('types: a connector connects with its configuration, and its port answers the contract', () => {
  type Vendor = { base: string }
  const connector = defineConnector({
    name: 'vendor',
    title: 'Vendor',
    config: z.object({ base: z.url(), key: secret() }),
    limits: { requestsPerSecond: 1, concurrency: 1 },
    connect: ({ config, fetch }): Vendor => {
      expectTypeOf(config).toEqualTypeOf<{ base: string; key: string }>()
      expectTypeOf(fetch).returns.toEqualTypeOf<Promise<Response>>()
      return { base: config.base }
    },
    provides: [provide(things, (vendor: Vendor) => ({ getThing: async ({ id }) => ({ id: `${vendor.base}/${id}` }) }))],
    manifest: { 'things.getThing': { repeat: 'read' } },
    conformance: 'unverified',
    sandbox: () => Promise.reject(new Error('none')),
    rehearsal: () => Promise.reject(new Error('none')),
  })
  expect(connector).toMatchObject({ name: 'vendor' })
  // @ts-expect-error getThing is missing
  never(() => provide(things, (_: Vendor) => ({})))
  // @ts-expect-error it answers what the contract returns
  never(() => provide(things, (_: Vendor) => ({ getThing: async () => ({ size: 1 }) })))
})

test('types: a process answers its contract from engine, database and clients', () => {
  const declared = defineProcess({
    contract: things,
    uses: { others: things },
    serve: ({ engine, others }) => {
      expectTypeOf(engine).toEqualTypeOf<Engine>()
      expectTypeOf(others).toEqualTypeOf<Client<typeof things>>()
      expectTypeOf(engine.start).returns.toEqualTypeOf<Promise<RunSummary>>()
      return { getThing: ({ id }, context) => others.getThing({ id }, context) }
    },
  })
  expect(declared).toMatchObject({ flows: [], projections: [] })
  // @ts-expect-error getThing is missing
  never(() => defineProcess({ contract: things, uses: {}, serve: () => ({}) }))
  // @ts-expect-error it answers what the contract returns
  never(() => defineProcess({ contract: things, uses: {}, serve: () => ({ getThing: async () => ({ size: 1 }) }) }))
})

test('types: a view has clients and nothing else', () => {
  const declared = defineView({
    contract: things,
    uses: { source: things },
    serve: ({ source }) => ({ getThing: ({ id }) => source.getThing({ id }, call) }),
  })
  expect(Object.keys(declared.uses)).toEqual(['source'])
  never(() =>
    defineView({
      contract: things,
      uses: {},
      // @ts-expect-error a view has neither database nor engine
      serve: ({ db }) => ({ getThing: async () => db }),
    }),
  )
})
