import { IntegrationError } from '@gantry/core/errors'
import { defineProcess } from '@gantry/core/process'
import { orderTrail } from './contract.ts'
import { trailProjection } from './projection.ts'
import { findTrail, listDocuments, listOrders, summarize } from './reader.ts'

export default defineProcess({
  contract: orderTrail,
  uses: {},
  projections: [trailProjection],
  migrations: { owner: 'order-trail', folder: new URL('./migrations/', import.meta.url) },

  serve: ({ db }) => ({
    listOrders: async ({ query }, { identity }) => listOrders(db, identity, query),
    getTrail: async ({ identifier }, { identity }) => {
      const trail = await findTrail(db, identity, identifier)
      if (trail) return trail
      throw new IntegrationError('no-such-trail', `Nothing is known of "${identifier}".`, { kind: 'data', status: 404 })
    },
    listDocuments: async ({ query }, { identity }) => listDocuments(db, identity, query),
    summarize: async (_, { identity }) => ({ items: await summarize(db, identity) }),
  }),
})
