import { z } from '@gantry/core/contract'
import { defineFlow, on } from '@gantry/core/flow'
import { deliver } from '@gantry/core/webhooks/delivery-flow'
import { partnerWebhooks } from './contract.ts'

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

  run: ({ delivery }, { step, partnerWebhooks }) => deliver(step, delivery, partnerWebhooks),
})
