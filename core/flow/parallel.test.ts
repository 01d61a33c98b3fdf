import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { gate, TestEngine } from '../testing/engine.ts'
import { defineFlow, type FlowContext, type StepCall } from './flow.ts'

type Author = (context: FlowContext<Record<never, never>>) => Promise<unknown>
const authors = new Map<string, Author>()
const flow = defineFlow({
  name: 'parallel',
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

const start = (id: string, author: Author) => {
  authors.set(id, author)
  return engine.start(flow, { id })
}

test('steps at the same time are under way together, and give their results in the order of the code', async () => {
  const all = gate()
  const under = new Set<string>()
  const meet = (item: string) => async () => {
    under.add(item)
    if (under.size === 3) all.open()
    await all.opened
    return item
  }
  const run = await start('together', ({ step }) =>
    Promise.all(['a', 'b', 'c'].map((item) => step('meet', meet(item), { item }))),
  )
  expect((await engine.reaches(run, 'completed')).output).toEqual(['a', 'b', 'c'])
})

test('of steps at the same time one that is held stops only itself; its siblings are recorded', async () => {
  let mended = false
  const calls: string[] = []
  const call = (name: string) => async () => void calls.push(name)
  const run = await start('sibling', ({ step }) =>
    Promise.all([
      step('one', call('one')),
      step('two', async () => {
        if (!mended) throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
        return call('two')()
      }),
      step('three', call('three')),
    ]),
  )
  const exception = await engine.held(run)
  expect((await engine.journal(run)).map(({ step, state }) => `${step} ${state}`).sort()).toEqual([
    'one done',
    'three done',
    'two held',
  ])
  mended = true
  await engine.resolve(exception.id, { action: 'retry' })
  await engine.reaches(run, 'completed')
  expect(calls.sort()).toEqual(['one', 'three', 'two'])
})

test('a failure among steps at the same time undoes its siblings too, though they ended after it', async () => {
  const failed = gate()
  const undone: string[] = []
  const run = await start('undone', ({ step }) =>
    Promise.all([
      step(
        'slow',
        () => failed.opened,
        async () => void undone.push('slow'),
      ),
      step(
        'refuse',
        async () => {
          setTimeout(failed.open, 20)
          throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
        },
        { refused: 'throw' },
      ),
    ]),
  )
  await engine.reaches(run, 'compensated')
  expect(undone).toEqual(['slow'])
})

test('a call carries the deadline of its step, who acts for whom, and the run in its key', async () => {
  let heard: StepCall | undefined
  const before = Date.now()
  const run = await start('call', ({ step }) =>
    step(
      'ask',
      async (call) => {
        heard = call
      },
      { item: 'x', timeoutMs: 5_000 },
    ),
  )
  const { correlation } = await engine.reaches(run, 'completed')
  expect(heard).toMatchObject({
    correlation,
    idempotencyKey: `${run}:ask:x`,
    identity: { principal: 'flow:parallel', onBehalfOf: 'tester', tenant: 'test' },
  })
  expect(heard!.deadline - before).toBeGreaterThanOrEqual(5_000)
  expect(heard!.deadline - before).toBeLessThan(15_000)
})
