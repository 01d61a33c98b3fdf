import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { type FailureKind, IntegrationError } from '../errors/integration-error.ts'
import { gate, TestEngine } from '../testing/engine.ts'
import { defineFlow, type FlowContext, type StepCall } from './flow.ts'

const Input = z.object({ id: z.string(), amount: z.string().default('1') })
type Input = z.output<typeof Input>
type Author = (input: Input, context: FlowContext<Record<never, never>>) => Promise<unknown>

const authors = new Map<string, Author>()
const flow = defineFlow({
  name: 'failing',
  version: 1,
  team: 'billing-operations',
  input: Input,
  key: ({ id }) => id,
  uses: {},
  run: (input, context) => authors.get(input.id)!(input, context),
})
const { told } = defineContract({
  name: 'failure-test',
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

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
  await engine.work()
})
afterAll(() => engine.close())

const failed = (kind: FailureKind, more = {}, code = `${kind}-failure`) =>
  new IntegrationError(code, 'It failed.', { kind, ...more })
const start = (id: string, author: Author) => {
  authors.set(id, author)
  return engine.start(flow, { id })
}
const quickly = { retry: { firstMs: 1, maxMs: 2 } }
const thrower = (error: unknown) => async () => {
  throw error
}

test('a transient failure is repeated with growing pauses until it passes, and counted', async () => {
  const keys: string[] = []
  const run = await start('transient', async (_, { step }) =>
    step(
      'flaky',
      async (call) => {
        if (keys.push(call.idempotencyKey) < 5) throw failed('transient')
        return 'passed'
      },
      { retry: { firstMs: 4, maxMs: 20 } },
    ),
  )
  expect((await engine.reaches(run, 'completed')).output).toBe('passed')
  expect(new Set(keys)).toEqual(new Set([`${run}:flaky`]))
  expect(await engine.journal(run)).toMatchObject([{ state: 'done', attempts: 5 }])
})

test("a vendor's Retry-After is obeyed: the run sleeps in the table, and is not called before", async () => {
  const at: number[] = []
  const run = await start('retry-after', async (_, { step }) =>
    step(
      'limited',
      async () => {
        if (at.push(performance.now()) === 1) throw failed('transient', { retryAfterMs: 1_200 })
      },
      quickly,
    ),
  )
  const parked = await engine.reaches(run, 'waiting')
  expect(parked.due_at!.getTime() - Date.now()).toBeGreaterThan(900)
  await engine.reaches(run, 'completed')
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(1_190)
})

test.for([
  ['transient failures used up', 'transient', 'billing-operations'],
  ['a data failure', 'data', 'billing-operations'],
  ['a policy failure', 'policy', 'billing-operations'],
  ['a bug', 'bug', 'billing-operations'],
] as const)('%s hold the run and open one exception for a person', async ([name, kind, team]) => {
  let calls = 0
  const run = await start(name, async (_, { step }) =>
    step(
      'call',
      async () => {
        calls++
        throw failed(kind, { detail: 'technical' })
      },
      { retry: { attempts: 2, firstMs: 1 } },
    ),
  )
  expect(await engine.held(run)).toMatchObject({ step: 'call', kind, team, detail: 'technical', phase: 'do' })
  expect(calls).toBe(kind === 'transient' ? 2 : 1)
})

test('a lost connection in a call counts as an attempt, and is not taken for an outage of our database', async () => {
  const run = await start('reset', async (_, { step }) =>
    step('call', thrower(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })), {
      retry: { attempts: 3, firstMs: 1, maxMs: 1 },
    }),
  )
  expect(await engine.held(run)).toMatchObject({ step: 'call', kind: 'transient', code: 'unavailable' })
})

