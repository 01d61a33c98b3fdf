import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { defineProcess } from '@gantry/core/process'
import type { Identity } from '@gantry/core/security/identity'
import type { Owner } from '@gantry/core/webhooks/book'
import { Sender } from '@gantry/core/webhooks/sender'
import { book } from './book.ts'
import { partnerWebhooks } from './contract.ts'
import { webhookDeliveryFlow } from './flow.ts'
import { addMissed, pendingTo } from './missed.ts'
import { webhookProjection } from './projection.ts'

export default defineProcess({
  contract: partnerWebhooks,
  uses: {},
  flows: [webhookDeliveryFlow],
  projections: [webhookProjection],
  migrations: { owner: 'partner-webhooks', folder: new URL('./migrations/', import.meta.url) },

  serve: ({ db, engine, outbound }) => {
    const start = (delivery: string, call: Call) => engine.start(webhookDeliveryFlow, { delivery }, call)
    const sender = new Sender(book, { db, outbound, start })

    return {
      listEndpoints: async (_, { identity }) => ({ items: await sender.endpoints(ownerOf(identity)) }),
      putEndpoint: ({ id, body }, { identity }) => sender.putEndpoint(ownerOf(identity), id, body, identity),
      removeEndpoint: ({ id }, { identity }) => sender.removeEndpoint(ownerOf(identity), id, identity),
      renewSigningKey: ({ id }, { identity }) => sender.renewSigningKey(ownerOf(identity), id, identity),
      testEndpoint: ({ id }, call) => sender.test(ownerOf(call.identity), id, { endpoint: id }, call),
      listDeliveries: ({ query }, { identity }) => sender.deliveries(ownerOf(identity), query),
      getDelivery: ({ id }, { identity }) => sender.delivery(ownerOf(identity), id),
      replayDelivery: ({ id }, call) => sender.replay(ownerOf(call.identity), id, call),
      replayMessages: async ({ id, body }, call) => {
        const owner = ownerOf(call.identity)
        await sender.refuseUnknown(owner, id)
        const missed = await addMissed(db, owner, id, body.since)
        // Those too whose run a crash kept from being begun; one that is under way stays the run it is.
        for (const delivery of await pendingTo(db, owner, id, body.since)) await start(delivery, call)
        return { deliveries: missed.length }
      },
      attemptDelivery: ({ id }, { identity: { tenant } }) => sender.attempt(tenant, id),
      giveUpDelivery: ({ id }, { identity: { tenant } }) => sender.giveUp(tenant, id),
    }
  },
})

/** Endpoints are a partner's own: what was granted to it is told to whoever granted it. */
function ownerOf({ tenant, partner }: Identity): Owner {
  if (partner !== undefined) return { tenant, owner: partner }
  throw new IntegrationError('not-a-partner', 'Webhooks go to partners.', {
    kind: 'policy',
    status: 403,
    detail: 'The caller belongs to no partner.',
  })
}
