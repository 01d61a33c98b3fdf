import { defineConnector, provide, secret, z } from '@gantry/core/connector'
import { apiKey } from '@gantry/core/connector/auth/api-key'
import { warehouse } from '../../system-apis/warehouse/contract.ts'
import { Depot, VENDOR } from './client.ts'

/** From the environment: `DEPOT_BASE_URL` and `DEPOT_API_KEY` of a connection `depot`. */
const Config = z.object({ baseUrl: z.url(), apiKey: secret() })

export default defineConnector({
  name: 'depot',
  title: VENDOR,
  config: Config,
  limits: { requestsPerSecond: 20, concurrency: 5 },
  connect: ({ config, authorized }) =>
    new Depot(config.baseUrl, authorized(apiKey({ key: config.apiKey, header: 'x-api-key' }))),
  provides: [
    provide(warehouse, (depot: Depot) => ({
      reserveStock: ({ reference, body }) => depot.reserve(reference, body),
      getReservation: ({ reference }) => depot.get(reference),
      releaseStock: ({ reference }) => depot.release(reference),
    })),
  ],
  manifest: {
    'warehouse.reserveStock': { repeat: 'externalId' },
    'warehouse.getReservation': { repeat: 'read' },
    'warehouse.releaseStock': { repeat: 'natural' },
  },
  behaviour: { longestRequestMs: 10_000, concurrentWrites: 'last-wins', bulk: 'none', deletions: 'none' },
  // Once it is checked against the vendor's own specification: 'published-spec'.
  conformance: 'unverified',
  sandbox: () => import('./sandbox/sandbox.ts'),
  rehearsal: () => import('./rehearsal.ts'),
})
