import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { callOf, TENANT, TestEngine } from '../testing/engine.ts'
import { listApprovals, readApproval } from './approval-reader.ts'
import { defineFlow, type FlowContext, type StepCall } from './flow.ts'
import { listInterventions } from './interventions.ts'

const { told } = defineContract({
  name: 'restart-test',
  version: '1.0.0',
  tier: 'process',
  title: 'Test',
  description: 'Events of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: { told: event(z.object({ key: z.string() }), { key: ({ key }) => key }) },
}).events

type Author = (context: FlowContext<Record<never, never>>) => Promise<unknown>
const authors = new Map<string, Author>()
/** What the vendor was asked, each with its request key. */
const asked: { step: string; key: string }[] = []
const flow = defineFlow({
  name: 'restarted',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string() }),
  key: ({ id }) => id,
  uses: {},
  run: ({ id }, context) => authors.get(id)!(context),
})

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
  await engine.work()
})
afterAll(() => engine.close())
beforeEach(() => {
  asked.length = 0
})

const start = (id: string, author: Author) => {
  authors.set(id, author)
  return engine.start(flow, { id })
}
const ask =
  (step: string, result = step) =>
  async ({ idempotencyKey }: StepCall) => {
    asked.push({ step, key: idempotencyKey.split(':').slice(1).join(':') })
    return result
  }
const restart = (run: string, from: string, item?: string) =>
  engine.engine.restart(run, { from, ...(item !== undefined && { item }), reason: 'The rate was wrong.' }, callOf())
const refused = async () => {
  throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
}

test('restart from a step: that one and the later ones are done again under new request keys, earlier results stay', async () => {
  let rate = 'old'
  const run = await start('again', async ({ step, emit }) => {
    const one = await step('one', ask('one'))
    const two = await step('two', (call) => ask('two', rate)(call))
    await emit('tell', told, { key: 'again' })
    const three = await step('three', ask('three'))
    return [one, two, three]
  })
  const before = await engine.reaches(run, 'completed')
  rate = 'new'
  await restart(run, 'two')
  const after = await engine.until('it ended again', async () => {
    const found = await engine.run(run)
    return found.state === 'completed' && found.revision === 1 ? found : undefined
  })
  expect(after.output).toEqual(['one', 'new', 'three'])
  expect(after.epoch).toBeGreaterThan(before.epoch)
  expect(asked).toEqual([
    { step: 'one', key: 'one' },
    { step: 'two', key: 'two' },
    { step: 'three', key: 'three' },
    { step: 'two', key: 'two::r1' },
    { step: 'three', key: 'three::r1' },
  ])
  const { pool } = engine.database
  const { rows: kept } = await pool.query('select step, result from gantry.superseded where run = $1 order by seq', [
    run,
  ])
  expect(kept).toEqual([
    { step: 'two', result: 'old' },
    { step: 'tell', result: null },
    { step: 'three', result: 'three' },
  ])
  expect(await listInterventions(engine.db, TENANT, run)).toMatchObject([
    { action: 'restart', step: 'two', by: 'tester', reason: 'The rate was wrong.' },
  ])
  // What it tells it tells anew.
  const { rows: events } = await pool.query(`select 1 from gantry.event where key = 'again'`)
  expect(events).toHaveLength(2)
})

test('restart of one item of a loop does it and what was recorded after it again', async () => {
  const run = await start('items', async ({ step }) => {
    const done: string[] = []
    for (const item of ['a', 'b', 'c']) done.push(await step('item', ask(item), { item }))
    return done
  })
  await engine.reaches(run, 'completed')
  asked.length = 0
  await restart(run, 'item', 'b')
  await engine.until('it ended again', async () => asked.length === 2)
  expect(asked).toEqual([
    { step: 'b', key: 'item:b:r1' },
    { step: 'c', key: 'item:c:r1' },
  ])
  await engine.reaches(run, 'completed')
})

