import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { defineContract, event, z } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { classified } from '@gantry/core/data/classification'
import { postgresIdempotency } from '@gantry/core/database/idempotency'
import { IntegrationError } from '@gantry/core/errors'
import { defineFlow, on } from '@gantry/core/flow'
import { hostApp, type Listening, listenOn } from '@gantry/core/runtime/server'
import { Tokens } from '@gantry/core/security/tokens'
import { edgeOf } from '@gantry/core/testing/edge'
import { callOf, log, TENANT, TestEngine } from '@gantry/core/testing/engine'
import operationsProcess from '@gantry/operations'
import { operations } from '@gantry/operations/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { listing } from './listing.ts'

const told = defineContract({
  name: 'shop',
  version: '1.0.0',
  tier: 'process',
  title: 'Test',
  description: 'Events of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: {
    told: event(
      z.object({ id: z.string(), colour: z.string(), painter: z.string().meta(classified('personal')).optional() }),
      { key: ({ id }) => id },
    ),
  },
})
const flow = defineFlow({
  name: 'painting',
  version: 1,
  team: 'painters',
  input: z.object({ id: z.string(), colour: z.enum(['red', 'blue', 'gone']), painter: z.string().optional() }),
  key: ({ id }) => id,
  about: ({ id }) => `wall ${id}`,
  startsOn: [on(told.events.told, (data) => data)],
  uses: {},
  run: async ({ colour }, { step }) => {
    await step('mix', async () => ({ colour }))
    return step('paint', async () => {
      if (colour === 'gone')
        throw new IntegrationError('colour-gone', 'This colour is no longer made.', {
          kind: 'data',
          detail: 'RAL 9999',
        })
      return { done: true }
    })
  },
})

const gilding = defineFlow({
  name: 'gilding',
  version: 1,
  team: 'painters',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  signals: { dried: z.object({ hours: z.int() }) },
  uses: {},
  run: async (_, { step, signal, approval }) => {
    await step('prime', async () => ({ primed: true }))
    const { hours } = await signal('dried', { within: { days: 1 } })
    const { by } = await approval('gold', { by: 'treasury', ask: { subject: 'Use gold?' }, within: { days: 1 } })
    return { hours, by }
  },
})

// Every command is a process of its own.
vi.setConfig({ testTimeout: 60_000 })

const KEY = 'a key for tests that is long enough'
const tokens = new Tokens(KEY)
const [bulkFlow] = operationsProcess.flows
let engine: TestEngine
let host: Listening
let token: string
beforeAll(async () => {
  engine = await TestEngine.open([flow, gilding, bulkFlow!])
  const port = operationsProcess.serve({
    engine: engine.engine,
    db: engine.db,
    published: async () => [{ contract: told, uses: [] }],
  } as never)
  const app = hostApp({
    apis: [{ contract: operations, port }],
    landscape: undefined as never,
    inbound: undefined as never,
    webhooks: false,
    edge: edgeOf({ key: KEY }),
    idempotency: postgresIdempotency(engine.db),
    log,
  })
  host = await listenOn(app, 0)
  const api = client(operations, { kind: 'direct', port: port as never })
  await engine.work({ clientsOf: (given) => (given.name === bulkFlow!.name ? { operations: api } : {}) })
  token = await tokens.mint({ tenant: TENANT, principal: 'anna', scopes: ['*'] }, 600)
})
afterAll(async () => {
  await host?.close()
  await engine?.close()
})

const bin = join(import.meta.dirname, '../bin/gantry.ts')

async function gantry(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, NO_COLOR: '1', GANTRY_URL: host.url, GANTRY_TOKEN: token },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, out, err }
}
async function answer<T = Record<string, unknown>>(...args: string[]): Promise<T> {
  const { out, err, code } = await gantry(...args, '--json')
  expect(code, err + out).toBe(0)
  return JSON.parse(out) as T
}
const reason = ['--reason', 'The painters said so.']

