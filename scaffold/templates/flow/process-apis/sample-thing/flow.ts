import { defineFlow } from '@gantry/core/flow'
import { SampleThingRequest, sampleThing } from './contract.ts'

/** Everything outside of `step`, `wait` and `emit` runs again at each replay: no clock, no random number, no I/O there. */
export const sampleThingFlow = defineFlow({
  name: 'sample-thing',
  version: 1,
  team: 'integration',
  input: SampleThingRequest,
  key: ({ reference }) => reference,
  about: ({ reference }) => reference,
  // The contracts it calls, by the names that `run` gets their clients under.
  uses: {},

  async run({ reference, note = '' }, { step, emit }) {
    // A call of a client takes `call`, which carries the idempotency key; its undo is the step's third argument.
    const done = await step('do', async (call) => ({ key: call.idempotencyKey, note }))
    await emit('done', sampleThing.events.sampleThingDone, { reference })
    return done
  },
})
