import { expect, test } from 'vitest'
import { type Found, judge } from '../testing/model/expectation.ts'
import { checkModel } from '../testing/model/model.ts'
import type { Program } from '../testing/model/program.ts'

/**
 * Random flow programs against a model: before or after any checkpoint the worker is gone, people cancel and restart.
 * `SEED=…` repeats a run, `PROGRAMS=…` makes it longer.
 */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
const programs = Number(process.env.PROGRAMS ?? 50)

// The path of CockroachDB has no test of its own for each rule: here it keeps all of them.
test.each(['postgres', 'cockroachdb'] as const)(
  `R16 random programs of steps, children, approvals, signals, waits, failures, cancellations, restarts and crashes do what the model says on %s (seed ${seed})`,
  async (backend) => {
    const modelled = await checkModel({ seed, programs, backend })
    expect(modelled.programs).toBeGreaterThanOrEqual(programs)
  },
  120_000,
)

test('the model refuses what differs: an effect too many, one that is not undone, undos in another order', () => {
  const step = { op: 'step', transient: 0, undo: true } as const
  const program: Program = { ops: [step, step], end: 'complete', crashes: [], cancel: null, restart: null }
  const done: Found = {
    state: 'completed',
    output: ['step 0', 'step 1'],
    effects: ['step 0', 'step 1'],
    calls: new Map(),
    cancelled: false,
    restarted: undefined,
  }
  const given = (found: Partial<Found>) => () => judge('p', program, { ...done, ...found })
  expect(given({})).not.toThrow()
  expect(given({ effects: ['step 0', 'step 1', 'step 1'] })).toThrow()
  expect(given({ output: ['step 0'] })).toThrow()
  expect(given({ calls: new Map([['step 0', 9]]) })).toThrow()
  const cancelled = (...effects: string[]) => given({ state: 'cancelled', output: null, cancelled: true, effects })
  expect(cancelled()).not.toThrow()
  expect(cancelled('step 0', 'step 1', 'undo step 1', 'undo step 0')).not.toThrow()
  expect(cancelled('step 0', 'step 1', 'undo step 0', 'undo step 1')).toThrow()
  expect(cancelled('step 0', 'step 1', 'undo step 1')).toThrow()
  expect(cancelled('step 1', 'undo step 1')).toThrow()
  expect(given({ cancelled: true })).toThrow()
})
