import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { callOf, gate, TestEngine } from '../testing/engine.ts'
import { defineFlow, type Flow, type FlowContext } from './flow.ts'

const Input = z.object({ id: z.string(), account: z.string().optional() })
type Author = (context: FlowContext<Record<never, never>>) => Promise<unknown>
const authors = new Map<string, Author>()
/** What the runs did, in order. */
const done: string[] = []

const declared = (name: string) =>
  defineFlow({
    name,
    version: 1,
    team: 'platform',
    input: Input,
    key: ({ id }) => id,
    orderedBy: ({ account }) => account,
    uses: {},
    run: async ({ id }, context): Promise<unknown> => authors.get(id)!(context),
  })
const parent = declared('parent')
const child = declared('child')

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([parent, child])
  await engine.work({ concurrency: 4 })
  await engine.work({ concurrency: 4 })
})
afterAll(() => engine.close())
beforeEach(() => {
  done.length = 0
})

const start = (id: string, author: Author, account?: string) => {
  authors.set(id, author)
  return engine.start(parent, { id, account })
}
const works = (id: string, author: Author = async () => `output of ${id}`) => {
  authors.set(id, author)
  return { id }
}
const runOf = (flow: Flow, key: string) =>
  engine.until(`${key} is there`, () => engine.engine.find(flow, key, callOf()))
const refused = async () => {
  throw new IntegrationError('refused', 'The vendor refuses.', { kind: 'data' })
}
const effect = (name: string) => async () => void done.push(name)

test('a parent gets the output of its child, which acts for the same starter under the same correlation', async () => {
  works('c-1', async ({ step }) => step('work', async () => ({ made: 7 })))
  const run = await start('p-1', async ({ child: run, step }) => {
    const output = await run('sub', child, { id: 'c-1' })
    return step('after', async () => output)
  })
  const { output, correlation, principal } = await engine.reaches(run, 'completed')
  expect(output).toEqual({ made: 7 })
  const { id } = await runOf(child, 'c-1')
  expect(await engine.run(id)).toMatchObject({ correlation, principal, state: 'completed' })
  expect(await engine.journal(run)).toMatchObject([
    { kind: 'child', step: 'sub', state: 'done', result: { run: id, started: true, output: { made: 7 } } },
    { step: 'after' },
  ])
})

test('more parents than places wait for their children: a waiting parent holds none', async () => {
  const ids = [...Array(30).keys()].map((n) => `many-${n}`)
  const runs = await Promise.all(
    ids.map((id) => {
      works(`${id}-a`)
      works(`${id}-b`)
      return start(id, async ({ child: run }) =>
        Promise.all(['a', 'b'].map((item) => run('sub', child, { id: `${id}-${item}` }, { item }))),
      )
    }),
  )
  for (const [n, run] of runs.entries())
    expect((await engine.reaches(run, 'completed')).output).toEqual([`output of many-${n}-a`, `output of many-${n}-b`])
})

test("a child's failure is thrown at its parent, under the same code, and again at the replay", async () => {
  works('c-fails', async ({ step }) => step('refused', refused, { refused: 'throw' }))
  const run = await start('p-hears', async ({ child: run, sleep }) => {
    const heard = await run('sub', child, { id: 'c-fails' }).catch((error: IntegrationError) => error.code)
    await sleep('moment', { within: { ms: 1 } })
    return heard
  })
  expect((await engine.reaches(run, 'completed')).output).toBe('refused')
})

test('two parents of one child both get its result, and it runs once', async () => {
  const held = gate()
  works('shared', async ({ step }) => {
    await step('hold', () => held.opened)
    await step('work', effect('shared'))
    return 'shared'
  })
  const author: Author = ({ child: run }) => run('sub', child, { id: 'shared' })
  const runs = [await start('two-1', author), await start('two-2', author)]
  for (const run of runs) await engine.reaches(run, 'waiting')
  held.open()
  for (const run of runs) expect((await engine.reaches(run, 'completed')).output).toBe('shared')
  expect(done).toEqual(['shared'])
  // One that comes after its end has it at once.
  const late = await start('two-3', author)
  expect((await engine.reaches(late, 'completed')).output).toBe('shared')
})

test('a child started before with other data holds the parent, naming why', async () => {
  works('taken')
  await engine.start(child, { id: 'taken', account: 'A' })
  const run = await start('p-taken', ({ child: run }) => run('sub', child, { id: 'taken', account: 'B' }))
  expect(await engine.held(run)).toMatchObject({ step: 'sub', code: 'different-body' })
})

test('a run that would wait for itself, by way of its child, is held as a bug', async () => {
  works('inner', ({ child: run }) => run('back', parent, { id: 'circle' }))
  const circle = await start('circle', ({ child: run }) => run('sub', child, { id: 'inner' }))
  const { id } = await runOf(child, 'inner')
  expect(await engine.held(id)).toMatchObject({ step: 'back', code: 'circular-child', team: 'platform' })
  await engine.engine.cancel(circle, 'tested', callOf())
  await engine.reaches(circle, 'cancelled')
  expect((await engine.run(id)).state).toBe('cancelled')
})

test('cancelling a parent cancels its unfinished children, and its own undos wait for theirs', async () => {
  works('c-undone', async ({ step, sleep }) => {
    await step('sub effect', effect('sub'), effect('undo sub'))
    await sleep('long', { within: { days: 1 } })
  })
  works('c-ended', async ({ step }) => step('ended effect', async () => 'ended'))
  const run = await start('p-undone', async ({ step, child: run }) => {
    await step('own effect', effect('own'), effect('undo own'))
    await run('ended', child, { id: 'c-ended' }, { undo: async (output) => done.push(`undo ${output}`) })
    await run('sub', child, { id: 'c-undone' })
  })
  const { id } = await runOf(child, 'c-undone')
  await engine.reaches(id, 'waiting')
  await engine.reaches(run, 'waiting')
  await engine.engine.cancel(run, 'Called off.', callOf())
  expect((await engine.reaches(run, 'cancelled')).error).toMatchObject({ code: 'cancelled' })
  expect((await engine.run(id)).state).toBe('cancelled')
  expect(done).toEqual(['own', 'sub', 'undo sub', 'undo ended', 'undo own'])
})

