import { Reference } from '@gantry/canonical/fields'
import { defineContract, event, get, post, z } from '@gantry/core/contract'

export const SampleThingRequest = z
  .strictObject({ reference: Reference, note: z.string().max(250).optional() })
  .openapi('SampleThingRequest', { description: 'What is to be done; the reference is its business key.' })

export const SampleThingState = z
  .object({
    reference: Reference,
    run: z.uuid(),
    state: z.string().openapi({ description: 'Of the run: `completed` once all is done.' }),
    reason: z.string().optional().openapi({ description: 'Why it stopped.' }),
  })
  .openapi('SampleThingState')
export type SampleThingState = z.output<typeof SampleThingState>

export const SampleThingDone = z.object({ reference: Reference }).openapi('SampleThingDone')

export const sampleThing = defineContract({
  name: 'sample-thing',
  version: '1.0.0',
  tier: 'process',
  title: 'Sample thing',
  description: 'Does what is asked for once for each reference, whatever fails.',
  owner: 'integration',
  criticality: 'standard',
  lifecycle: 'draft',
  operations: {
    submitSampleThing: post('/requests', {
      summary: 'Have it done; asking again with the same reference gives the same run.',
      body: SampleThingRequest,
      returns: SampleThingState,
      status: 202,
      idempotent: true,
    }),
    getSampleThing: get('/requests/{reference}', { summary: 'Read where it stands.', returns: SampleThingState }),
  },
  events: {
    sampleThingDone: event(SampleThingDone, { key: ({ reference }) => reference }),
  },
})
