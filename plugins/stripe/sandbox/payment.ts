import { book } from './balance.ts'
import { assertPayable, minor } from './currency.ts'
import { emit } from './event.ts'
import { orderOf } from './habit.ts'
import { newId, randomText } from './identifier.ts'
import { wireInvoice } from './invoice.ts'
import { invalid, missing } from './refusal.ts'
import type { Invoice, InvoicePayment, World } from './world.ts'

/** Stripe's fee on a bank transfer: 0.5%, at most 500 minor units (https://stripe.com/pricing). */
const feeOf = (amount: number): number => Math.min(500, Number((BigInt(amount) * 5n + 500n) / 1000n))

/**
 * A customer pays by bank transfer: one payment intent with its charge, spread over the invoices in their order.
 * `amount` is in minor units. Synchronous: all of it is in the books, or nothing.
 */
export function pay(world: World, invoices: Invoice[], amount: number) {
  const [first] = invoices
  if (!first || amount <= 0) throw invalid('There is nothing to pay.')
  const { customer, currency } = first
  if (invoices.some((invoice) => invoice.customer !== customer || invoice.currency !== currency))
    throw invalid('One payment is of one customer and in one currency.')
  if (invoices.some((invoice) => invoice.status !== 'open')) throw invalid('Only open invoices can be paid.')
  if (amount > invoices.reduce((open, invoice) => open + invoice.amount_remaining, 0))
    throw invalid('The payment is more than what is open.', 'amount', 'amount_too_large')
  assertPayable(currency, amount)
  world.request = { id: null, idempotency_key: null }
  const now = world.clock.unix()
  const paymentId = newId('pi')
  const charge = newCharge(world, { payment: paymentId, customer, currency, amount, now })
  const payment = world.paymentIntents.put({
    id: paymentId,
    object: 'payment_intent',
    amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: amount,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${paymentId}_secret_${randomText(25)}`,
    confirmation_method: 'automatic',
    created: now,
    currency,
    customer,
    customer_account: null,
    description: 'Payment for Invoice',
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: charge,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['customer_balance'],
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  })
  emit(world, 'payment_intent.succeeded', payment)
  let left = amount
  const applied: string[] = []
  for (const invoice of invoices) {
    const part = Math.min(left, invoice.amount_remaining)
    if (part === 0) continue
    left -= part
    applied.push(apply(world, invoice, part, paymentId, now).id)
  }
  return { payment_intent: paymentId, charge, invoice_payments: applied, invoices: invoices.map(({ id }) => id) }
}

type NewCharge = { payment: string; customer: string; currency: string; amount: number; now: number }

function newCharge(world: World, { payment, customer, currency, amount, now }: NewCharge): string {
  const id = newId('ch')
  const transaction = book(world, {
    ...{ amount, fee: feeOf(amount), currency, source: id, type: 'payment', category: 'charge' },
    description: 'Payment for Invoice',
  })
  world.charges.put({
    id,
    object: 'charge',
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: transaction,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: true,
    created: now,
    currency,
    customer,
    description: 'Payment for Invoice',
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: null,
    paid: true,
    payment_intent: payment,
    payment_method: null,
    payment_method_details: { customer_balance: {}, type: 'customer_balance' },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  })
  return id
}

function apply(world: World, invoice: Invoice, amount: number, payment: string, now: number): InvoicePayment {
  const remaining = invoice.amount_remaining - amount
  const paid = remaining === 0
  const updated = world.invoices.put({
    ...invoice,
    amount_paid: invoice.amount_paid + amount,
    amount_remaining: remaining,
    attempted: true,
    ...(paid && { status: 'paid' as const, status_transitions: { ...invoice.status_transitions, paid_at: now } }),
  })
  const applied = world.invoicePayments.put({
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: amount,
    amount_requested: amount,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: paid && invoice.amount_paid === 0,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: payment },
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at: now },
  })
  emit(world, 'invoice_payment.paid', applied)
  if (paid) emit(world, 'invoice.paid', wireInvoice(world, updated))
  return applied
}

type Wish = { invoice?: string; invoices?: string[]; order?: string; amount?: string }

/** The `pay` action: a customer pays now. `amount` in major units; absent: all that is open. */
export function payNow(world: World, body: Record<string, unknown>) {
  const { invoice, invoices, order, amount } = body as Wish
  const ids = invoices ?? (invoice ? [invoice] : undefined)
  const chosen = ids
    ? ids.map((id) => {
        const found = world.invoices.get(id)
        if (!found) throw missing('invoice', id)
        return found
      })
    : world.invoices.having('status:open').filter((open) => order !== undefined && orderOf(open) === order)
  const open = chosen.reduce((sum, one) => sum + one.amount_remaining, 0)
  return pay(world, chosen, amount === undefined ? open : minor(chosen[0]?.currency ?? 'usd', amount))
}
