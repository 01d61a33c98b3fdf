import { Hono } from 'hono'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { defineFlow } from '../flow/flow.ts'
import { startSandbox } from '../sandbox/server.ts'
import { TestEngine } from '../testing/engine.ts'
import { advance, aheadMs, isSimulated, simulateTime } from './clock.ts'

const DAY = 24 * 3600 * 1000
const { paid } = defineContract({
  name: 'clocked',
  version: '1.0.0',
  tier: 'process',
  title: 'Clocked',
  description: 'Events of this test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { paid: event(z.object({ id: z.string() }), { key: ({ id }) => id }) },
}).events
const Input = z.object({ id: z.string() })
const dunning = defineFlow({
  name: 'dunning',
  version: 1,
  team: 'platform',
  input: Input,
  key: ({ id }) => id,
  uses: {},
  run: async ({ id }, { step, sleep, wait }) => {
    await sleep('terms', { within: { days: 30 } })
    await step('remind', async () => 'reminded')
    try {
      await wait('payment', paid, id, { within: { days: 14 } })
      return 'paid'
    } catch {
      return 'overdue'
    }
  },
})
const refusedOnce = { hour: true }
const retrying = defineFlow({
  name: 'retrying',
  version: 1,
  team: 'platform',
  input: Input,
  key: ({ id }) => id,
  uses: {},
  run: async (_, { step }) => {
    await step('call', async () => {
      if (!refusedOnce.hour) return
      refusedOnce.hour = false
      throw new IntegrationError('busy', 'Come back later.', { kind: 'transient', retryAfterMs: 3_600_000 })
    })
  },
})

let engine: TestEngine
beforeEach(async () => {
  engine = await TestEngine.open([dunning, retrying])
})
afterEach(() => engine.close())

test('six weeks of sleeps, deadlines and retries pass in milliseconds, and none of them early', async () => {
  await engine.work()
  const late = await engine.start(dunning, { id: 'late' })
  const punctual = await engine.start(dunning, { id: 'punctual' })
  const patient = await engine.start(retrying, { id: 'patient' })
  await Promise.all([late, punctual, patient].map((run) => engine.reaches(run, 'waiting')))
  const begun = performance.now()
  await engine.advance(DAY / 24 + 1000)
  expect((await engine.run(patient)).state).toBe('completed')
  await engine.advance(29 * DAY)
  expect((await engine.journal(late)).map(({ step }) => step)).toEqual([])
  await engine.advance(DAY)
  expect((await engine.journal(late)).map(({ step }) => step)).toEqual(['terms', 'remind'])
  await engine.publish({ event: paid, data: { id: 'punctual' } })
  await engine.settled()
  await engine.advance(14 * DAY)
  expect([(await engine.run(late)).output, (await engine.run(punctual)).output]).toEqual(['overdue', 'paid'])
  // Real time: leases and polls keep to it.
  expect(performance.now() - begun).toBeLessThan(10_000)
})

test('a wake queued for later comes when the clock does, through the queue', async () => {
  await simulateTime(engine.db)
  await engine.db
    .transaction()
    .execute((tx) =>
      engine.wakes.send(tx, [{ run: '00000000-0000-8000-8000-000000000000', at: new Date(Date.now() + 3_600_000) }]),
    )
  expect(await engine.wakes.fetch(1)).toEqual([])
  await advance(engine.db, 3_600_000)
  expect(await engine.wakes.fetch(1)).toHaveLength(1)
})

test('sandboxes live in the same time; it goes forwards only', async () => {
  const { mkdtemp, rm } = await import('node:fs/promises')
  const { tmpdir } = await import('node:os')
  const dir = await mkdtemp(`${tmpdir()}/clock-`)
  const sandbox = await startSandbox(
    {
      name: 'watch',
      title: 'Watch',
      defaults: {},
      ledger: () => [],
      app: ({ clock }) => new Hono().get('/time', (c) => c.text(clock.iso())),
    },
    { port: 0, dir },
  )
  await simulateTime(engine.db)
  const now = await advance(engine.db, 90 * DAY, [sandbox.url])
  const theirs = Date.parse(await (await fetch(`${sandbox.url}/time`)).text())
  expect(Math.abs(theirs - now.getTime())).toBeLessThan(5000)
  expect(await aheadMs(engine.db)).toBe(90 * DAY)
  await expect(advance(engine.db, -1)).rejects.toMatchObject({ code: 'time-goes-on' })
  await sandbox.close()
  await rm(dir, { recursive: true })
})

test('without a simulation there is no clock to ask: the call is gone from the plan', async () => {
  expect(await isSimulated(engine.db)).toBe(false)
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (verbose, costs off)
    select gantry.now() as at from gantry.run where due_at <= gantry.now()`.execute(engine.db)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toContain('statement_timestamp()')
  expect(plan).not.toContain('gantry.now')
})
