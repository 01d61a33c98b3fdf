import { Lineage } from '@gantry/core/connector/lineage'
import type { Port } from '@gantry/core/contract'
import { z } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { IntegrationError } from '@gantry/core/errors'
import { defineFlow } from '@gantry/core/flow'
import { callOf, log, TENANT, TestEngine } from '@gantry/core/testing/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operations } from './contract.ts'
import operationsProcess from './process.ts'

const refused = (code: string, team: string) =>
  new IntegrationError(code, 'It was refused.', { kind: 'data', team, detail: 'why' })
const flow = (name: string) =>
  defineFlow({
    name,
    version: 1,
    team: 'platform',
    input: z.object({ id: z.string(), subject: z.string().optional(), refuse: z.string().optional() }),
    key: ({ id }) => id,
    about: ({ subject }) => subject,
    uses: {},
    run: async ({ refuse }, { step }) => {
      await step('do', async () => {
        if (refuse) throw refused(refuse, `team-${refuse}`)
      })
    },
  })
const [one, two] = [flow('one'), flow('two')]
const asking = defineFlow({
  name: 'asking',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  signals: { told: z.object({ word: z.string() }) },
  uses: {},
  run: async ({ id }, { step, signal, approval }) => {
    await step('begin', async () => id)
    const { word } = await signal('told', { within: { days: 1 } })
    const ask = { subject: `May ${id} say ${word}?`, detail: { word } }
    return (await approval('leave', { by: 'finance', ask, fourEyes: true, within: { days: 1 } })).reason
  },
})

let engine: TestEngine
const serve = () =>
  client(operations, {
    kind: 'direct',
    port: operationsProcess.serve({
      engine: engine.engine,
      db: engine.db,
      published: async () => [],
    } as never) as Port<never>,
  })
let api: ReturnType<typeof serve>
beforeAll(async () => {
  engine = await TestEngine.open([one, two, asking])
  api = serve()
  await engine.work()
})
afterAll(() => engine?.close())

const keys = (runs: { items: { key: string }[] }) => runs.items.map(({ key }) => key).sort()

test('runs are found by state, flow, subject and correlation', async () => {
  const call = callOf({ correlation: 'request-1' })
  const done = await engine.start(one, { id: 'a', subject: 'Q-1' }, call)
  const held = await engine.start(two, { id: 'b', refuse: 'wrong' }, call)
  await engine.reaches(await engine.start(two, { id: 'c', subject: 'Q-1' }), 'completed')
  await engine.reaches(done, 'completed')
  await engine.reaches(held, 'held')
  const list = async (query: object) => keys(await api.listRuns({ query }, callOf()))
  expect(await list({})).toEqual(['a', 'b', 'c'])
  expect(await list({ state: 'held' })).toEqual(['b'])
  expect(await list({ flow: 'two' })).toEqual(['b', 'c'])
  expect(await list({ flow: 'two', key: 'c' })).toEqual(['c'])
  expect(await list({ flow: 'one', key: 'c' })).toEqual([])
  expect(await list({ subject: 'Q-1' })).toEqual(['a', 'c'])
  expect(await list({ correlation: 'request-1' })).toEqual(['a', 'b'])
  expect(await list({ correlation: 'request-1', flow: 'one', state: 'completed' })).toEqual(['a'])
  expect(await list({ correlation: 'request-2' })).toEqual([])
})

test('another tenant sees none of it', async () => {
  const stranger = callOf({ identity: { tenant: 'other', principal: 'stranger', scopes: ['*'] } })
  expect((await api.listRuns({}, stranger)).items).toEqual([])
  expect((await api.listExceptions({}, stranger)).items).toEqual([])
  expect(await api.countRuns({}, stranger)).toEqual({ runs: [], exceptions: [], deadLetters: [] })
  const { items } = await api.listRuns({}, callOf())
  await expect(api.getRun({ id: items[0]!.id }, stranger)).rejects.toMatchObject({ code: 'no-such-run', status: 404 })
})

/** Every page of a list, and how many there were. */
async function pages<T>(limit: number, read: (cursor?: string) => Promise<{ items: T[]; next?: string | undefined }>) {
  const sizes: number[] = []
  const items: T[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor)
    expect(page.items.length).toBeLessThanOrEqual(limit)
    sizes.push(page.items.length)
    items.push(...page.items)
    if (page.next === undefined) return { items, sizes }
    cursor = page.next
  }
}

