import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from '../contract/contract.ts'
import type { IntegrationError } from '../errors/integration-error.ts'
import { callOf, gate, TestEngine } from '../testing/engine.ts'
import { defineFlow } from './flow.ts'

const begun = gate()
const flow = defineFlow({
  name: 'signalled',
  version: 1,
  team: 'platform',
  input: z.object({ id: z.string(), busy: z.boolean().default(false), ms: z.number().default(3_600_000) }),
  key: ({ id }) => id,
  signals: { change: z.object({ n: z.number(), note: z.string().default('none') }), stop: z.null() },
  uses: {},
  run: async ({ busy, ms }, { step, signal }) => {
    if (busy) await step('busy', () => begun.opened)
    const first = await signal('change', { within: { ms }, item: '1' }).catch((error: IntegrationError) => error.code)
    if (typeof first === 'string') return first
    const second = await signal('change', { within: { ms }, item: '2' })
    return [first, second]
  },
})

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([flow])
  await engine.work()
})
afterAll(() => engine.close())

const send = (key: string, id: string, payload: unknown, name = 'change') =>
  engine.engine.signal(flow, key, name, payload, { ...callOf(), id })

test('a signal wakes the run that waits for it, with its payload as declared', async () => {
  const run = await engine.start(flow, { id: 'waits' })
  await engine.reaches(run, 'waiting')
  await send('waits', 's-1', { n: 1 })
  await send('waits', 's-2', { n: 2, note: 'two' })
  const { output } = await engine.reaches(run, 'completed')
  expect(output).toEqual([
    { n: 1, note: 'none' },
    { n: 2, note: 'two' },
  ])
})

test('signals that come before the run waits are kept, and taken in their order, each once', async () => {
  const run = await engine.start(flow, { id: 'early', busy: true })
  for (const n of [1, 2]) await send('early', `s-${n}`, { n })
  begun.open()
  expect((await engine.reaches(run, 'completed')).output).toMatchObject([{ n: 1 }, { n: 2 }])
})

test('a signal sent twice under one id is taken once; with another payload it is refused', async () => {
  const run = await engine.start(flow, { id: 'twice' })
  await Promise.all([...Array(5)].map(() => send('twice', 'same', { n: 1 })))
  await expect(send('twice', 'same', { n: 9 })).rejects.toMatchObject({ code: 'different-body' })
  await engine.until('the first is taken', async () => (await engine.journal(run)).length === 1)
  await engine.reaches(run, 'waiting')
  await send('twice', 'other', { n: 2 })
  expect((await engine.reaches(run, 'completed')).output).toMatchObject([{ n: 1 }, { n: 2 }])
  // The sender of a repeat does not hear that the run has ended: what it sent has arrived.
  expect(await send('twice', 'other', { n: 2 })).toMatchObject({ id: run, state: 'completed' })
})

test('a signal that no run can take is refused, and says why', async () => {
  const run = await engine.start(flow, { id: 'refuses', ms: 30 })
  await expect(send('refuses', 's', { n: 'one' })).rejects.toMatchObject({
    code: 'unfit-signal',
    kind: 'data',
    errors: [{ path: 'n' }],
  })
  await expect(send('refuses', 's', {}, 'chnage')).rejects.toMatchObject({
    code: 'no-such-signal',
    detail: 'It has: change, stop.',
  })
  await expect(send('nobody', 's', { n: 1 })).rejects.toMatchObject({ code: 'no-such-run', status: 404 })
  // At its deadline the flow hears that nothing came.
  expect((await engine.reaches(run, 'completed')).output).toBe('wait-timed-out')
  await expect(send('refuses', 'late', { n: 1 })).rejects.toMatchObject({ code: 'run-ended' })
})

test('a hundred signals that race with their waits are all heard', async () => {
  const ids = [...Array(50).keys()].map((n) => `race-${n}`)
  const runs = await Promise.all(ids.map((id) => engine.start(flow, { id })))
  await Promise.all(ids.flatMap((id) => [send(id, 'a', { n: 1 }), send(id, 'b', { n: 2 })]))
  for (const run of runs) await engine.reaches(run, 'completed')
})
