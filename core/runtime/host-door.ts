import type { Contract } from '../contract/contract.ts'
import type { Residency } from '../data/residency.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Usage } from '../observe/usage.ts'
import type { HostParts } from './host-parts.ts'
import type { OpenEdge } from './open-edge.ts'
import type { OtherRegions } from './other-regions.ts'
import { serves } from './served-apis.ts'
import { type Api, hostApp, type Listening, listenOn } from './server.ts'

/** What else the door of a host works with. */
export type DoorParts = {
  metrics: Metrics | undefined
  door: OpenEdge
  usage: Usage
  residency: Residency | undefined
  regions: OtherRegions | undefined
}

/** Opens a host's door: from here on it is asked. */
export function listen(
  parts: HostParts,
  apis: readonly Api[],
  { metrics, door, usage, residency, regions }: DoorParts,
): Promise<Listening> {
  const { options, landscape, db, wakes, idempotency, log } = parts
  const { tenant } = options
  const app = hostApp({
    apis,
    landscape,
    inbound: { db, wakes, tenant, residency },
    regions,
    webhooks: Object.values(options.config.capabilities).some(({ contract }) => serves(options, contract as Contract)),
    edge: door.edge,
    sessions: door,
    idempotency,
    usage,
    ...(metrics && { metrics: { token: options.metricsToken!, metrics } }),
    log,
  })
  return listenOn(app, options.port ?? 0, options)
}