test('pages of runs skip none and repeat none, though all changed in one millisecond', async () => {
  // Microseconds apart, and some at the very same one.
  await engine.database.pool.query(
    `insert into gantry.run
    (id, tenant, flow, version, key, digest, state, input, correlation, principal, updated_at)
    select gen_random_uuid(), $1, 'paged', 1, n::text, '', 'completed', '{}', 'c', 'p',
      timestamptz '2026-03-31T09:30:00.123000Z' + (n / 3) * interval '1 microsecond' from generate_series(1, 40) n`,
    [TENANT],
  )
  for (const limit of [1, 7, 20, 40]) {
    const { items, sizes } = await pages(limit, (cursor) =>
      api.listRuns({ query: { flow: 'paged', limit, ...(cursor && { cursor }) } }, callOf()),
    )
    expect(new Set(items.map(({ key }) => key)).size).toBe(40)
    expect(items).toHaveLength(40)
    // No empty page at the end.
    expect(sizes).toHaveLength(Math.ceil(40 / limit))
  }
})

test('pages of exceptions skip none and repeat none, though all opened in one millisecond', async () => {
  await engine.database.pool.query(
    `insert into gantry.exception (id, tenant, run, flow, run_key, subject, step, code, kind, sentence, team,
      correlation, opened_at, due_at)
    select gen_random_uuid(), $1, r.id, 'paged', r.key, 'Q-' || r.key, 'do', 'paged', 'data', 'Refused.', 'tellers', 'c',
      timestamptz '2026-03-31T09:30:00.123000Z' + (r.key::int / 3) * interval '1 microsecond', now()
    from gantry.run r where flow = 'paged'`,
    [TENANT],
  )
  const { items } = await pages(7, (cursor) =>
    api.listExceptions({ query: { code: 'paged', limit: 7, ...(cursor && { cursor }) } }, callOf()),
  )
  expect(items).toHaveLength(40)
  expect(new Set(items.map(({ id }) => id)).size).toBe(40)
})

test('a cursor of no page is refused', async () => {
  const [run] = (await api.listRuns({}, callOf())).items
  for (const cursor of [
    'yesterday',
    '2026-03-31T09:30:00.123Z',
    '2026-03-31T09:30:00.123Z|Q-1',
    `2026-02-30T09:30:00Z|${run!.id}`,
    `0000-01-01T00:00:00Z|${run!.id}`,
    '',
  ]) {
    const refusal = { code: 'invalid-cursor', kind: 'data', status: 400 }
    await expect(api.listRuns({ query: { cursor } }, callOf()), cursor).rejects.toMatchObject(refusal)
    await expect(api.listExceptions({ query: { cursor } }, callOf()), cursor).rejects.toMatchObject(refusal)
  }
})

test('exceptions are found by state, code, team and subject, and resolved with who did it and why', async () => {
  const run = await engine.start(one, { id: 'stuck', subject: 'Q-stuck', refuse: 'stuck' })
  const { id } = await engine.held(run)
  const list = async (query: object) =>
    (await api.listExceptions({ query }, callOf())).items.map((exception) => exception.id)
  for (const query of [{ code: 'stuck' }, { team: 'team-stuck' }, { subject: 'Q-stuck' }])
    expect(await list(query)).toEqual([id])
  expect(await list({ subject: 'Q-stuck', state: 'resolved' })).toEqual([])
  expect(await api.getException({ id }, callOf())).toMatchObject({ sentence: 'It was refused.', detail: 'why', run })
  const body = { resolution: { action: 'skip' as const, result: null }, reason: 'Done by hand.' }
  await api.resolveException({ id, body }, callOf())
  await engine.reaches(run, 'completed')
  expect(await list({ subject: 'Q-stuck' })).toEqual([])
  expect(
    (await api.listExceptions({ query: { subject: 'Q-stuck', state: 'resolved' } }, callOf())).items,
  ).toMatchObject([{ id, resolution: 'skip', resolvedBy: 'tester', reason: 'Done by hand.' }])
  await expect(api.resolveException({ id, body }, callOf())).rejects.toMatchObject({ code: 'already-resolved' })
})

