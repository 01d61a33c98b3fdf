import { z } from '@gantry/core/contract'
import { defineFlow, on } from '@gantry/core/flow'
import { partnerWebhooks } from './contract.ts'

/** About a day: the pauses double from five seconds to two hours. */
const PATIENCE = { attempts: 22, firstMs: 5_000, maxMs: 2 * 3600_000 }

/** One delivery of a message to one endpoint, until it is taken or a day has passed. */
export const webhookDeliveryFlow = defineFlow({
  name: 'webhook-delivery',
  version: 1,
  team: 'integration',
  input: z.strictObject({ delivery: z.uuid() }),
  key: ({ delivery }) => delivery,
  // No order waits for a partner's server.
  priority: 'bulk',
  onParked: 'pass',
  uses: { partnerWebhooks },
  startsOn: [on(partnerWebhooks.events.deliveryDue, ({ delivery }) => ({ delivery }))],

  async run({ delivery: id }, { step, partnerWebhooks }) {
    try {
      return await step('attempt', (call) => partnerWebhooks.attemptDelivery({ id }, call), {
        retry: PATIENCE,
        refused: 'throw',
        timeoutMs: 20_000,
      })
    } catch {
      // It is the partner's to see to: the log says why, and it can be replayed.
      return step('failure', (call) => partnerWebhooks.giveUpDelivery({ id }, call))
    }
  },
})