test('retry calls a held step again', async () => {
  let mended = false
  const run = await start('retry', async (_, { step }) =>
    step('call', async () => {
      if (!mended) throw failed('data')
      return 'passed'
    }),
  )
  const exception = await engine.held(run)
  mended = true
  await engine.resolve(exception.id, { action: 'retry' })
  expect((await engine.reaches(run, 'completed')).output).toBe('passed')
  await expect(engine.resolve(exception.id, { action: 'retry' })).rejects.toMatchObject({ code: 'already-resolved' })
})

test('edit replaces the input for what is not done, under a new request key, and keeps the old value', async () => {
  const keys: string[] = []
  const run = await start('edit', async ({ amount }, { step }) => {
    await step('first', async () => 1)
    return step('call', async (call) => {
      keys.push(call.idempotencyKey)
      if (amount === '1') throw failed('data')
      return amount
    })
  })
  const exception = await engine.held(run)
  await expect(engine.resolve(exception.id, { action: 'edit', input: { amount: 2 } })).rejects.toMatchObject({
    code: 'invalid-request',
  })
  await expect(engine.resolve(exception.id, { action: 'edit', input: { id: 'other' } })).rejects.toMatchObject({
    code: 'key-changed',
  })
  await engine.resolve(exception.id, { action: 'edit', input: { id: 'edit', amount: '2' } })
  expect((await engine.reaches(run, 'completed')).output).toBe('2')
  expect(new Set(keys).size).toBe(2)
  expect(await engine.exceptions(run, 'resolved')).toMatchObject([
    {
      before: { id: 'edit', amount: '1' },
      after: { id: 'edit', amount: '2' },
      resolved_by: 'tester',
      reason: 'tested',
    },
  ])
})

test('skip takes a result without calling', async () => {
  let calls = 0
  const run = await start('skip', async (_, { step }) =>
    step('call', async (): Promise<unknown> => {
      calls++
      throw failed('policy')
    }),
  )
  await engine.resolve((await engine.held(run)).id, { action: 'skip', result: 'by hand' })
  expect((await engine.reaches(run, 'completed')).output).toBe('by hand')
  expect(calls).toBe(1)
})

test('compensate undoes what was done, last first; discard leaves it, and settles every exception', async () => {
  const undone: string[] = []
  const author: Author = async (_, { step }) => {
    const undo = async (name: string) => void undone.push(name)
    await step('one', async () => 'one', undo)
    await step('two', async () => 'two', undo)
    await Promise.all([step('three', thrower(failed('data'))), step('four', thrower(failed('policy')))])
  }
  const compensated = await start('compensate', author)
  await engine.held(compensated)
  await engine.until('both failed', async () => (await engine.exceptions(compensated)).length === 2)
  await engine.resolve((await engine.held(compensated)).id, { action: 'compensate' })
  await engine.reaches(compensated, 'compensated')
  expect(undone).toEqual(['two', 'one'])
  expect(await engine.exceptions(compensated)).toEqual([])
  const discarded = await start('discard', author)
  await engine.until('both failed', async () => (await engine.exceptions(discarded)).length === 2)
  await engine.resolve((await engine.held(discarded)).id, { action: 'discard' })
  await engine.reaches(discarded, 'discarded')
  expect(undone).toEqual(['two', 'one'])
  expect(await engine.exceptions(discarded)).toEqual([])
})

test('a failure thrown at the flow undoes in reverse order, journals each undo, and tells that the run ended', async () => {
  const undone: [string, string][] = []
  const undo = async (name: string, call: StepCall) => void undone.push([name, call.idempotencyKey])
  const run = await start('thrown', async (_, { step }) => {
    await step('one', async () => 'one', undo)
    await step('two', async () => 'two', undo)
    await step('three', thrower(failed('data')), { refused: 'throw' })
  })
  await engine.reaches(run, 'compensated')
  expect(undone.map(([name]) => name)).toEqual(['two', 'one'])
  expect(new Set(undone.map(([, key]) => key)).size).toBe(2)
  expect((await engine.journal(run)).map(({ step, state }) => `${step} ${state}`)).toEqual([
    'one undone',
    'two undone',
    'three failed',
  ])
  const { rows } = await engine.database.pool.query(
    `select data from gantry.event where name = 'flow.runEnded'
    and key = $1`,
    [run],
  )
  expect(rows).toMatchObject([{ data: { state: 'compensated', sentence: 'It failed.' } }])
})

