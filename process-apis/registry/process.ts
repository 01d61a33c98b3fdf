import { documentOf } from '@gantry/core/contract/document'
import type { Publication } from '@gantry/core/contract/publications'
import { readPublications, readPublished } from '@gantry/core/contract/publications'
import { IntegrationError } from '@gantry/core/errors'
import { defineProcess } from '@gantry/core/process'
import { type Identity, permits } from '@gantry/core/security/identity'
import type { Owner } from '@gantry/core/webhooks/book'
import type { Delivery as Kept } from '@gantry/core/webhooks/delivery'
import { Sender } from '@gantry/core/webhooks/sender'
import { announce, announceNews, weekAgo } from './announcement.ts'
import { EVERY_SUBSCRIPTION, registry } from './contract.ts'
import { entryOf } from './entry.ts'
import { announcementFlow, subscriptionDeliveryFlow } from './flow.ts'
import { book, subscriptionProjection } from './projection.ts'
import type { MessageType } from './subscription.ts'
import { consumersOf, noticesOf } from './usage.ts'

export default defineProcess({
  contract: registry,
  uses: {},
  flows: [announcementFlow, subscriptionDeliveryFlow],
  projections: [subscriptionProjection],
  migrations: { owner: 'registry', folder: new URL('./migrations/', import.meta.url) },

  serve: ({ db, engine, outbound, published, registry: folder }) => {
    const sender = new Sender(book, {
      db,
      outbound,
      start: (delivery, call) => engine.start(subscriptionDeliveryFlow, { delivery }, call),
    })
    const publications = async () => (folder ? readPublications(folder) : [])
    const versionsOf = async (tier: string, name: string) =>
      (await publications()).filter((one) => one.tier === tier && one.name === name)
    const readVersion = async (
      { tier, name, version }: { tier: string; name: string; version: string },
      kind: 'openapi' | 'asyncapi',
    ) => {
      const publication = (await versionsOf(tier, name)).find((one) => one.version === version)
      const document = folder && publication && (await readPublished(folder, publication, kind))
      return document ?? none(`There is no such document of version ${version} of ${tier}.${name}.`)
    }
    const find = async (tier: string, name: string) =>
      (await published()).find(({ contract }) => contract.tier === tier && contract.name === name) ??
      none(`There is no API ${name} in the ${tier} tier.`)

    return {
      listApis: async () => {
        const versions = Map.groupBy(await publications(), keyOf)
        return { items: (await published()).map((one) => entryOf(one, versions.get(keyOf(one.contract)) ?? [])) }
      },
      getDocument: async ({ tier, name }) => documentOf((await find(tier, name)).contract),
      listVersions: async ({ tier, name }) => {
        await find(tier, name)
        return { items: await versionsOf(tier, name) }
      },
      getVersionDocument: (input) => readVersion(input, 'openapi'),
      getVersionEvents: (input) => readVersion(input, 'asyncapi'),
      listConsumers: async ({ tier, name }) => {
        await find(tier, name)
        return { items: await consumersOf(db, `${tier}.${name}`, await published()) }
      },
      announcePublications: async ({ body: { since = weekAgo() } }, call) => {
        const late = (await publications()).filter(({ publishedOn }) => publishedOn >= since)
        const begun = await announce({ db, engine }, late, call)
        return { items: begun.map((one) => ({ api: keyOf(one), version: one.version, publishedOn: one.publishedOn })) }
      },
      listSubscriptions: async ({ query }, { identity }) => ({
        items: await sender.endpoints(ownerOf(identity, query)),
      }),
      putSubscription: ({ id, body, query }, { identity }) =>
        sender.putEndpoint(ownerOf(identity, query), id, body, identity),
      removeSubscription: ({ id, query }, { identity }) =>
        sender.removeEndpoint(ownerOf(identity, query), id, identity),
      renewSigningKey: ({ id, query }, { identity }) => sender.renewSigningKey(ownerOf(identity, query), id, identity),
      testSubscription: async ({ id, query }, call) =>
        deliveryOf(await sender.test(ownerOf(call.identity, query), id, { subscription: id }, call)),
      listDeliveries: async ({ query: { subscription, subscriber, ...filter } }, { identity }) => {
        const owner = ownerOf(identity, { subscriber })
        const { items, ...more } = await sender.deliveries(owner, { ...filter, endpoint: subscription })
        return { ...more, items: items.map(deliveryOf) }
      },
      getDelivery: async ({ id, query }, { identity }) =>
        deliveryOf(await sender.delivery(ownerOf(identity, query), id)),
      replayDelivery: async ({ id, query }, call) =>
        deliveryOf(await sender.replay(ownerOf(call.identity, query), id, call)),
      attemptDelivery: ({ id }, { identity: { tenant } }) => sender.attempt(tenant, id),
      giveUpDelivery: ({ id }, { identity: { tenant } }) => sender.giveUp(tenant, id),
      listNotices: async ({ query }) => ({ items: await noticesOf(db, await published(), query.consumer) }),
    }
  },

  begin: async ({ db, engine, registry: folder }, call) => {
    if (folder) await announceNews({ db, engine }, await readPublications(folder), call)
  },
})

const keyOf = ({ tier, name }: Pick<Publication, 'tier' | 'name'>) => `${tier}.${name}`

function none(message: string): never {
  throw new IntegrationError('no-such-api', message, { kind: 'data', status: 404 })
}

const deliveryOf = <D extends Kept<MessageType>>({ endpoint, ...delivery }: D) => ({
  ...delivery,
  subscription: endpoint,
})

/** A subscription is its subscriber's own: an address of a receiver may hold a secret. */
function ownerOf(identity: Identity, { subscriber }: { subscriber?: string | undefined }): Owner {
  const own = identity.client ?? identity.principal
  const owner = subscriber ?? own
  if (owner === own || permits(identity, EVERY_SUBSCRIPTION)) return { tenant: identity.tenant, owner }
  throw new IntegrationError('forbidden', `${own} may not see to subscriptions of others.`, {
    kind: 'policy',
    status: 403,
    detail: `The scope ${EVERY_SUBSCRIPTION} is missing.`,
  })
}