test('an exception is listed, shown, previewed and resolved, with the name of whoever did it', async () => {
  const run = await engine.start(flow, { id: 'w1', colour: 'gone' })
  const { id } = await engine.held(run)
  const listed = await gantry('exceptions', 'list', '--code', 'colour-gone', '--team', 'painters')
  expect(listed).toMatchObject({ code: 0, err: '' })
  expect(listed.out).toContain('1 of 1 shown.')
  for (const word of [id, 'wall w1', 'painting, paint', 'This colour is no longer made.'])
    expect(listed.out.replace(/\s+/g, ' ')).toContain(word)
  // Listed in the very second in which it was opened, or after it.
  expect(listed.out).toMatch(/in (1 d|23 h)/)
  expect((await gantry('exceptions', 'list', '--overdue')).out).toBe('0 of 0 shown.\n')
  const shown = await gantry('exceptions', 'show', id)
  for (const word of ['RAL 9999', 'painters', '"colour": "gone"', 'mix done, paint held'])
    expect(shown.out).toContain(word)

  const patch = ['patch', '--patch', '{"colour":"blue"}', ...reason]
  const preview = await gantry('exceptions', 'resolve', id, ...patch, '--preview')
  expect(preview.out).toMatch(/Nothing was done\. It would be so:\nrun +\S+ would be queued\n/)
  expect(preview.out).toContain('"colour": "blue"')
  expect(await gantry('exceptions', 'resolve', id, 'approve', ...reason)).toEqual({
    code: 2,
    out: '',
    err: 'No rule stands in the way here that a person could lift.\ncolour-gone is of the kind data, in the phase "do".\n',
  })
  expect((await gantry('exceptions', 'resolve', id, 'edit', ...reason)).err).toContain('To edit needs --input.')
  expect((await gantry('exceptions', 'resolve', id, 'edit', '--input', '{', ...reason)).err).toContain('is no JSON')
  expect((await engine.held(run)).id).toBe(id)

  expect((await gantry('exceptions', 'resolve', id, ...patch)).out).toContain(`pnpm gantry runs show ${run}`)
  await engine.reaches(run, 'completed')
  const [resolved] = await engine.exceptions(run, 'resolved')
  expect(resolved).toMatchObject({ resolved_by: 'anna', reason: 'The painters said so.', resolution: 'patch' })
  const again = await gantry('exceptions', 'resolve', id, 'retry', ...reason)
  expect(again).toMatchObject({ code: 2, err: expect.stringMatching(/^This exception was already resolved\.\n.+\n$/) })
})

test('many exceptions are resolved by one decision; some refused is exit code 1; the same key is the same bulk', async () => {
  const runs = await Promise.all(['b1', 'b2', 'b3'].map((id) => engine.start(flow, { id, colour: 'gone' })))
  for (const run of runs) await engine.held(run)
  const chosen = ['exceptions', 'replay', '--code', 'colour-gone', '--map', 'colour', ...reason]
  expect(await answer(...chosen, '--value', 'gone=red', '--preview')).toEqual({ action: 'map', total: 3 })
  const refused = await gantry(...chosen, '--value', 'green=red')
  expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('map: 0 of 3, 3 refused.') })
  expect(refused.out).toContain('nothing-to-map')
  const done = await answer<{ id: string }>(...chosen, '--value', 'gone=red', '--key', 'paint-it')
  expect(done).toMatchObject({ total: 3, resolved: 3, refused: 0, by: 'anna' })
  for (const run of runs) await engine.reaches(run, 'completed')
  expect(await answer(...chosen, '--value', 'gone=red', '--key', 'paint-it')).toMatchObject({ id: done.id })
})

test('dead letters are listed, edited, replayed and discarded', async () => {
  await engine.publish(
    ...['d1', 'd2', 'd3', 'd4'].map((id) => ({ event: told.events.told, data: { id, colour: 'grey' } })),
  )
  type Letters = { total: number; items: { id: string; data: { id: string } }[] }
  const letters = () => answer<Letters>('dead-letters', 'list', '--reader', 'trigger:painting')
  const { items } = await engine.until('they are kept', async () => {
    const page = await letters()
    return page.total === 4 && page
  })
  const idOf = (name: string) => items.find(({ data }) => data.id === name)!.id
  const text = await gantry('dead-letters', 'list')
  expect(text.out).toMatch(/unfit-event +painters +1 /)
  expect((await gantry('dead-letters', 'show', idOf('d1'))).out).toContain('"colour": "grey"')
  const unfit = await gantry('dead-letters', 'edit', idOf('d1'), '--data', '{"id":"d1"}', ...reason)
  expect(unfit).toMatchObject({ code: 2, err: expect.stringContaining('body.data.colour') })
  await answer('dead-letters', 'edit', idOf('d1'), '--patch', '{"colour":"red"}', ...reason)
  expect(await answer('dead-letters', 'discard', '--id', idOf('d2'), ...reason)).toMatchObject({ resolved: 1 })
  const map = ['--map', 'colour', '--value', 'grey=blue', ...reason]
  expect(await answer('dead-letters', 'replay', '--text', 'grey', ...map)).toMatchObject({ total: 2, resolved: 2 })
  await engine.until('those put right are painted', async () => {
    const { rows } = await engine.database.pool.query<{ key: string }>(
      "select key from gantry.run where flow = 'painting' and state = 'completed' and key like 'd%' order by key",
    )
    return rows.map(({ key }) => key).join() === 'd1,d3,d4'
  })
  expect((await letters()).total).toBe(0)
  expect((await gantry('dead-letters', 'show', '999')).err).toBe(
    'There is no such dead letter.\nSee those there are: pnpm gantry dead-letters list\n',
  )
})

