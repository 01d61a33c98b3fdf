import { orderTrail } from '@gantry/order-trail/contract'
import type { Reach } from '../operations/reach.ts'
import { reachApi } from '../operations/reach.ts'
import type { Project } from '../project.ts'
import { Refusal } from '../refusal.ts'

/** Which record stands for an order in which system. `at` is ISO 8601 UTC. */
export type Identifier = { system: string; kind: string; id: string; number?: string; at: string }
export type Identified = {
  order: { reference: string; customer?: string; customerName?: string; legalEntity?: string }
  identifiers: Identifier[]
}

/** All ids of the order that has one of them, by the trail of a Gantry that runs. Throws a `Refusal`. */
export async function identifiersOf({ config }: Project, identifier: string, reach: Reach): Promise<Identified> {
  const { name } = orderTrail
  if (!config.processes[name])
    throw new Refusal(
      `gantry.config.ts names no process ${name}: nobody records which id belongs to which.`,
      `Add it: '${name}': () => import('@gantry/${name}').`,
    )
  const { api, call } = await reachApi(orderTrail, reach)
  const { order, documents } = await api.getTrail({ identifier }, call)
  const { reference, customer, customerName, legalEntity } = order
  return {
    order: {
      reference,
      ...(customer && { customer }),
      ...(customerName && { customerName }),
      ...(legalEntity && { legalEntity }),
    },
    identifiers: documents.map(({ system, kind, id, number, at }) => ({
      system,
      kind,
      id,
      ...(number && { number }),
      at,
    })),
  }
}
