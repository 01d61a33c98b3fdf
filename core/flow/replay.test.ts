import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineContract, event, z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { gate, TestEngine } from '../testing/engine.ts'
import { defineFlow, type FlowContext } from './flow.ts'

const Input = z.object({ id: z.string() })
type Input = z.output<typeof Input>
type Author = (input: Input, context: FlowContext<Record<never, never>>) => Promise<unknown>

/** Each flow's function is the test's own, and may be exchanged as a deploy does. */
const authors = new Map<string, Author>()
const flow = defineFlow({
  name: 'replayed',
  version: 1,
  team: 'platform',
  input: Input,
  key: ({ id }) => id,
  uses: {},
  run: (input, context) => authors.get(input.id)!(input, context),
})

const { told, noted } = defineContract({
  name: 'replay-test',
  version: '1.0.0',
  tier: 'process',
  title: 'Test',
  description: 'Events of a test.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: {
    told: event(z.object({ key: z.string(), n: z.number() }), { key: ({ key }) => key }),
    noted: event(z.object({ key: z.string(), note: z.string() }), { key: ({ key }) => key }),
  },
}).events

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
  await engine.work()
})
afterAll(() => engine.close())

const refusal = new IntegrationError('refused', 'The vendor refuses.', { kind: 'data' })
const wait = (n: string) => ({ event: told, data: { key: n, n: 1 } })
const start = (id: string, author: Author) => {
  authors.set(id, author)
  return engine.start(flow, { id })
}

test('a replay gives recorded results, by name and not by position, and calls nothing again', async () => {
  const calls: string[] = []
  const author =
    (order: string[]): Author =>
    async (_, { step, wait }) => {
      const results = Object.fromEntries(
        await Promise.all(
          order.map(async (name) => [name, await step(name, async () => `${calls.push(name)}:${name}`)] as const),
        ),
      )
      await wait('told', told, 'by-name', { within: { days: 1 } })
      return results
    }
  const run = await start('by-name', author(['a', 'b', 'c']))
  await engine.reaches(run, 'waiting')
  authors.set('by-name', author(['c', 'a', 'b']))
  await engine.publish(wait('by-name'))
  expect((await engine.reaches(run, 'completed')).output).toEqual({ a: '1:a', b: '2:b', c: '3:c' })
  expect(calls).toEqual(['a', 'b', 'c'])
})

test('items of a loop are told apart by their business id, whatever their order at the replay', async () => {
  let items = ['INV-1', 'INV-2', 'INV-3']
  const posted: string[] = []
  const run = await start('items', async (_, { step, wait }) => {
    const results: string[] = []
    for (const item of items) results.push(await step('post', async () => posted[posted.push(item) - 1]!, { item }))
    await wait('told', told, 'items', { within: { days: 1 } })
    return results
  })
  await engine.reaches(run, 'waiting')
  items = ['INV-3', 'INV-1', 'INV-2']
  await engine.publish(wait('items'))
  expect((await engine.reaches(run, 'completed')).output).toEqual(items)
  expect(posted).toEqual(['INV-1', 'INV-2', 'INV-3'])
})

test('a failure that was thrown is thrown again at the replay, and the call is not repeated', async () => {
  let calls = 0
  const run = await start('thrown', async (_, { step, wait }) => {
    const caught = await step(
      'refused',
      async () => {
        calls++
        throw refusal
      },
      { refused: 'throw' },
    ).catch((error: IntegrationError) => `${error.code}/${error.kind}`)
    await wait('told', told, 'thrown', { within: { days: 1 } })
    return caught
  })
  await engine.reaches(run, 'waiting')
  await engine.publish(wait('thrown'))
  expect((await engine.reaches(run, 'completed')).output).toBe('refused/data')
  expect(calls).toBe(1)
})

