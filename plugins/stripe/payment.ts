import type { Payment } from '@gantry/canonical/payment'
import type Stripe from 'stripe'
import { fromStripeAmount } from './amount.ts'
import type { Vendor } from './client.ts'
import { asked } from './failure.ts'
import { idOf, invoiceOrigin } from './invoice.ts'
import { correlationOf, foreign } from './metadata.ts'

/** The payment with this payment intent, and what it settles; throws `not-found`. */
export async function readPayment(vendor: Vendor, id: string): Promise<Payment> {
  const intent = await asked(vendor.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }))
  return toPayment(vendor, intent)
}

/** Payments that settle an invoice, newest first. */
export async function listPayments(vendor: Vendor, invoice: string, cursor: string | undefined) {
  const page = await asked(
    vendor.stripe.invoicePayments.list({
      invoice,
      status: 'paid',
      limit: 100,
      expand: ['data.payment.payment_intent.latest_charge'],
      ...(cursor && { starting_after: cursor }),
    }),
  )
  const intents = page.data.flatMap((applied) => (applied.payment.payment_intent as Stripe.PaymentIntent) ?? [])
  const items = await Promise.all(intents.map((intent) => toPayment(vendor, intent)))
  const last = page.data.at(-1)
  return { items, ...(page.has_more && last && { next: last.id }) }
}

async function applicationsOf({ stripe }: Vendor, payment: string): Promise<Stripe.InvoicePayment[]> {
  const applications: Stripe.InvoicePayment[] = []
  for (let more = true; more; ) {
    const after = applications.at(-1)
    const page = await asked(
      stripe.invoicePayments.list({
        payment: { type: 'payment_intent', payment_intent: payment },
        status: 'paid',
        limit: 100,
        expand: ['data.invoice'],
        ...(after && { starting_after: after.id }),
      }),
    )
    applications.push(...page.data)
    more = page.has_more
  }
  return applications
}

async function toPayment(vendor: Vendor, intent: Stripe.PaymentIntent): Promise<Payment> {
  const applied = await applicationsOf(vendor, intent.id)
  const invoice = applied.map((one) => one.invoice as Stripe.Invoice).find((one) => invoiceOrigin(one))
  const origin = invoice && invoiceOrigin(invoice)
  const correlation = correlationOf(invoice?.metadata, invoice?.parent?.subscription_details?.metadata)
  const charge = intent.latest_charge as Stripe.Charge | null
  // Whose money it is and for which company, only an invoice of ours can tell.
  if (!origin || !intent.customer || !charge) throw foreign('payment', intent.id)
  return {
    id: intent.id,
    customer: idOf(intent.customer),
    customerReference: origin.customerReference,
    legalEntity: origin.legalEntity,
    currency: intent.currency.toUpperCase(),
    amount: fromStripeAmount(intent.currency, intent.amount_received),
    method: charge.payment_method_details?.type ?? 'unknown',
    receivedAt: new Date(charge.created * 1000).toISOString(),
    applications: applied.map((one) => ({
      invoice: idOf(one.invoice as { id: string }),
      amount: fromStripeAmount(one.currency, one.amount_paid ?? 0),
    })),
    ...(correlation && { correlation }),
    state: charge.disputed ? 'disputed' : charge.refunded ? 'refunded' : 'succeeded',
    native: intent,
  }
}