test('an undo that fails for now is repeated', async () => {
  let tries = 0
  const run = await start('undo again', async (_, { step }) => {
    await step(
      'one',
      async () => 1,
      async () => {
        if (++tries < 3) throw failed('transient', { retryAfterMs: 1 })
      },
    )
    await step('two', thrower(failed('data')), { refused: 'throw' })
  })
  await engine.reaches(run, 'compensated')
  expect(tries).toBe(3)
})

test('S07 an undo that fails for good opens an exception and is never tried again unasked, whatever is heard', async () => {
  let tries = 0
  let mended = false
  const run = await start('S07', async (_, { step, wait }) => {
    await step(
      'one',
      async () => 1,
      async () => {
        tries++
        if (!mended) throw failed('data')
      },
    )
    await Promise.all([
      wait('told', told, 'S07', { within: { days: 1 } }),
      step('two', thrower(failed('policy')), { refused: 'throw' }),
    ])
  })
  const exception = await engine.held(run)
  expect(exception).toMatchObject({ phase: 'undo', step: 'one', code: 'compensation-failed' })
  await engine.publish({ event: told, data: { key: 'S07' } })
  const other = await start('S07 other', async () => 1)
  await engine.reaches(other, 'completed')
  expect(await engine.run(run)).toMatchObject({ state: 'held' })
  expect(tries).toBe(1)
  mended = true
  await engine.resolve(exception.id, { action: 'retry' })
  await engine.reaches(run, 'compensated')
  expect(tries).toBe(2)
})

test('S08 a sibling due for a retry while the run compensates is not called', async () => {
  let calls = 0
  const called = gate()
  const run = await start('S08', async (_, { step }) => {
    await step(
      'before',
      async () => 1,
      async () => {},
    )
    await Promise.all([
      step(
        'sibling',
        async () => {
          calls++
          called.open()
          throw failed('transient', { retryAfterMs: 300 })
        },
        quickly,
      ),
      called.opened.then(() => step('refused', thrower(failed('data')), { refused: 'throw' })),
    ])
  })
  await engine.reaches(run, 'compensated')
  expect(calls).toBe(1)
})

test('an effect whose answer was lost before the run failed opens an exception: nobody knows whether it is there', async () => {
  const run = await start('uncertain', async (_, { step }) => {
    await step('lost', thrower(failed('transient', { outcomeUnknown: true })), {
      refused: 'throw',
      retry: { attempts: 1 },
    })
  })
  await engine.reaches(run, 'failed')
  const [exception] = await engine.exceptions(run)
  expect(exception).toMatchObject({ step: 'lost', code: 'outcome-unknown', phase: 'undo' })
  // The run has ended: nothing brings it back to life.
  await expect(engine.resolve(exception!.id, { action: 'retry' })).rejects.toMatchObject({ code: 'run-ended' })
  await engine.resolve(exception!.id, { action: 'skip', result: null })
  expect(await engine.run(run)).toMatchObject({ state: 'failed' })
})

test('a later "slow down" does not make a lost answer certain', async () => {
  let calls = 0
  const run = await start('still uncertain', async (_, { step }) => {
    await step(
      'lost',
      async () => {
        throw failed('transient', ++calls === 1 ? { outcomeUnknown: true } : {})
      },
      { refused: 'throw', retry: { attempts: 2, firstMs: 1 } },
    )
  })
  await engine.reaches(run, 'failed')
  expect(await engine.exceptions(run)).toMatchObject([{ code: 'outcome-unknown' }])
})

