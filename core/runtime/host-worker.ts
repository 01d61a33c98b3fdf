import type { Subscription } from '../events/subscription.ts'
import type { Flow } from '../flow/flow.ts'
import { Worker } from '../flow/worker.ts'
import type { HostOptions } from './host-options.ts'
import type { HostParts } from './host-parts.ts'

/** The flows whose runs a host carries on. */
export const carriedOf = ({ work }: HostOptions, flows: readonly Flow[]): readonly Flow[] =>
  typeof work === 'boolean' ? (work ? flows : []) : flows.filter((flow) => work.includes(flow.name))

/** Carries runs on and feeds projections, from here on. */
export async function startWorker(
  { options, db, access, wakes, landscape, log }: HostParts,
  flows: readonly Flow[],
  subscriptions: readonly Subscription[],
  pressed: (flow: Flow) => boolean,
): Promise<Worker> {
  const worker = new Worker({
    db,
    url: access.engine,
    wakes,
    flows,
    subscriptions,
    clientsOf: (flow) => landscape.clients(flow.uses),
    pressed,
    log,
    ...(options.concurrency && { concurrency: options.concurrency }),
    ...(options.leaseMs && { leaseMs: options.leaseMs }),
  })
  await worker.start()
  return worker
}
