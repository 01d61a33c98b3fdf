import { z } from '@gantry/core/contract'
import { defineFlow, on } from '@gantry/core/flow'
import { deliver } from '@gantry/core/webhooks/delivery-flow'
import { registry } from './contract.ts'
import { PublishedContract } from './subscription.ts'

const { contractPublished, deliveryDue } = registry.events

/** Tells of a version once, however often it is announced: its run is the proof that it was. */
export const announcementFlow = defineFlow({
  name: 'contract-announcement',
  version: 1,
  team: 'governance',
  input: PublishedContract,
  key: (published) => contractPublished.key(published),
  priority: 'bulk',
  uses: {},
  run: (published, { emit }) => emit('published', contractPublished, published),
})

/** One delivery of a message to one subscription, until it is taken or a day has passed. */
export const subscriptionDeliveryFlow = defineFlow({
  name: 'subscription-delivery',
  version: 1,
  team: 'integration',
  input: z.strictObject({ delivery: z.uuid() }),
  key: ({ delivery }) => delivery,
  priority: 'bulk',
  onParked: 'pass',
  uses: { registry },
  startsOn: [on(deliveryDue, ({ delivery }) => ({ delivery }))],
  run: ({ delivery }, { step, registry }) => deliver(step, delivery, registry),
})
