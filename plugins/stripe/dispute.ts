import type { Dispute } from '@gantry/canonical/dispute'
import type Stripe from 'stripe'
import { fromStripeAmount } from './amount.ts'
import type { Vendor } from './client.ts'
import { asked } from './failure.ts'
import { idOf } from './invoice.ts'

const STATES: Record<string, Dispute['state']> = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  warning_closed: 'closed',
  prevented: 'closed',
  needs_response: 'needs-response',
  under_review: 'under-review',
  won: 'won',
  lost: 'lost',
}

/** Newest first; those of charges without a payment intent, which Gantry never makes, are left out. */
export async function listDisputes({ stripe }: Vendor, payment: string | undefined, cursor: string | undefined) {
  const page = await asked(
    stripe.disputes.list({
      limit: 100,
      ...(payment && { payment_intent: payment }),
      ...(cursor && { starting_after: cursor }),
    }),
  )
  const last = page.data.at(-1)
  return {
    items: page.data.flatMap((dispute) => toDispute(dispute) ?? []),
    ...(page.has_more && last && { next: last.id }),
  }
}

export function toDispute(dispute: Stripe.Dispute): Dispute | undefined {
  if (!dispute.payment_intent) return undefined
  const dueBy = dispute.evidence_details.due_by
  return {
    id: dispute.id,
    payment: idOf(dispute.payment_intent),
    currency: dispute.currency.toUpperCase(),
    amount: fromStripeAmount(dispute.currency, dispute.amount),
    reason: dispute.reason,
    // A state nobody knows yet is one somebody has to look at.
    state: STATES[dispute.status] ?? 'under-review',
    openedAt: new Date(dispute.created * 1000).toISOString(),
    ...(dueBy && { answerBy: new Date(dueBy * 1000).toISOString() }),
    native: dispute,
  }
}
