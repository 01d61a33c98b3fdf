import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Call, defineContract, post, z } from '../contract/contract.ts'
import { openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { archiveRuns } from '../flow/archive.ts'
import { digestOf, runIdOf } from '../flow/identity.ts'
import { freshDatabase } from '../testing/database.ts'
import { openConnection } from './connection.ts'
import { defineConnector, provide } from './connector.ts'
import { Lineage, lineageOf } from './lineage.ts'

const log = pino({ level: 'silent' })
const run = runIdOf('t', 'flow', 'key')
let database: Awaited<ReturnType<typeof freshDatabase>>
let open: ReturnType<typeof openDatabase>
beforeAll(async () => {
  database = await freshDatabase()
  open = openDatabase(database.url)
  await migrate(open.db, [CORE_MIGRATIONS])
})
afterAll(async () => {
  await open.close()
  await database.drop()
})

const notes = defineContract({
  name: 'notes',
  version: '1.0.0',
  tier: 'system',
  title: 'Notes',
  description: 'Notes of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    createNote: post('/notes', {
      summary: 'Creates.',
      body: z.object({ text: z.string(), by: z.string() }),
      returns: z.object({ id: z.string() }),
    }),
  },
})
const connector = defineConnector({
  name: 'vendor',
  title: 'Vendor',
  config: z.object({}),
  limits: { requestsPerSecond: 10, concurrency: 1 },
  connect: () => ({}),
  provides: [
    provide(notes, () => ({
      createNote: async ({ body }) => {
        if (body.text === 'refused') throw new Error('no')
        // As a decimal library keeps an amount.
        return { id: { units: 1n, toJSON: () => `id of ${body.text}` } as unknown as string }
      },
    })),
  ],
  manifest: { 'notes.createNote': { repeat: 'natural' } },
  conformance: 'unverified',
  sandbox: async () => ({}) as never,
  rehearsal: () => Promise.reject(new Error('no rehearsal here')),
})

test('what each step asked and was answered is kept as digests, a repeat once, and goes into the archive with its run', async () => {
  const lineage = new Lineage(open.db, 't', log)
  const connection = openConnection(connector as never, {
    name: 'vendor-eu',
    config: {},
    log,
    exclusively: <T>(_: string, work: () => Promise<T>) => work(),
    answered: (answered) => lineage.record(answered),
  })
  const port = await connection.port(notes)
  const call = (idempotencyKey?: string): Call => ({
    identity: { tenant: 't', principal: 'p', scopes: [] },
    correlation: 'c',
    ...(idempotencyKey && { idempotencyKey }),
  })
  const create = (text: string, key?: string) => port.createNote({ body: { text, by: 'x' } }, call(key))
  await create('one', `${run}:first`)
  await create('one', `${run}:first`)
  await create('two', `${run}:of%20each:item%3A1:r2`)
  await create('two', `${run}:of%20each:item%3A1::undo`)
  await create('no run', 'a-key-of-a-caller')
  await create('no key')
  await expect(create('refused', `${run}:refused`)).rejects.toThrow()
  await lineage.close()

  const of = (text: string) => ({
    connection: 'vendor-eu',
    operation: 'notes.createNote',
    // However the fields were ordered.
    request: digestOf({ body: { by: 'x', text } }),
    answer: digestOf({ id: `id of ${text}` }),
    answeredAt: expect.any(String),
  })
  const expected = [
    { step: 'first', item: '', undo: false, ...of('one') },
    { step: 'of each', item: 'item:1', undo: false, ...of('two') },
    { step: 'of each', item: 'item:1', undo: true, ...of('two') },
  ]
  const sorted = async () =>
    (await lineageOf(open.db, 't', run)).toSorted((a, b) => a.step.localeCompare(b.step) || +a.undo - +b.undo)
  expect(await sorted()).toEqual(expected)
  expect(await lineageOf(open.db, 'other', run)).toEqual([])
  expect(await lineageOf(open.db, 't', 'no-id')).toEqual([])

  await open.pool.query(
    `insert into gantry.run (id, tenant, flow, version, key, digest, state, input, principal, correlation, finished_at, updated_at)
     values ($1, 't', 'flow', 1, 'key', 'd', 'completed', '{}', 'p', 'c', now() - interval '9 days', now() - interval '9 days')`,
    [run],
  )
  expect(await archiveRuns(open.db, 't', 5, 10)).toBe(1)
  expect((await open.pool.query('select from gantry.lineage')).rows).toEqual([])
  expect(await sorted()).toEqual(expected)
})

test('a database that is away fails no call', async () => {
  const closed = openDatabase(database.url)
  await closed.close()
  const lineage = new Lineage(closed.db, 't', log)
  lineage.record({ connection: 'c', operation: 'a.b', key: `${run}:step`, input: {}, output: {} })
  await lineage.close()
})
