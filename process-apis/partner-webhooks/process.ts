import { createHash } from 'node:crypto'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { defineProcess } from '@gantry/core/process'
import type { Identity } from '@gantry/core/security/identity'
import { attempt } from './attempt.ts'
import { partnerWebhooks } from './contract.ts'
import {
  addDelivery,
  addMissed,
  addTest,
  attemptsOf,
  findDelivery,
  listDeliveries,
  noteAttempt,
  pendingTo,
  settle,
} from './deliveries.ts'
import {
  keysOf,
  listEndpoints,
  noSuchEndpoint,
  type Owner,
  pauseEndpoint,
  putEndpoint,
  removeEndpoint,
  renewSigningKey,
} from './endpoints.ts'
import { webhookDeliveryFlow } from './flow.ts'
import { webhookProjection } from './projection.ts'
import { inForce } from './signing-keys.ts'

export default defineProcess({
  contract: partnerWebhooks,
  uses: {},
  flows: [webhookDeliveryFlow],
  projections: [webhookProjection],
  migrations: { owner: 'partner-webhooks', folder: new URL('./migrations/', import.meta.url) },

  serve: ({ db, engine, outbound }) => {
    const start = (delivery: string, call: Call) => engine.start(webhookDeliveryFlow, { delivery }, call)
    const shown = async (owner: Owner, id: string) => {
      const { body: _, partner: __, ...delivery } = await findDelivery(db, owner, id)
      return delivery
    }
    const refuseUnknown = async (owner: Owner, id: string) => {
      if (!(await listEndpoints(db, owner)).some((endpoint) => endpoint.id === id)) throw noSuchEndpoint(id)
    }

    return {
      listEndpoints: async (_, { identity }) => ({ items: await listEndpoints(db, ownerOf(identity)) }),
      putEndpoint: async ({ id, body }, { identity }) => {
        outbound.check(body.url)
        return putEndpoint(db, ownerOf(identity), id, body)
      },
      removeEndpoint: ({ id }, { identity }) => removeEndpoint(db, ownerOf(identity), id),
      renewSigningKey: ({ id }, { identity }) => renewSigningKey(db, ownerOf(identity), id),
      testEndpoint: async ({ id }, call) => {
        const owner = ownerOf(call.identity)
        await refuseUnknown(owner, id)
        const delivery = uuidOf(owner.tenant, owner.partner, id, call.idempotencyKey ?? call.correlation)
        await addTest(db, owner, id, delivery, call.correlation)
        await start(delivery, call)
        return shown(owner, delivery)
      },
      listDeliveries: ({ query }, { identity }) => listDeliveries(db, ownerOf(identity), query),
      getDelivery: async ({ id }, { identity }) => {
        const owner = ownerOf(identity)
        const { partner: _, ...delivery } = await findDelivery(db, owner, id)
        return { ...delivery, history: await attemptsOf(db, owner.tenant, id) }
      },
      replayDelivery: async ({ id }, call) => {
        const owner = ownerOf(call.identity)
        const { endpoint, message } = await findDelivery(db, owner, id)
        await refuseUnknown(owner, endpoint)
        const delivery = await addDelivery(db, owner, endpoint, message)
        await start(delivery, call)
        return shown(owner, delivery)
      },
      replayMessages: async ({ id, body }, call) => {
        const owner = ownerOf(call.identity)
        await refuseUnknown(owner, id)
        const missed = await addMissed(db, owner, id, body.since)
        // Those too whose run a crash kept from being begun; one that is under way stays the run it is.
        for (const delivery of await pendingTo(db, owner, id, body.since)) await start(delivery, call)
        return { deliveries: missed.length }
      },
      attemptDelivery: async ({ id }, { identity: { tenant } }) => {
        const { state, endpoint, message, body, partner } = await findDelivery(db, { tenant }, id)
        if (state !== 'pending') return { state }
        const target = await keysOf(db, { tenant, partner }, endpoint).catch(() => undefined)
        if (target?.state !== 'active') {
          await settle(db, tenant, id, 'dropped')
          return { state: 'dropped' as const }
        }
        const keys = inForce(target.keys, new Date())
        const { outcome, gone, again } = await attempt(outbound, { url: target.url, message, body, keys })
        await noteAttempt(db, tenant, id, outcome)
        if (gone) await pauseEndpoint(db, { tenant, partner }, endpoint, 'Its receiver answered 410: it is gone.')
        if (again) throw again
        return { state: outcome.state }
      },
      giveUpDelivery: async ({ id }, { identity: { tenant } }) => {
        await findDelivery(db, { tenant }, id)
        await settle(db, tenant, id, 'failed')
        const { state } = await findDelivery(db, { tenant }, id)
        return { state }
      },
    }
  },
})

/** Endpoints are a partner's own: what was granted to it is told to whoever granted it. */
function ownerOf({ tenant, partner }: Identity): Owner {
  if (partner !== undefined) return { tenant, partner }
  throw new IntegrationError('not-a-partner', 'Webhooks go to partners.', {
    kind: 'policy',
    status: 403,
    detail: 'The caller belongs to no partner.',
  })
}

/** A uuid by what it is made of: the same again is the same one (RFC 9562, version 8). */
function uuidOf(...parts: string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