test('restart of a held run settles its exception', async () => {
  let mended = false
  const run = await start('held', async ({ step }) => {
    const one = await step('one', (call) => ask('one', mended ? 'right' : 'wrong')(call))
    return step('two', async (call) => (one === 'right' ? ask('two')(call) : refused()))
  })
  await engine.held(run)
  mended = true
  await restart(run, 'one')
  expect((await engine.reaches(run, 'completed')).output).toBe('two')
  expect(await engine.exceptions(run)).toEqual([])
  expect(await engine.exceptions(run, 'resolved')).toMatchObject([{ resolution: 'restart', resolved_by: 'tester' }])
})

test('restart of a failed run from the step that failed', async () => {
  let mended = false
  const run = await start('failed', async ({ step }) => {
    await step('one', ask('one'))
    await step('two', async (call) => (mended ? ask('two')(call) : refused()), { refused: 'throw' })
  })
  await engine.reaches(run, 'failed')
  mended = true
  await restart(run, 'two')
  expect((await engine.reaches(run, 'completed')).error).toBeNull()
  expect(asked.map(({ step }) => step)).toEqual(['one', 'two'])
})

test('restart of a compensated run is refused behind what was undone, and goes from the first of it', async () => {
  let mended = false
  const run = await start('undone', async ({ step }) => {
    await step('one', ask('one'), async () => {})
    await step('two', ask('two'))
    await step('three', async (call) => (mended ? ask('three')(call) : refused()), { refused: 'throw' })
  })
  await engine.reaches(run, 'compensated')
  await expect(restart(run, 'three')).rejects.toMatchObject({
    code: 'step-undone',
    detail: expect.stringContaining('one'),
  })
  mended = true
  asked.length = 0
  await restart(run, 'one')
  await engine.reaches(run, 'completed')
  expect(asked.map(({ step }) => step)).toEqual(['one', 'two', 'three'])
})

test('restart asks anew for an approval that is set aside, and withdraws the old one', async () => {
  let mended = false
  const run = await start('asks', ({ step, approval }) =>
    Promise.all([
      step('one', ask('one')).then(() =>
        approval('release', { by: 'team', ask: { subject: 'Release it?' }, within: { days: 1 } }),
      ),
      step('two', async (call) => (mended ? ask('two')(call) : refused())),
    ]),
  )
  await engine.until('the sibling is held', async () => (await engine.exceptions(run)).length === 1)
  await engine.reaches(run, 'waiting')
  const pending = async () => (await listApprovals(engine.db, TENANT, { run, state: 'pending', limit: 9 })).items
  const [first] = await engine.until('it is asked', async () => {
    const found = await pending()
    return found.length === 1 && found
  })
  mended = true
  await restart(run, 'one')
  const second = await engine.until('it is asked anew', async () => {
    const [found] = await pending()
    return found && found.id !== first!.id && found
  })
  expect(await readApproval(engine.db, TENANT, first!.id)).toMatchObject({ state: 'withdrawn' })
  await engine.engine.approve(second.id, 'Yes.', callOf())
  await engine.reaches(run, 'completed')
})

test('restart is refused while the run is under way or being undone, and where the step is unknown', async () => {
  const run = await start('waits', async ({ step, wait }) => {
    await step('one', ask('one'))
    await wait('told', told, 'nobody', { within: { days: 1 } })
  })
  await engine.reaches(run, 'waiting')
  await expect(restart(run, 'one')).rejects.toMatchObject({
    code: 'run-underway',
    detail: expect.stringContaining('waiting'),
  })
  const stuck = await start('stuck', async ({ step }) => {
    await step('one', ask('one'), refused)
    await step('two', refused, { refused: 'throw' })
  })
  await engine.held(stuck)
  await expect(restart(stuck, 'one')).rejects.toMatchObject({ code: 'already-compensating' })
  const ended = await start('ended', ({ step }) => step('one', ask('one')))
  await engine.reaches(ended, 'completed')
  await expect(restart(ended, 'ones')).rejects.toMatchObject({ code: 'no-such-step', detail: 'It has "one".' })
  await expect(restart('nothing', 'one')).rejects.toMatchObject({ code: 'no-such-run' })
})
