import { access } from '@gantry/access/contract'
import { defineView } from '@gantry/core/view'
import { registry } from '@gantry/registry/contract'
import { changesOf } from './changes.ts'
import { catalogue } from './contract.ts'
import { fieldsOf } from './dictionary.ts'
import { documentOf, releasesOf, versionsOf } from './history.ts'

export default defineView({
  contract: catalogue,
  uses: { access, registry },
  page: new URL('./page/', import.meta.url),
  assets: {
    // All of Scalar in one file; the package does not export it by name.
    'scalar.js': new URL('./browser/standalone.js', import.meta.resolve('@scalar/api-reference')),
  },

  serve: ({ access, registry }) => ({
    listApis: (_, call) => registry.listApis({}, call),
    getDocument: (input, call) => registry.getDocument(input, call),
    listVersions: async (api, call) => ({ items: await versionsOf(registry, api, call) }),
    getVersion: ({ version, ...api }, call) => documentOf(registry, api, version, call),
    compareVersions: async ({ query: { from, to }, ...api }, call) => {
      const [old, next] = await Promise.all([from, to].map((version) => documentOf(registry, api, version, call)))
      return changesOf(from, old!, to, next!)
    },
    listConsumers: (api, call) => registry.listConsumers(api, call),
    listContracts: (_, call) => access.listContracts({}, call),
    listSubscriptions: (_, call) => registry.listSubscriptions({}, call),
    putSubscription: (input, call) => registry.putSubscription(input, call),
    removeSubscription: (input, call) => registry.removeSubscription(input, call),
    renewSigningKey: (input, call) => registry.renewSigningKey(input, call),
    testSubscription: (input, call) => registry.testSubscription(input, call),
    listDeliveries: (input, call) => registry.listDeliveries(input, call),
    getDelivery: (input, call) => registry.getDelivery(input, call),
    replayDelivery: (input, call) => registry.replayDelivery(input, call),
    listReleases: async (_, call) => ({ items: await releasesOf(registry, call) }),
    listFields: async (_, call) => {
      const { items } = await registry.listApis({}, call)
      const documents = items.map(
        async ({ tier, name }) => [`${tier}.${name}`, await registry.getDocument({ tier, name }, call)] as const,
      )
      return { items: fieldsOf(new Map(await Promise.all(documents))) }
    },
  }),
})
