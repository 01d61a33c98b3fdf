import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { client } from '../contract/client.ts'
import { defineContract, type Port, post, z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { callOf, TENANT, TestEngine } from '../testing/engine.ts'
import { corrected } from './correction.ts'
import { countExceptions, listExceptions } from './exception-reader.ts'
import { type Consent, defineFlow } from './flow.ts'
import { faultsOf } from './result-shape.ts'
import { readRun } from './run-reader.ts'

const Posting = z.object({ id: z.string(), account: z.string(), legalEntity: z.string().optional() })
const posting = defineContract({
  name: 'posting',
  version: '1.0.0',
  tier: 'system',
  title: 'Posting',
  description: 'A contract of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    post: post('/postings', {
      summary: 'Post.',
      body: Posting,
      returns: z.object({ number: z.string(), lines: z.int() }),
    }),
  },
})

/** What the vendor of this test does with a posting, and what it was asked. */
let vendor: (body: z.output<typeof Posting>, approval?: Consent) => void
let asked: z.output<typeof Posting>[]
const port: Port<typeof posting> = {
  post: async ({ body }, call) => {
    asked.push(body)
    vendor(body, (call as { approval?: Consent }).approval)
    return { number: `N-${body.id}`, lines: 2 }
  },
}
const vendorClient = client(posting, { kind: 'direct', port: port as never })

const flow = defineFlow({
  name: 'posting-flow',
  version: 1,
  team: 'accounting',
  input: Posting,
  key: ({ id }) => id,
  orderedBy: ({ legalEntity }) => legalEntity,
  about: ({ id }) => `about ${id}`,
  uses: { posting },
  run: async (input, { step, posting }) => {
    const first = await step('number', async () => ({ rate: '1' }))
    const posted = await step('post', (call) => posting.post({ body: { ...input, account: `${input.account}` } }, call))
    return { ...posted, rate: first.rate }
  },
})

const refusal = (kind: 'data' | 'policy', code: string) =>
  new IntegrationError(code, 'The ledger refuses it.', { kind, detail: `${code}: 42` })
const unless =
  (account: string, error = refusal('data', 'unknown-account')) =>
  (body: { account: string }) => {
    if (body.account !== account) throw error
  }

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
  await engine.work({ clientsOf: () => ({ posting: vendorClient }) })
})
afterAll(() => engine?.close())
beforeEach(() => {
  vendor = () => {}
  asked = []
})

let count = 0
const start = (account = 'old', more = {}) => engine.start(flow, { id: `P-${++count}`, account, ...more })

test('an exception keeps what was being asked of an API', async () => {
  vendor = unless('new')
  const run = await start()
  const { call } = await engine.held(run)
  expect(call).toEqual({ operation: 'posting.post', input: { body: { id: `P-${count}`, account: 'old' } } })
  await engine.resolve((await engine.held(run)).id, { action: 'discard' })
})

test('a patch and a table of values put the input right, each under a new request key', async () => {
  vendor = unless('new')
  for (const resolution of [
    { action: 'patch', patch: { account: 'new' } },
    { action: 'map', field: 'account', values: { old: 'new', other: 'x' } },
  ] as const) {
    const run = await start()
    const exception = await engine.held(run)
    await engine.resolve(exception.id, resolution)
    expect((await engine.reaches(run, 'completed')).revision).toBe(1)
    expect(asked.at(-1)).toMatchObject({ account: 'new' })
    expect(await engine.exceptions(run, 'resolved')).toMatchObject([
      { resolution: resolution.action, before: { account: 'old' }, after: { account: 'new' } },
    ])
  }
  const run = await start('strange')
  const { id } = await engine.held(run)
  await expect(engine.resolve(id, { action: 'map', field: 'account', values: { old: 'new' } })).rejects.toMatchObject({
    code: 'nothing-to-map',
  })
  // A patch is held to the flow's schema as an edit is.
  await expect(engine.resolve(id, { action: 'patch', patch: { account: null } })).rejects.toMatchObject({
    code: 'invalid-request',
    errors: [{ path: 'body.input.account' }],
  })
  await engine.resolve(id, { action: 'discard' })
})