test('runs are listed and shown with their steps', async () => {
  const run = await engine.start(flow, { id: 'r1', colour: 'blue' }, callOf())
  await engine.reaches(run, 'completed')
  expect((await gantry('runs', 'list', '--subject', 'wall r1')).out.replace(/\s+/g, ' ')).toContain(
    `${run} painting v1 wall r1 completed`,
  )
  const shown = await gantry('runs', 'show', run)
  expect(shown.out).toMatch(/mix +step +done +1 +\d+ ms\n/)
  expect(shown.out).toContain('by tester')
})

test('what cannot be done is one sentence and a next step', async () => {
  expect(await gantry('runs', 'list', '--url', 'http://127.0.0.1:9')).toEqual({
    code: 2,
    out: '',
    err: 'No Gantry answers at http://127.0.0.1:9.\nStart it (npx -y pnpm@12 start), or name its address: --url\n',
  })
  expect(await gantry('runs', 'list', '--token', 'nonsense')).toEqual({
    code: 2,
    out: '',
    err: 'The access token is not valid.\nGive a token that it knows: --token, or GANTRY_TOKEN.\n',
  })
  expect((await gantry('runs', 'list', '--older-than', 'long')).err).toContain('is no length of time')
  expect(await gantry('runs', 'show', 'nonsense')).toMatchObject({ code: 2, err: expect.stringContaining('runs list') })
})

test('a listing fits the terminal: the last column takes what is left', () => {
  const lines = listing(['a', 'b'], [['1', 'word '.repeat(40)]], 60).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60)
  expect(lines.length).toBeGreaterThan(3)
})

test('what is kept of a person is erased, unless a legal hold keeps it, each with its reason', async () => {
  const run = await engine.start(flow, { id: 'w9', colour: 'red', painter: 'Grace' })
  await engine.reaches(run, 'completed')
  const about = 'wall w9'
  expect(await answer('data', 'hold', about, ...reason)).toMatchObject({ subject: about, placedBy: 'anna' })
  expect((await gantry('data', 'holds')).out).toContain('The painters said so.')
  const refused = await gantry('data', 'erase', about, ...reason)
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('A legal hold keeps') })
  expect((await gantry('data', 'hold', 'nobody', '--lift', ...reason)).err).toContain('never a legal hold')
  expect(await answer('data', 'hold', about, '--lift', ...reason)).toMatchObject({ liftedBy: 'anna' })
  expect((await gantry('data', 'holds')).out).toBe('No legal hold stands.\n')
  expect(await answer('data', 'erase', about, ...reason)).toEqual({
    subject: about,
    runs: 1,
    values: 1,
    webhooks: 0,
    webhooksHeld: 0,
    systems: [],
  })
  const { out } = await gantry('runs', 'show', run)
  expect(out).toContain('[personal]')
  expect(out).not.toContain('Grace')
  const { items } = await answer<{ items: { action: string }[] }>('audit', 'list', '--object', `subject:${about}`)
  expect(items.map(({ action }) => action)).toEqual(['data.erased', 'legal-hold.lifted', 'legal-hold.placed'])
})

test('a run is signalled, approved and restarted, or cancelled, each with its reason', async () => {
  const run = await engine.start(gilding, { id: 'frame' })
  await engine.reaches(run, 'waiting')
  const sent = ['runs', 'signal', run, 'dried', '--payload', '{"hours":8}', '--id', 'frame-1']
  expect(await answer(...sent)).toMatchObject({ id: run })
  const { id } = await engine.approval(run)
  expect((await gantry('approvals', 'list', '--team', 'treasury')).out).toContain('Use gold?')
  expect(await answer('approvals', 'approve', id, ...reason)).toMatchObject({ state: 'approved', decidedBy: 'anna' })
  expect((await engine.reaches(run, 'completed')).output).toEqual({ hours: 8, by: 'anna' })
  await answer('runs', 'restart', run, '--from', 'gold', ...reason)
  const asked = await engine.until('it is asked anew', async () => {
    const { items } = await answer<{ items: { id: string }[] }>('approvals', 'list', '--run', run)
    return items[0]
  })
  expect((await gantry('approvals', 'reject', id, ...reason)).err).toContain('no longer asked for')
  await answer('runs', 'cancel', run, ...reason)
  await engine.reaches(run, 'cancelled')
  const { out } = await gantry('runs', 'show', run)
  expect(out).toContain(`Approval ${id} (approved, treasury): Use gold? anna: The painters said so.`)
  expect(out).toContain(`Approval ${asked.id} (withdrawn, treasury)`)
  expect(out).toMatch(/restart from gold by anna, .*: The painters said so\./)
  expect(out).toMatch(/cancel by anna, .*: The painters said so\./)
})
