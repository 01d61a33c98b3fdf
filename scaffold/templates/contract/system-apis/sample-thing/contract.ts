import { Reference, SystemId } from '@gantry/canonical/fields'
import { defineContract, event, get, put, z } from '@gantry/core/contract'

/** What is sent: closed, so that a field nobody knows is told and not lost. */
export const SampleThingDraft = z
  .strictObject({ title: z.string().min(1).max(250) })
  .openapi('SampleThingDraft', { description: 'What a system is to keep.' })

export const SampleThing = z
  .object({ id: SystemId, reference: Reference, ...SampleThingDraft.shape })
  .openapi('SampleThing')
export type SampleThing = z.output<typeof SampleThing>

/** A capability, without a vendor's name: whichever connection gantry.config.ts names serves it. */
export const sampleThing = defineContract({
  name: 'sample-thing',
  version: '1.0.0',
  tier: 'system',
  title: 'Sample thing',
  description: 'Keeps one record for each reference.',
  owner: 'integration',
  criticality: 'standard',
  lifecycle: 'draft',
  operations: {
    upsertSampleThing: put('/records/{reference}', {
      summary: 'Keep a record under its reference; repeating it changes nothing.',
      body: SampleThingDraft,
      returns: SampleThing,
    }),
    getSampleThing: get('/records/{reference}', {
      summary: 'Read the record that is kept under a reference.',
      returns: SampleThing,
    }),
  },
  events: {
    sampleThingChanged: event(SampleThing, { key: ({ reference }) => reference }),
  },
})
