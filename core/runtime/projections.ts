import { withinTenant } from '../database/tenant.ts'
import { type Publication, publish } from '../events/events.ts'
import type { Subscription } from '../events/subscription.ts'
import type { Wakes } from '../flow/wakes.ts'
import type { Process, Projection } from './process.ts'

/** The name that a projection reads events under. */
export const projectionName = (projection: Projection): string => `projection:${projection.name}`

/** Subscriptions that feed the projections of all process APIs. */
export const projectionsOf = (processes: readonly Process[], wakes: Wakes): Subscription[] =>
  processes.flatMap(({ projections }) =>
    projections.map((projection) => ({
      name: projectionName(projection),
      events: projection.events.map((event) => event.name),
      handle: byTenant(projection, wakes),
    })),
  )

/** A batch spans tenants; each one's events are projected where no row of another is seen. */
const byTenant =
  ({ project }: Projection, wakes: Wakes): Subscription['handle'] =>
  async (tx, events) => {
    for (const [tenant, own] of Map.groupBy(events, (event) => event.tenant)) {
      const told: Publication[] = []
      await withinTenant(tx, tenant, () => project(tx, own, (event) => told.push({ ...event, tenant })))
      await publish(tx, wakes, told)
    }
  }