test('a repeat is told since when the outcome is unknown, until a person has looked', async () => {
  const began = Date.now()
  const told: (number | undefined)[] = []
  const run = await start('uncertain since', async (_, { step }) => {
    await step(
      'lost',
      async ({ uncertainSince }) => {
        told.push(uncertainSince)
        if (told.length < 3) throw failed('transient', told.length === 1 ? { outcomeUnknown: true } : {})
        if (told.length === 3) throw failed('policy', { outcomeUnknown: true, unsent: true }, 'key-expired')
      },
      { retry: { firstMs: 1 } },
    )
  })
  const exception = await engine.held(run)
  expect(exception.code).toBe('key-expired')
  await engine.resolve(exception.id, { action: 'approve' })
  await engine.reaches(run, 'completed')
  expect(told).toEqual([undefined, expect.any(Number), told[1], undefined])
  expect(told[1]).toBeGreaterThanOrEqual(began)
})

test('an undo that could not be sent has used no attempt up', async () => {
  const counted: number[] = []
  const run: string = await start('undo unsent', async (_, { step }) => {
    await step(
      'done',
      async () => 1,
      async () => {
        const { rows } = await engine.database.pool.query(
          `select attempts from gantry.journal where run = $1 and step = 'done'`,
          [run],
        )
        if (counted.push(rows[0].attempts) < 4) throw failed('transient', { unsent: true })
      },
    )
    await step('refused', thrower(failed('data')), { refused: 'throw' })
  })
  await engine.reaches(run, 'compensated')
  // The first one finds what the step itself took.
  expect(counted).toEqual([1, 0, 0, 0])
})

test('after an edit that takes another way, what was done on the old one is not left standing unseen', async () => {
  const run = await start('other way', async ({ amount }, { step }) => {
    if (amount === '1')
      await step(
        'old way',
        async () => 1,
        async () => {},
      )
    await step('call', thrower(failed('data')))
  })
  await engine.resolve((await engine.held(run)).id, { action: 'edit', input: { id: 'other way', amount: '2' } })
  const bug = await engine.until('the bug is seen', async () =>
    (await engine.exceptions(run)).find(({ code }) => code === 'unexpected-step'),
  )
  await engine.reaches(run, 'held')
  await engine.resolve(bug.id, { action: 'compensate' })
  const exception = await engine.until('the undo is missed', async () =>
    (await engine.exceptions(run)).find(({ phase }) => phase === 'undo'),
  )
  expect(exception).toMatchObject({ step: 'old way', code: 'compensation-failed' })
  expect(exception.detail).toContain('undo-unknown')
  await engine.reaches(run, 'held')
  await engine.resolve(exception.id, { action: 'skip', result: null })
  await engine.reaches(run, 'compensated')
})

test('a step that takes too long is of unknown outcome and is repeated under the same key', async () => {
  const keys: string[] = []
  const run = await start('slow', async (_, { step }) =>
    step(
      'slow',
      (call) => (keys.push(call.idempotencyKey) === 1 ? new Promise<string>(() => {}) : Promise.resolve('in time')),
      { timeoutMs: 20, ...quickly },
    ),
  )
  expect((await engine.reaches(run, 'completed')).output).toBe('in time')
  expect(new Set(keys).size).toBe(1)
})

test('no two effects share an idempotency key, whatever their steps and items are called', async () => {
  const keys: string[] = []
  const note = async (call: StepCall) => void keys.push(call.idempotencyKey)
  const run = await start('keys', async (_, { step }) => {
    await step('a:b', note)
    await step('a', note, { item: 'b' })
    await step('a', note, async (_result, call) => note(call))
    await step('a', note, { item: 'undo' })
    await step('end', thrower(failed('data')), { refused: 'throw' })
  })
  await engine.reaches(run, 'compensated')
  expect(keys).toHaveLength(5)
  expect(new Set(keys).size).toBe(5)
})