test("a parked step never reaches the author's catch and finally", async () => {
  const seen: string[] = []
  const run = await start('parked', async (_, { step, wait }) => {
    try {
      await wait('told', told, 'parked', { within: { days: 1 } })
      await step('after', async () => seen.push('after'))
      return 'ended'
    } catch {
      seen.push('catch')
    } finally {
      seen.push('finally')
    }
  })
  await engine.reaches(run, 'waiting')
  expect(seen).toEqual([])
  await engine.publish(wait('parked'))
  await engine.reaches(run, 'completed')
  expect(seen).toEqual(['after', 'finally'])
})

test('of two that raced the same one wins at every replay, whichever the code names first', async () => {
  const branches: string[] = []
  const run = await start('race', async (_, { step, wait, sleep }) => {
    const winner = await Promise.race([
      wait('paid', told, 'race-paid', { within: { days: 1 } }).then(() => 'paid'),
      sleep('patience', { within: { ms: 1 } }).then(() => 'patience'),
    ])
    await step(`went by ${winner}`, async () => branches.push(winner))
    await wait('told', told, 'race-1', { within: { days: 1 } })
    await wait('told again', told, 'race-2', { within: { days: 1 } })
    return winner
  })
  await engine.until('the sleep has won', async () => {
    const { rows } = await engine.database.pool.query('select step from gantry.waiter where run = $1', [run])
    return ['paid', 'told'].every((step) => rows.some((row) => row.step === step))
  })
  // The loser is heard of after all; it is journaled, and must not win at the replay after that.
  await engine.publish(wait('race-paid'))
  await engine.until('the late event is taken', async () =>
    (await engine.journal(run)).some((entry) => entry.step === 'paid'),
  )
  await engine.publish(wait('race-1'))
  await engine.until('a replay came by', async () => (await engine.journal(run)).some((entry) => entry.step === 'told'))
  await engine.publish(wait('race-2'))
  expect((await engine.reaches(run, 'completed', 'held')).output).toBe('patience')
  expect(branches).toEqual(['patience'])
})

test('a step used twice holds the run as a bug, and no catch of the flow hides it', async () => {
  const run = await start('twice', async (_, { step }) => {
    try {
      await step('same', async () => 1)
      await step('same', async () => 2)
    } catch {
      return 'hidden'
    }
  })
  expect((await engine.held(run)).code).toBe('duplicate-step')
})

test('code changed under a run stops it, naming the step it reached and the one the journal holds', async () => {
  const author =
    (name: string): Author =>
    async (_, { step, wait }) => {
      await step(name, async () => 1)
      await wait('told', told, 'changed', { within: { days: 1 } })
    }
  const run = await start('changed', author('old'))
  await engine.reaches(run, 'waiting')
  authors.set('changed', author('new'))
  await engine.publish(wait('changed'))
  const { code, detail, kind } = await engine.held(run)
  expect({ code, kind }).toEqual({ code: 'unexpected-step', kind: 'bug' })
  expect(detail).toContain('"new"')
  expect(detail).toContain('"old"')
})

