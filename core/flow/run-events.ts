import { defineContract, event, z } from '../contract/contract.ts'

const RunRef = {
  run: z.uuid(),
  flow: z.string(),
  key: z.string(),
  /** What the run is about, as its flow declares it. */
  subject: z.string().optional(),
  correlation: z.string(),
}

type Named = { id: string; flow: string; key: string; subject: string | null; correlation: string }

/** How every event of a run names it. */
export const refOf = ({ id, flow, key, subject, correlation }: Named) => ({
  run: id,
  flow,
  key,
  ...(subject !== null && { subject }),
  correlation,
})

export const RunHeld = z.object({
  ...RunRef,
  exception: z.uuid(),
  step: z.string(),
  code: z.string(),
  sentence: z.string(),
  team: z.string(),
})

export const RunResumed = z.object({ ...RunRef, exception: z.uuid(), resolution: z.string(), by: z.string() })

export const RunEnded = z.object({ ...RunRef, state: z.string(), sentence: z.string() })

export const ApprovalAsked = z.object({
  ...RunRef,
  approval: z.uuid(),
  step: z.string(),
  team: z.string(),
  ask: z.string(),
})

export const ApprovalDecided = z.object({
  ...RunRef,
  approval: z.uuid(),
  step: z.string(),
  decision: z.enum(['approved', 'rejected']),
  by: z.string(),
})

/** What the engine itself tells: of exceptions, of approvals, and of runs that ended other than well. */
export const flowEvents = defineContract({
  name: 'flow',
  version: '1.0.0',
  tier: 'process',
  title: 'Flow engine',
  description: 'What the engine tells of its runs.',
  owner: 'platform',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {},
  events: {
    runHeld: event(RunHeld, { key: (data) => data.run }),
    runResumed: event(RunResumed, { key: (data) => data.run }),
    runEnded: event(RunEnded, { key: (data) => data.run }),
    approvalAsked: event(ApprovalAsked, { key: (data) => data.run }),
    approvalDecided: event(ApprovalDecided, { key: (data) => data.run }),
  },
}).events
