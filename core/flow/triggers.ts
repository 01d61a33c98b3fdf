import type { Transaction } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { StoredEvent, Subscription } from '../events/subscription.ts'
import type { Flow } from './flow.ts'
import { type Start, startRuns } from './starts.ts'
import type { Wakes } from './wakes.ts'

export const triggerName = (flow: Pick<Flow, 'name'>) => `trigger:${flow.name}`

/** The subscription that starts a flow's runs from events; undefined where nothing starts it. */
export function triggerOf(flow: Flow, wakes: Wakes, started: () => void): Subscription | undefined {
  if (flow.startsOn.length === 0) return undefined
  return {
    name: triggerName(flow),
    events: flow.startsOn.map((trigger) => trigger.event.name),
    handle: async (tx: Transaction, events) => {
      const starts = events.flatMap((event) => startOf(flow, event))
      if (starts.length === 0) return
      // Claimed by this worker right after the commit, without a queue in between; the sweep finds them if it dies.
      await startRuns(tx, wakes, starts, { wake: false })
      started()
    },
  }
}

/** An event that does not fit the flow it starts throws, and becomes a dead letter. */
function startOf(flow: Flow, event: StoredEvent): Start[] {
  const trigger = flow.startsOn.find((candidate) => candidate.event.name === event.name)
  const input = trigger?.input(event.data as never, {
    correlation: event.correlation,
    at: event.occurred_at.toISOString(),
  })
  if (input === undefined) return []
  const parsed = flow.input.safeParse(input)
  if (!parsed.success)
    throw new IntegrationError('unfit-event', `An event ${event.name} does not fit the flow ${flow.name}.`, {
      kind: 'data',
      team: flow.team,
      detail: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    })
  const { tenant, correlation } = event
  return [{ flow, input: parsed.data, tenant, correlation, principal: `event:${event.name}` }]
}
