import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { DatabaseSettings } from '../../database/backend.ts'
import { TestEngine } from '../engine.ts'
import { Books, childFlow, modelledFlow, underway } from './author.ts'
import { Driver } from './driver.ts'
import { judge } from './expectation.ts'
import { program } from './program.ts'

export type Modelled = { seed: number; programs: number; cancelled: number; restarted: number; crashes: number }

/**
 * Carries `programs` random flows of a seed to their ends on a database of its own, and holds each to the model.
 * Throws at the first that differs, with the smallest program that does so. Needs GANTRY_TEST_DATABASE_URL.
 */
export async function checkModel({
  seed,
  programs,
  ...settings
}: { seed: number; programs: number } & DatabaseSettings): Promise<Modelled> {
  const engine = await TestEngine.open([modelledFlow, childFlow], [], settings)
  const modelled: Modelled = { seed, programs: 0, cancelled: 0, restarted: 0, crashes: 0 }
  try {
    await fc.assert(
      fc.asyncProperty(program, async (given) => {
        const id = `program-${++modelled.programs}`
        underway.set(id, { program: given, books: new Books(), mended: new Set() })
        const found = await new Driver(engine, id, given).drive()
        judge(id, given, found)
        const { rows } = await engine.database.pool.query(
          `select step, code from gantry.exception where state = 'open'`,
        )
        assert.deepEqual(rows, [])
        if (found.cancelled) modelled.cancelled++
        if (found.restarted !== undefined) modelled.restarted++
        modelled.crashes += given.crashes.length
      }),
      // What differs leaves its run open, which the next one would trip over.
      { numRuns: programs, seed, endOnFailure: true },
    )
    return modelled
  } finally {
    await engine.close()
  }
}
