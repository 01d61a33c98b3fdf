import { billing } from '@gantry/billing-api/contract'
import type { InvoiceNotice } from '@gantry/canonical/invoice'
import type { PaymentNotice } from '@gantry/canonical/payment'
import type { ConnectorEvent } from '@gantry/core/connector'
import { payments } from '@gantry/payments-api/contract'
import type Stripe from 'stripe'
import { fromStripeAmount } from './amount.ts'
import { toNotice as toCreditNoteNotice } from './credit-note.ts'
import { toDispute } from './dispute.ts'
import { idOf, invoiceOrigin } from './invoice.ts'
import { correlationOf, REFERENCE } from './metadata.ts'
import { toPayout } from './payout.ts'
import { toRefund } from './refund.ts'

/** The events we listen to; the same list for webhooks and for the sweep. */
export const EVENT_TYPES = [
  'invoice.finalized',
  'invoice.voided',
  'invoice_payment.paid',
  'credit_note.created',
  'refund.created',
  'refund.updated',
  'charge.dispute.created',
  'charge.dispute.closed',
  'payout.paid',
  'customer.deleted',
]

/** What one of Stripe's events says in the contracts' words; nothing where it is of no interest. */
export function toConnectorEvents(event: Stripe.Event): ConnectorEvent[] {
  const known = { source: event.id, at: new Date(event.created * 1000).toISOString() }
  switch (event.type) {
    case 'invoice.finalized':
    case 'invoice.voided': {
      const invoice = event.data.object
      const data = toInvoiceNotice(invoice)
      if (!data) return []
      const { invoiceFinalized, invoiceVoided } = billing.events
      const correlation = correlationOf(invoice.metadata, invoice.parent?.subscription_details?.metadata)
      const contractEvent = event.type === 'invoice.finalized' ? invoiceFinalized : invoiceVoided
      return [{ event: contractEvent, data, ...known, ...(correlation && { correlation }) }]
    }
    case 'invoice_payment.paid': {
      const data = toPaymentNotice(event.data.object)
      if (!data?.invoice) return []
      // A payment names no request of ours, but the invoice it settles.
      const follows = { event: billing.events.invoiceFinalized, key: data.invoice }
      return [{ event: payments.events.paymentReceived, data, ...known, follows }]
    }
    case 'credit_note.created': {
      const data = toCreditNoteNotice(event.data.object)
      const correlation = correlationOf(event.data.object.metadata)
      const follows = { event: billing.events.invoiceFinalized, key: data.invoice }
      return [
        { event: billing.events.creditNoteIssued, data, ...known, ...(correlation ? { correlation } : { follows }) },
      ]
    }
    case 'refund.created':
    case 'refund.updated': {
      const refund = event.data.object
      if (refund.status !== 'succeeded' || !refund.payment_intent) return []
      const { native: _, ...data } = toRefund(refund)
      const follows = { event: payments.events.paymentReceived, key: data.payment }
      // It succeeds once, and is told of again whenever anything of it changes.
      const source = `${refund.id} succeeded`
      return [
        {
          ...{ event: payments.events.paymentRefunded, data, ...known, source },
          ...(data.correlation ? { correlation: data.correlation } : { follows }),
        },
      ]
    }
    case 'charge.dispute.created':
    case 'charge.dispute.closed': {
      const dispute = toDispute(event.data.object)
      if (!dispute) return []
      const { native: _, ...data } = dispute
      const { disputeOpened, disputeClosed, paymentReceived } = payments.events
      const contractEvent = event.type === 'charge.dispute.created' ? disputeOpened : disputeClosed
      return [{ event: contractEvent, data, ...known, follows: { event: paymentReceived, key: data.payment } }]
    }
    case 'payout.paid': {
      const { native: _, ...data } = toPayout(event.data.object)
      return [{ event: payments.events.payoutPaid, data, ...known }]
    }
    case 'customer.deleted': {
      const { id, metadata } = event.data.object
      const reference = metadata[REFERENCE]
      return reference ? [{ event: billing.events.customerDeleted, data: { id, reference }, ...known }] : []
    }
    default:
      return []
  }
}

/** Undefined for an invoice Gantry did not make. */
function toInvoiceNotice(invoice: Stripe.Invoice): InvoiceNotice | undefined {
  const origin = invoiceOrigin(invoice)
  return (
    origin && {
      id: invoice.id!,
      ...(invoice.number && { number: invoice.number }),
      ...origin,
      currency: invoice.currency.toUpperCase(),
      gross: fromStripeAmount(invoice.currency, invoice.total),
    }
  )
}

/** Undefined for a payment recorded outside of Stripe. `amount` is what went to this invoice. */
function toPaymentNotice(applied: Stripe.InvoicePayment): PaymentNotice | undefined {
  const { payment_intent: payment } = applied.payment
  if (!payment) return undefined
  return {
    id: idOf(payment),
    currency: applied.currency.toUpperCase(),
    amount: fromStripeAmount(applied.currency, applied.amount_paid ?? 0),
    invoice: idOf(applied.invoice as string | { id: string }),
  }
}
