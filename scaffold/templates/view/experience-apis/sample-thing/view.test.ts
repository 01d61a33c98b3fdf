import type { Port } from '@gantry/core/contract'
import { Canned } from '@gantry/core/testing/canned'
import { callOf } from '@gantry/core/testing/engine'
import { operations } from '@gantry/operations/contract'
import { expect, test } from 'vitest'
import type { sampleThing } from './contract.ts'
import view from './view.ts'

test('runs are summed by flow, those that stopped apart', async () => {
  const clients = {
    operations: new Canned().client(operations, {
      countRuns: async () => ({
        runs: [
          { flow: 'one', state: 'completed', count: 3 },
          { flow: 'one', state: 'held', count: 2 },
          { flow: 'other', state: 'running', count: 1 },
        ],
        exceptions: [{ team: 'finance', count: 2 }],
        deadLetters: [],
      }),
    }),
  }
  const port = view.serve(clients as never) as Port<typeof sampleThing>
  expect(await port.getSampleThing({ query: {} } as never, callOf())).toEqual({
    flows: [
      { flow: 'one', runs: 5, stopped: 2 },
      { flow: 'other', runs: 1, stopped: 0 },
    ],
    exceptions: 2,
  })
})