test('an approval lifts a rule for the step it was given for, and nothing else can be approved', async () => {
  vendor = (_, approval) => {
    if (approval?.code !== 'period-over') throw refusal('policy', 'period-over')
  }
  const run = await start()
  const exception = await engine.held(run)
  await engine.resolve(exception.id, { action: 'approve' }, 'The controller agrees.')
  await engine.reaches(run, 'completed')
  const approval = { code: 'period-over', by: 'tester', reason: 'The controller agrees.', at: expect.any(String) }
  expect((await readRun(engine.db, TENANT, run)).steps).toContainEqual(
    expect.objectContaining({ step: 'post', state: 'done', approval }),
  )
  vendor = unless('new')
  const wrong = await start()
  const { id } = await engine.held(wrong)
  await expect(engine.resolve(id, { action: 'approve' })).rejects.toMatchObject({ code: 'nothing-to-approve' })
  await engine.resolve(id, { action: 'discard' })
})

test("a done step's result is edited for what is not done yet, and the old one is kept", async () => {
  vendor = unless('new')
  const run = await start()
  const { id } = await engine.held(run)
  vendor = () => {}
  const edit = { action: 'edit-result', step: 'number', result: { rate: '2' } } as const
  await expect(engine.resolve(id, { ...edit, step: 'post' })).rejects.toMatchObject({ code: 'no-such-result' })
  await engine.resolve(id, edit)
  expect((await engine.reaches(run, 'completed')).output).toMatchObject({ rate: '2' })
  expect(await engine.exceptions(run, 'resolved')).toMatchObject([
    { before: { step: 'number', result: { rate: '1' } }, after: { result: { rate: '2' } } },
  ])
})

test('a result that no other run has had the like of is refused', async () => {
  for (const run of [await start(), await start(), await start()]) await engine.reaches(run, 'completed')
  vendor = unless('new')
  const run = await start()
  const { id } = await engine.held(run)
  await expect(engine.resolve(id, { action: 'skip', result: { lines: 'two' } })).rejects.toMatchObject({
    code: 'unfit-result',
    status: 400,
    errors: [
      { path: 'result.number', message: 'It is missing.' },
      { path: 'result.lines', message: 'Expected number.' },
    ],
  })
  await expect(engine.resolve(id, { action: 'skip', result: null })).rejects.toMatchObject({ code: 'unfit-result' })
  expect(await engine.held(run)).toMatchObject({ id, state: 'open' })
  await engine.resolve(id, { action: 'skip', result: { number: 'by hand', lines: 1 } })
  expect((await engine.reaches(run, 'completed')).output).toMatchObject({ number: 'by hand' })
})

test('what was null everywhere, or is there at times only, proves nothing', () => {
  expect(faultsOf('text', [null, null])).toEqual([])
  expect(faultsOf({ a: 1 }, [{ a: 2, b: 'x' }, { a: 3 }])).toEqual([])
  expect(faultsOf({ a: 1, c: true }, [{ a: 2, b: 'x' }, { a: null }])).toEqual([])
  expect(faultsOf([1], [{ a: 1 }])).toEqual([{ path: 'result', message: 'Expected object.' }])
})

test('a preview says what would be done, is refused where that would be, and does nothing', async () => {
  vendor = unless('new')
  const run = await start()
  const exception = await engine.held(run)
  const preview = await engine.engine.preview(exception.id, { action: 'patch', patch: { account: 'new' } }, callOf())
  expect(preview).toMatchObject({
    state: 'queued',
    input: { account: 'old' },
    change: { before: { account: 'old' }, after: { account: 'new' } },
    exception: { id: exception.id, call: { operation: 'posting.post' } },
    example: { number: expect.any(String), lines: expect.any(Number) },
    done: [{ step: 'number', item: '' }],
  })
  await expect(engine.engine.preview(exception.id, { action: 'approve' }, callOf())).rejects.toMatchObject({
    code: 'nothing-to-approve',
  })
  expect(await engine.held(run)).toEqual(exception)
  expect((await engine.run(run)).revision).toBe(0)
  await engine.resolve(exception.id, { action: 'discard' })
})