test('a parent that fails takes its unfinished children with it; one that another parent waits for goes on', async () => {
  const held = gate()
  const both = gate()
  works('kept', async ({ step }) => step('hold', () => held.opened))
  works('dropped', async ({ step, sleep }) => {
    await step('dropped', effect('dropped'), effect('undo dropped'))
    await sleep('long', { within: { days: 1 } })
  })
  const failing = await start('p-fails', async ({ step, child: run }) =>
    Promise.all([
      run('kept', child, { id: 'kept' }),
      run('dropped', child, { id: 'dropped' }),
      step('fail', () => both.opened.then(refused), { refused: 'throw' }),
    ]),
  )
  const { id: kept } = await runOf(child, 'kept')
  const { id: dropped } = await runOf(child, 'dropped')
  await engine.reaches(dropped, 'waiting')
  const other = await start('p-other', ({ child: run }) => run('kept', child, { id: 'kept' }))
  await engine.reaches(other, 'waiting')
  both.open()
  await engine.reaches(dropped, 'cancelled')
  expect((await engine.run(kept)).state).toBe('running')
  held.open()
  await engine.reaches(failing, 'failed')
  await engine.reaches(other, 'completed')
  expect(done).toEqual(['dropped', 'undo dropped'])
})

test('a cancelled child is thrown at its parent as such', async () => {
  works('c-called-off', ({ sleep }) => sleep('long', { within: { days: 1 } }))
  const run = await start('p-told', ({ child: run }) =>
    run('sub', child, { id: 'c-called-off' }).catch((error: IntegrationError) => error.code),
  )
  const { id } = await runOf(child, 'c-called-off')
  await engine.reaches(id, 'waiting')
  await engine.engine.cancel(id, 'Not needed.', callOf())
  expect((await engine.reaches(run, 'completed')).output).toBe('child-cancelled')
})

test("a child holds its parent's place: the next of the order goes after it, at the child's first wait or its end", async () => {
  const held = gate()
  works('placed', async ({ step, sleep }) => {
    await step('hold', () => held.opened)
    await step('work', effect('child'))
    await sleep('long', { within: { days: 1 } })
  })
  const first = await start('o-1', ({ child: run }) => run('sub', child, { id: 'placed', account: 'X' }), 'X')
  const { id } = await runOf(child, 'placed')
  await engine.reaches(first, 'waiting')
  const second = await start('o-2', ({ step }) => step('work', effect('second')), 'X')
  expect(await engine.run(second)).toMatchObject({ state: 'blocked' })
  expect(await engine.run(id)).toMatchObject({ place: first, ordered_by: null })
  held.open()
  await engine.reaches(second, 'completed')
  expect(done).toEqual(['child', 'second'])
  expect((await engine.run(first)).state).toBe('waiting')
})

test('no circle of places: children of one order, of the same flow or queued before, never wait for their parents', async () => {
  // Of the parent's own flow and order: queued behind its parent it would never begin.
  works('same-line', ({ step }) => step('work', effect('same line')))
  const first = await start('d-1', ({ child: run }) => run('sub', parent, { id: 'same-line', account: 'Y' }), 'Y')
  await engine.reaches(first, 'completed')
  // Queued already, behind one that waits for a run queued behind the parent.
  const open = gate()
  works('d-front', async ({ step, child: run }) => {
    await step('hold', () => open.opened)
    await run('sub', parent, { id: 'd-behind', account: 'Z' })
  })
  works('d-behind', ({ step }) => step('work', effect('behind')))
  works('d-back', ({ step }) => step('work', effect('back')))
  const front = await engine.start(child, { id: 'd-front', account: 'Z' })
  const back = await engine.start(child, { id: 'd-back', account: 'Z' })
  expect((await engine.run(back)).state).toBe('blocked')
  const hold = gate()
  const root = await start(
    'd-root',
    async ({ step, child: run }) => {
      await step('hold', () => hold.opened)
      await run('sub', child, { id: 'd-back', account: 'Z' })
    },
    'Z',
  )
  const behind = await engine.start(parent, { id: 'd-behind', account: 'Z' })
  expect((await engine.run(behind)).state).toBe('blocked')
  open.open()
  hold.open()
  for (const run of [front, back, root, behind]) await engine.reaches(run, 'completed')
})

test('a child whose worker is lost is taken over: parent and child each end once', async () => {
  const held = gate()
  works('c-killed', async ({ step }) => {
    await step('hold', () => held.opened)
    await step('work', effect('killed'))
    return 'killed'
  })
  const run = await start('p-killed', ({ child: run }) => run('sub', child, { id: 'c-killed' }))
  const { id } = await runOf(child, 'c-killed')
  await engine.reaches(run, 'waiting')
  await engine.reaches(id, 'running')
  // Its worker is gone: the lease runs out, and another one takes the child over.
  await engine.database.pool.query(
    `update gantry.run set epoch = epoch + 1, lease_until = now() - interval '1 s' where id = $1`,
    [id],
  )
  await engine.until('it was taken over', async () => (await engine.run(id)).epoch > 2)
  held.open()
  expect((await engine.reaches(run, 'completed')).output).toBe('killed')
  expect(done).toEqual(['killed'])
})
