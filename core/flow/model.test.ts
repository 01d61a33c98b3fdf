import { expect, test } from 'vitest'
import { checkModel } from '../testing/model/model.ts'

/**
 * Random flow programs against a model: before or after any checkpoint the worker is gone, people cancel and restart.
 * `SEED=…` repeats a run, `PROGRAMS=…` makes it longer.
 */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
const programs = Number(process.env.PROGRAMS ?? 50)

test(`R16 random programs of steps, children, approvals, signals, waits, failures, cancellations, restarts and crashes do what the model says (seed ${seed})`, async () => {
  const modelled = await checkModel({ seed, programs })
  expect(modelled.programs).toBeGreaterThanOrEqual(programs)
}, 120_000)
