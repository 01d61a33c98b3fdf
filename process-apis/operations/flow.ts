import { Instant } from '@gantry/canonical/fields'
import { z } from '@gantry/core/contract'
import { defineFlow } from '@gantry/core/flow'
import { BulkRequest } from './bulk.ts'
import { operations } from './contract.ts'

export const BulkInput = z.object({
  key: z.string(),
  request: BulkRequest,
  by: z.string(),
  /** What opens later is not part of it. */
  before: Instant,
  total: z.int(),
})

/**
 * Carries a bulk out, batch by batch. The same key is the same bulk; a batch that is repeated after a crash finds what it
 * resolved before, and does it no second time.
 */
export const bulkFlow = defineFlow({
  name: 'bulk',
  version: 1,
  team: 'platform',
  input: BulkInput,
  key: ({ key }) => key,
  digest: ({ request }) => request,
  uses: { operations },

  async run(_, { step, run, operations }) {
    for (let after = ''; ; ) {
      const body = after === '' ? {} : { after }
      const { next } = await step('batch', (call) => operations.continueBulk({ id: run.id, body }, call), {
        item: after,
      })
      if (next === undefined) return
      after = next
    }
  },
})