test('exceptions are chosen by anything known of them, and counted', async () => {
  const [held, other] = ['EMEA', 'APAC']
  vendor = unless('new', refusal('policy', 'chosen'))
  const runs = [await start('old', { legalEntity: held })]
  const exception = await engine.held(runs[0]!)
  runs.push(await start('old', { legalEntity: other }))
  await engine.held(runs[1]!)
  const opened = exception.opened_at.toISOString()
  const chosenBy = async (filter: object) =>
    (await listExceptions(engine.db, TENANT, { state: 'open', code: 'chosen', limit: 10, ...filter })).items.map(
      ({ run }) => run,
    )
  for (const filter of [
    { input: { legalEntity: held } },
    { run: runs[0]! },
    { subject: exception.subject! },
    { text: `About ${exception.run_key}` },
    { correlation: exception.correlation },
  ])
    expect(await chosenBy(filter), JSON.stringify(filter)).toEqual([runs[0]])
  for (const filter of [
    { input: { legalEntity: 'LATAM' } },
    { run: 'nonsense' },
    { text: '100%' },
    { dueBefore: opened },
    { openedBefore: opened },
    { flow: 'another' },
    { kind: 'data' },
    { step: 'number' },
    { state: 'resolved' },
  ])
    expect(await chosenBy(filter), JSON.stringify(filter)).toEqual([])
  expect(await countExceptions(engine.db, TENANT, { code: 'chosen', text: 'CHOSEN: 42' })).toBe(2)
  const page = await listExceptions(engine.db, TENANT, { code: 'chosen', limit: 1 })
  expect(page).toMatchObject({ total: 2, items: [{ run: runs[1] }], next: expect.any(String) })
})

test('a run shows whom it waits for, and whoever waits for it', async () => {
  vendor = unless('new', refusal('data', 'in-line'))
  const first = await start('old', { legalEntity: 'line' })
  await engine.held(first)
  const [second, third] = [await start('new', { legalEntity: 'line' }), await start('new', { legalEntity: 'line' })]
  expect(await readRun(engine.db, TENANT, third)).toMatchObject({
    state: 'blocked',
    ahead: 2,
    blockedBy: { id: first, state: 'held' },
  })
  expect((await readRun(engine.db, TENANT, first)).behind.map(({ id }) => id)).toEqual([second, third])
  await engine.resolve((await engine.held(first)).id, { action: 'patch', patch: { account: 'new' } })
  await engine.reaches(third, 'completed')
  expect(await readRun(engine.db, TENANT, first)).toMatchObject({ ahead: 0, behind: [] })
})

test('a correction leaves what it was given as it is', () => {
  const payload = { lines: [{ code: 'a', n: 1 }, { code: 'b' }], head: { keep: 1, drop: 2 } }
  const before = structuredClone(payload)
  expect(corrected(payload, { action: 'map', field: 'lines.*.code', values: { a: 'z' } })).toEqual({
    ...payload,
    lines: [{ code: 'z', n: 1 }, { code: 'b' }],
  })
  expect(corrected(payload, { action: 'map', field: 'lines.1.code', values: { b: null } })).toMatchObject({
    lines: [{ code: 'a' }, { code: null }],
  })
  expect(corrected(payload, { action: 'patch', patch: { head: { drop: null, add: [1] } } })).toEqual({
    ...payload,
    head: { keep: 1, add: [1] },
  })
  const odd = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>
  corrected({}, { action: 'patch', patch: odd })
  expect('polluted' in {}).toBe(false)
  expect(payload).toEqual(before)
})
