import { defineContract, get, z } from '@gantry/core/contract'

export const SampleThing = z
  .object({
    flows: z.array(z.object({ flow: z.string(), runs: z.int(), stopped: z.int() })),
    exceptions: z.int().openapi({ description: 'Open, of all flows.' }),
  })
  .openapi('SampleThing')

export const sampleThing = defineContract({
  name: 'sample-thing',
  version: '1.0.0',
  tier: 'experience',
  title: 'Sample thing',
  description: 'How much each flow has under way, for one kind of reader.',
  owner: 'integration',
  criticality: 'standard',
  lifecycle: 'draft',
  operations: {
    getSampleThing: get('/summary', { summary: 'Read how many runs each flow has.', returns: SampleThing }),
  },
})
