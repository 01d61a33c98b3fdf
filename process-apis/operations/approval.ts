import { Instant } from '@gantry/canonical/fields'
import { page, z } from '@gantry/core/contract'
import { Reason } from './correction.ts'

export const ApprovalState = z
  .enum(['pending', 'approved', 'rejected', 'timed-out', 'withdrawn'])
  .openapi('ApprovalState')

export const Approval = z
  .object({
    id: z.uuid(),
    run: z.uuid(),
    flow: z.string(),
    runKey: z.string(),
    subject: z.string().optional(),
    step: z.string(),
    item: z.string(),
    team: z.string().openapi({ description: 'Who may decide: the scope is `approve.<team>`.' }),
    ask: z.string().openapi({ description: 'What is asked, in one business sentence.' }),
    detail: z.unknown().optional(),
    fourEyes: z.boolean().openapi({ description: 'Whether whoever started the run may not decide it.' }),
    starter: z.string(),
    correlation: z.string(),
    state: ApprovalState,
    askedAt: Instant,
    dueAt: Instant,
    decidedAt: Instant.optional(),
    decidedBy: z.string().optional(),
    reason: z.string().optional(),
  })
  .openapi('Approval', { description: 'A decision that a run waits for, and what came of it.' })

export const ApprovalPage = page(Approval).openapi('ApprovalPage')

export const Decision = z
  .strictObject({ decision: z.enum(['approved', 'rejected']), reason: Reason })
  .openapi('Decision', { description: 'What an approver decides, and why.' })