test.for([
  ['nothing', undefined, null],
  ['a NUL byte', { text: 'a\0b' }, { text: 'a\0b' }],
  ['a lone surrogate', { text: 'a\ud800b' }, { text: 'a\ud800b' }],
  ['a date, as JSON has it', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['more than 64 kB', 'x'.repeat(500_000), 'x'.repeat(500_000)],
] as const)('a result that is %s is the same now and at the replay', async ([what, result, expected]) => {
  const seen: unknown[] = []
  const run = await start(`result ${what}`, async (_, { step, wait }) => {
    seen.push(await step('result', async () => result as unknown))
    await wait('told', told, `result ${what}`, { within: { days: 1 } })
  })
  await engine.reaches(run, 'waiting')
  await engine.publish(wait(`result ${what}`))
  await engine.reaches(run, 'completed')
  expect(seen).toEqual([expected, expected])
})

test('an error whose words hold a NUL byte still opens its exception, at its step', async () => {
  const run = await start('nul', async (_, { step }) => {
    await step('refused', async () => {
      throw new IntegrationError('refused', 'Bad \0 name.', { kind: 'data', detail: 'at \0' })
    })
  })
  expect(await engine.held(run)).toMatchObject({ step: 'refused', code: 'refused', detail: 'at \uFFFD' })
})

test('an output that is not JSON holds the run instead of being tried for ever', async () => {
  const run = await start('output', async () => 10n)
  expect(await engine.held(run)).toMatchObject({ step: '', kind: 'bug' })
})

test('a promise the author drops does not end the process when it fails', async () => {
  const slow = gate()
  const run = await start('dropped', async (_, { step }) => {
    const first = step('slow', () => slow.opened)
    const second = step(
      'refused',
      async () => {
        throw refusal
      },
      { refused: 'throw' },
    )
    await first
    return await second.catch((error: IntegrationError) => error.code)
  })
  await engine.until('the second failed', async () =>
    (await engine.journal(run)).some((entry) => entry.state === 'failed'),
  )
  slow.open()
  expect((await engine.reaches(run, 'completed')).output).toBe('refused')
})

test('a run of a thousand steps replays and ends', async () => {
  const run = await start('long', async (_, { step, wait }) => {
    const numbers = [...Array(999).keys()]
    const done = await Promise.all(numbers.map((n) => step('add', async () => n, { item: String(n) })))
    await wait('told', told, 'long', { within: { days: 1 } })
    return done.reduce((sum, n) => sum + n, 0)
  })
  await engine.reaches(run, 'waiting')
  await engine.publish(wait('long'))
  expect((await engine.reaches(run, 'completed')).output).toBe(498_501)
})

test('a run has a thousand steps at most: one more holds it as a bug that names child flows', async () => {
  const run = await start('too long', async (_, { step }) => {
    for (let n = 0; n < 1001; n += 91)
      await Promise.all([...Array(91).keys()].map((m) => step('add', async () => m, { item: String(n + m) })))
  })
  expect(await engine.held(run)).toMatchObject({ code: 'too-many-steps', team: 'platform', step: '' })
  expect((await engine.exceptions(run))[0]!.detail).toContain('child flow')
  // Those that came to their turn with the one too many are not begun either.
  expect(await engine.journal(run)).toHaveLength(910)
})

test('a result over 64 kB is kept as a blob by its digest, and the replay and the undo get it whole', async () => {
  const large = { text: 'x'.repeat(70_000) }
  const heard: unknown[] = []
  const run = await start('blob', async (_, { step, local, wait }) => {
    const results = [
      await step(
        'large',
        async () => large,
        async (result) => heard.push(result),
      ),
      await local('same', async () => large),
      await step('alike', async () => ({ $blob: 'no reference' })),
    ]
    await wait('told', told, 'blob', { within: { days: 1 } })
    expect(results).toEqual([large, large, { $blob: 'no reference' }])
    throw refusal
  })
  await engine.reaches(run, 'waiting')
  const [first, second, third] = await engine.journal(run)
  expect(first!.result).toEqual({ $blob: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(second!.result).toEqual(first!.result)
  expect(third!.result).not.toEqual({ $blob: 'no reference' })
  const digests = [first, third].map((entry) => (entry!.result as unknown as { $blob: string }).$blob)
  const { rows } = await engine.database.pool.query('select 1 from gantry.blob where sha256 = any($1)', [digests])
  expect(rows).toHaveLength(2)
  await engine.publish(wait('blob'))
  await engine.reaches(run, 'compensated')
  expect(heard).toEqual([large])
})

test('an awaited event over 64 kB is a blob too, and is still taken once only', async () => {
  const note = 'y'.repeat(70_000)
  const run = await start('large event', async (_, { wait, sleep }) => {
    const first = await wait('first', noted, 'large', { within: { days: 1 } })
    const second = await wait('second', noted, 'large', { within: { days: 1 } })
    await sleep('moment', { within: { ms: 1 } })
    return [first.note.length, second.note]
  })
  await engine.reaches(run, 'waiting')
  await engine.publish({ event: noted, data: { key: 'large', note } })
  await engine.until('the first is taken', async () => (await engine.journal(run)).length === 1)
  await engine.publish({ event: noted, data: { key: 'large', note: 'short' } })
  expect((await engine.reaches(run, 'completed')).output).toEqual([70_000, 'short'])
})