test('a run is read with its journal, and runs and exceptions are counted', async () => {
  const [run] = (await api.listRuns({ query: { state: 'held', flow: 'two' } }, callOf())).items
  const lineage = new Lineage(engine.db, TENANT, log)
  const asked = { connection: 'acme', operation: 'erp.createReceivable', input: { id: 'b' }, output: { number: '1' } }
  lineage.record({ ...asked, key: `${run!.id}:do` })
  await lineage.close()
  const digest = expect.stringMatching(/^[\w-]{43}$/)
  const exchange = { step: 'do', undo: false, connection: 'acme', operation: asked.operation, request: digest }
  expect(await api.getRun({ id: run!.id }, callOf())).toMatchObject({
    input: { id: 'b', refuse: 'wrong' },
    exchanges: [{ ...exchange, answer: digest }],
    steps: [{ step: 'do', state: 'held', attempts: 1 }],
    exceptions: [{ code: 'wrong', team: 'team-wrong' }],
  })
  const { runs, exceptions } = await api.countRuns({}, callOf())
  expect(runs).toContainEqual({ flow: 'paged', state: 'completed', count: 40 })
  expect(runs).toContainEqual({ flow: 'two', state: 'held', count: 1 })
  expect(exceptions).toEqual([
    { team: 'team-wrong', count: 1 },
    { team: 'tellers', count: 40 },
  ])
  for (const id of ['00000000-0000-4000-8000-000000000000', 'nonsense'])
    await expect(api.getRun({ id }, callOf())).rejects.toMatchObject({ code: 'no-such-run', status: 404 })
})

const fiona = callOf({
  identity: { tenant: TENANT, principal: 'fiona', scopes: ['process.operations.*', 'approve.finance'] },
})

test('a run is signalled by its id, asks, and goes on with what was decided', async () => {
  const run = await engine.start(asking, { id: 'speech' })
  const signal = { name: 'told', payload: { word: 'yes' }, id: '1' }
  await api.signalRun({ id: run, body: signal }, callOf())
  await api.signalRun({ id: run, body: signal }, callOf())
  await expect(api.signalRun({ id: run, body: { ...signal, name: 'asked' } }, callOf())).rejects.toMatchObject({
    code: 'no-such-signal',
    status: 404,
  })
  const { id } = await engine.approval(run)
  const asked = { id, run, runKey: 'speech', team: 'finance', ask: 'May speech say yes?', fourEyes: true }
  expect((await api.listApprovals({ query: { team: 'finance' } }, callOf())).items).toMatchObject([asked])
  expect(await api.listApprovals({ query: { run, state: 'approved' } }, callOf())).toEqual({ items: [] })
  const decide = (call: typeof fiona, reason = 'Said often.') =>
    api.decideApproval({ id, body: { decision: 'approved', reason } }, call)
  const sam = callOf({
    identity: { tenant: TENANT, principal: 'sam', scopes: ['process.operations.*', 'approve.sales'] },
  })
  await expect(decide(sam)).rejects.toMatchObject({ code: 'not-an-approver', status: 403 })
  await expect(decide(callOf())).rejects.toMatchObject({ code: 'four-eyes' })
  expect(await decide(fiona)).toMatchObject({ state: 'approved', decidedBy: 'fiona', reason: 'Said often.' })
  expect((await engine.reaches(run, 'completed')).output).toBe('Said often.')
  expect(await api.getApproval({ id }, callOf())).toMatchObject({ state: 'approved' })
})

test('what people did to a run is shown with it', async () => {
  const run = await engine.start(asking, { id: 'restless' })
  await engine.reaches(run, 'waiting')
  const cancelled = await api.cancelRun({ id: run, body: { reason: 'Not now.' } }, fiona)
  expect(cancelled).toMatchObject({ id: run, error: { code: 'cancelled' } })
  await engine.reaches(run, 'cancelled')
  await api.restartRun({ id: run, body: { from: 'begin', reason: 'Now.' } }, callOf())
  await engine.reaches(run, 'waiting')
  const { interventions, approvals } = await api.getRun({ id: run }, callOf())
  expect(approvals).toEqual([])
  expect(interventions).toMatchObject([
    { action: 'cancel', by: 'fiona', reason: 'Not now.' },
    { action: 'restart', step: 'begin', reason: 'Now.' },
  ])
})

test('approvals are listed page by page, each once', async () => {
  await engine.database.pool.query(
    `insert into gantry.approval (id, tenant, run, flow, run_key, step, team, ask, four_eyes, starter, correlation, due_at, asked_at)
     select gen_random_uuid(), $1, (select id from gantry.run limit 1), 'asking', 'k', 'leave', 'pages', 'May I?', false, 's',
       'c', now(), '2026-01-01Z'::timestamptz + (n / 3) * interval '1 microsecond' from generate_series(1, 10) n`,
    [TENANT],
  )
  const { items, sizes } = await pages(4, (cursor) =>
    api.listApprovals({ query: { team: 'pages', limit: 4, ...(cursor !== undefined && { cursor }) } }, callOf()),
  )
  expect(sizes).toEqual([4, 4, 2])
  expect(new Set(items.map(({ id }) => id)).size).toBe(10)
})
