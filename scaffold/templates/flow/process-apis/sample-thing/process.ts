import { IntegrationError } from '@gantry/core/errors'
import type { RunSummary } from '@gantry/core/flow/runs'
import { defineProcess } from '@gantry/core/process'
import { type SampleThingState, sampleThing } from './contract.ts'
import { sampleThingFlow } from './flow.ts'

export default defineProcess({
  contract: sampleThing,
  uses: {},
  flows: [sampleThingFlow],

  serve: ({ engine }) => ({
    submitSampleThing: async ({ body }, call) => stateOf(await engine.start(sampleThingFlow, body, call)),
    getSampleThing: async ({ reference }, call) => {
      const run = await engine.find(sampleThingFlow, reference, call)
      if (run) return stateOf(run)
      throw new IntegrationError('no-such-request', `Nothing was asked for under ${reference}.`, {
        kind: 'data',
        status: 404,
      })
    },
  }),
})

const stateOf = ({ id, key, state, error }: RunSummary): SampleThingState => ({
  reference: key,
  run: id,
  state,
  ...(error && { reason: error.message }),
})
