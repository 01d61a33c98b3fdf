import { defineView } from '@gantry/core/view'
import { operations } from '@gantry/operations/contract'
import { sampleThing } from './contract.ts'

const STOPPED = new Set(['held', 'failed'])

/** It shapes what process APIs answer, and holds no rules. */
export default defineView({
  contract: sampleThing,
  uses: { operations },

  serve: ({ operations }) => ({
    getSampleThing: async (_, call) => {
      const { runs, exceptions } = await operations.countRuns({}, call)
      const flows = Map.groupBy(runs, ({ flow }) => flow)
      return {
        flows: [...flows].map(([flow, counts]) => ({
          flow,
          runs: counts.reduce((sum, { count }) => sum + count, 0),
          stopped: counts.filter(({ state }) => STOPPED.has(state)).reduce((sum, { count }) => sum + count, 0),
        })),
        exceptions: exceptions.reduce((sum, { count }) => sum + count, 0),
      }
    },
  }),
})
