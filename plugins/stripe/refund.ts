import type { Refund, RefundDraft } from '@gantry/canonical/refund'
import type { Call } from '@gantry/core/contract'
import type Stripe from 'stripe'
import { fromStripeAmount, toStripeAmount } from './amount.ts'
import { type Vendor, writeKey } from './client.ts'
import { asked } from './failure.ts'
import { idOf } from './invoice.ts'
import { findByReference, taken } from './lookup.ts'
import { CORRELATION, correlationOf, foreign, REFERENCE } from './metadata.ts'

const REASONS = {
  duplicate: 'duplicate',
  fraudulent: 'fraudulent',
  requested: 'requested_by_customer',
} as const

const STATES: Record<string, Refund['state']> = {
  requires_action: 'action-required',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'cancelled',
}

/** Gives part of a payment back. What failed or was cancelled gave nothing back: another is made in its place. */
export function refundPayment(vendor: Vendor, payment: string, draft: RefundDraft, call: Call): Promise<Refund> {
  const { refunds } = vendor.stripe
  const amount = toStripeAmount(draft.amount)
  return vendor.exclusively(`refund:${draft.reference}`, async () => {
    const known = await findByReference<Stripe.Refund>(draft.reference, {
      list: (paging) => refunds.list({ payment_intent: payment, ...paging }),
      counts: ({ status }) => status !== 'failed' && status !== 'canceled',
    })
    if (known && known.amount !== amount) throw taken('refund', draft.reference, known.id)
    if (known) return toRefund(known)
    return toRefund(
      await asked(
        refunds.create(
          {
            payment_intent: payment,
            amount,
            ...(draft.reason && { reason: REASONS[draft.reason] }),
            metadata: { [REFERENCE]: draft.reference, [CORRELATION]: call.correlation },
          },
          writeKey(call, 'refund', draft.reference),
        ),
      ),
    )
  })
}

export const readRefund = async ({ stripe }: Vendor, id: string): Promise<Refund> =>
  toRefund(await asked(stripe.refunds.retrieve(id)))

export function toRefund(refund: Stripe.Refund): Refund {
  if (!refund.payment_intent) throw foreign('refund', refund.id)
  const correlation = correlationOf(refund.metadata)
  return {
    id: refund.id,
    ...(refund.metadata?.[REFERENCE] && { reference: refund.metadata[REFERENCE] }),
    payment: idOf(refund.payment_intent),
    currency: refund.currency.toUpperCase(),
    amount: fromStripeAmount(refund.currency, refund.amount),
    state: STATES[refund.status ?? ''] ?? 'pending',
    ...(refund.reason && { reason: refund.reason }),
    createdAt: new Date(refund.created * 1000).toISOString(),
    ...(correlation && { correlation }),
    native: refund,
  }
}
