import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { callOf, gate, TestEngine } from '../testing/engine.ts'
import { defineFlow, type FlowContext } from './flow.ts'

const Input = z.object({ id: z.string(), account: z.string(), amount: z.string().default('1') })
type Input = z.output<typeof Input>
const authors = new Map<string, (context: FlowContext<Record<never, never>>) => Promise<unknown>>()
const began: string[] = []
const ordered = (name: string, onParked: 'block' | 'pass') =>
  defineFlow({
    name,
    version: 1,
    team: 'platform',
    input: Input,
    key: ({ id }) => id,
    digest: ({ amount }) => ({ amount }),
    orderedBy: ({ account }) => account,
    onParked,
    uses: {},
    run: async ({ id }: Input, context) => {
      await context.step('begin', async () => void began.push(id))
      return authors.get(id)?.(context)
    },
  })
const blocking = ordered('blocking', 'block')
const passing = ordered('passing', 'pass')

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([blocking, passing])
  await engine.work()
  await engine.work()
})
afterAll(() => engine.close())
beforeEach(() => {
  began.length = 0
  authors.clear()
})

const refused = async () => {
  throw new IntegrationError('refused', 'Refused.', { kind: 'data' })
}
let accounts = 0
const account = () => `A-${++accounts}`

test('runs of one order go one after another; the blocked ones are visible and released', async () => {
  const first = gate()
  authors.set('o-1', ({ step }) => step('hold up', () => first.opened))
  const of = account()
  const runs: string[] = []
  for (const id of ['o-1', 'o-2', 'o-3']) runs.push(await engine.start(blocking, { id, account: of }))
  await engine.until('the first is under way', async () => began.includes('o-1'))
  expect((await engine.run(runs[1]!)).state).toBe('blocked')
  expect((await engine.run(runs[2]!)).state).toBe('blocked')
  const other = await engine.start(blocking, { id: 'o-4', account: account() })
  await engine.reaches(other, 'completed')
  first.open()
  for (const run of runs) await engine.reaches(run, 'completed')
  expect(began).toEqual(['o-1', 'o-4', 'o-2', 'o-3'])
})

test('a run lets the next one go at its first wait', async () => {
  authors.set('w-1', ({ sleep }) => sleep('long', { within: { days: 1 } }))
  const of = account()
  const first = await engine.start(blocking, { id: 'w-1', account: of })
  const second = await engine.start(blocking, { id: 'w-2', account: of })
  await engine.reaches(second, 'completed')
  // It let the second one go before it was put down itself.
  await engine.reaches(first, 'waiting')
})

test.for([
  ['blocks', 'block', 'blocked'],
  ['lets pass', 'pass', 'completed'],
] as const)('a run held by an exception %s the next one, as its flow declares', async ([, onParked, state]) => {
  const flow = onParked === 'block' ? blocking : passing
  for (const [held, bug] of [
    [`${onParked} held`, false],
    [`${onParked} bug`, true],
  ] as const) {
    authors.set(held, async ({ step }) => {
      if (bug) throw new Error('a bug of the flow')
      await step('refused', refused)
    })
    const of = account()
    const first = await engine.start(flow, { id: held, account: of })
    const exception = await engine.held(first)
    const second = await engine.start(flow, { id: `${held} next`, account: of })
    await engine.reaches(second, state)
    await engine.resolve(exception.id, { action: 'discard' })
    await engine.reaches(second, 'completed')
  }
})

test('the same start again is the same run, also at the same moment; with other data it is refused', async () => {
  const input = { id: 'same', account: account() }
  const starts = await Promise.all([...Array(8)].map(() => engine.engine.start(blocking, input, callOf())))
  expect(new Set(starts.map(({ id }) => id)).size).toBe(1)
  expect(starts.filter(({ started }) => started)).toHaveLength(1)
  await engine.reaches(starts[0]!.id, 'completed')
  expect(began).toEqual(['same'])
  await expect(engine.start(blocking, { ...input, amount: '2' })).rejects.toMatchObject({
    code: 'different-body',
    status: 422,
  })
  // The account is no declared business field of this flow.
  await engine.start(blocking, { ...input, account: 'moved' })
  const [elsewhere] = [await engine.engine.find(blocking, 'same', callOf({ identity: foreign }))]
  expect(elsewhere).toBeUndefined()
})
const foreign = { tenant: 'other', principal: 'tester', scopes: ['*'] }

test("a key that Postgres has no text for is the caller's mistake, and no fault of ours", async () => {
  const start = engine.start(blocking, { id: 'a\0b', account: account() })
  await expect(start).rejects.toMatchObject({ code: 'unfit-key', kind: 'data', status: 422 })
})

test('whatever the accounts and however the starts fall together, each account keeps its order', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 }), async (of) => {
      const prefix = `p${++round}`
      const runs: string[] = []
      began.length = 0
      for (const [n, who] of of.entries())
        runs.push(await engine.start(blocking, { id: `${prefix}-${n}`, account: `${prefix}-${who}` }))
      for (const run of runs) await engine.reaches(run, 'completed')
      for (const who of new Set(of)) {
        const expected = of.flatMap((one, n) => (one === who ? [`${prefix}-${n}`] : []))
        expect(began.filter((id) => expected.includes(id))).toEqual(expected)
      }
    }),
    { numRuns: 15 },
  )
})
