import type { SandboxContext } from '@gantry/core/sandbox'
import { Shelf } from './shelf.ts'

/** Records as they lie in the books: Stripe's objects, with ids where Stripe would expand. */
export type Metadata = Record<string, string>
export type Customer = { id: string; created: number; metadata: Metadata; email: string | null } & Record<
  string,
  unknown
> & {
    invoice_prefix: string
    next_invoice_sequence: number
  }
export type Product = { id: string; created: number; name: string; active: boolean } & Record<string, unknown>
export type Tax = {
  amount: number
  tax_behavior: 'exclusive' | 'inclusive'
  tax_rate_details: { tax_rate: string }
  taxability_reason: string
  taxable_amount: number
  type: 'tax_rate_details'
}
export type Line = {
  id: string
  amount: number
  subtotal: number
  currency: string
  metadata: Metadata
  taxes: Tax[]
  description: string | null
} & Record<string, unknown>
export type Lines = { id: string; created: number; lines: Line[] }
export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'
export type Invoice = {
  id: string
  created: number
  customer: string
  currency: string
  metadata: Metadata
  status: InvoiceStatus
  number: string | null
  auto_advance: boolean
  automatically_finalizes_at: number | null
  due_date: number | null
  subtotal: number
  total: number
  total_excluding_tax: number
  total_taxes: Tax[]
  amount_due: number
  amount_paid: number
  amount_remaining: number
  parent: {
    type: string
    quote_details: null
    subscription_details: { subscription: string; metadata: Metadata }
  } | null
  status_transitions: {
    finalized_at: number | null
    marked_uncollectible_at: number | null
    paid_at: number | null
    voided_at: number | null
  }
} & Record<string, unknown>
export type Subscription = {
  id: string
  created: number
  customer: string
  currency: string
  status: string
  metadata: Metadata
  latest_invoice: string
  items: { data: { id: string; price: { unit_amount: number } }[] } & Record<string, unknown>
} & Record<string, unknown>
export type PaymentIntent = {
  id: string
  created: number
  customer: string
  currency: string
  amount_received: number
  latest_charge: string
  status: string
} & Record<string, unknown>
export type InvoicePayment = {
  id: string
  created: number
  invoice: string
  status: string
  amount_paid: number
  payment: { type: 'payment_intent'; payment_intent: string }
} & Record<string, unknown>
export type Charge = {
  id: string
  created: number
  amount: number
  amount_refunded: number
  currency: string
  customer: string
  disputed: boolean
} & Record<string, unknown>
export type CreditNoteLine = {
  id: string
  amount: number
  invoice_line_item: string
  taxes: Tax[]
} & Record<string, unknown>
export type CreditNote = {
  id: string
  created: number
  currency: string
  invoice: string
  lines: CreditNoteLine[]
  metadata: Metadata
  number: string
  status: 'issued' | 'void'
  total: number
  total_excluding_tax: number
} & Record<string, unknown>
export type Refund = {
  id: string
  created: number
  amount: number
  currency: string
  metadata: Metadata
  payment_intent: string
  status: string
} & Record<string, unknown>
export type Dispute = {
  id: string
  created: number
  amount: number
  charge: string
  currency: string
  payment_intent: string
  status: string
} & Record<string, unknown>
export type Payout = { id: string; created: number; amount: number; currency: string; status: string } & Record<
  string,
  unknown
>
export type Meter = { id: string; created: number; event_name: string } & Record<string, unknown>
export type MeterEvent = { id: string; created: number; payload: Record<string, string> } & Record<string, unknown>
/** Which payout settled a balance transaction. */
export type Settled = { id: string; created: number; payout: string }
export type Event = { id: string; created: number; type: string; data: { object: object } } & Record<string, unknown>
export type Plain = { id: string; created: number } & Record<string, unknown>
/** The fraction of an invoice its customer is about to pay; `0` once paid. */
export type Owed = { id: string; created: number; share: string }

const tagged = (record: { metadata: Metadata }): string[] =>
  Object.entries(record.metadata).map(([key, value]) => `metadata:${key}=${value.toLowerCase()}`)

/** The whole of the account's data. */
export function openWorld(context: SandboxContext) {
  const { books } = context
  return {
    ...context,
    customers: new Shelf<Customer>(books, 'customers', (customer) => [
      ...(customer.email ? [`email:${customer.email}`] : []),
      ...tagged(customer),
    ]),
    /** Nothing of them is found; what was billed to them still names them. */
    deletedCustomers: new Shelf<Customer>(books, 'deleted_customers'),
    products: new Shelf<Product>(books, 'products'),
    subscriptions: new Shelf<Subscription>(books, 'subscriptions', (record) => [`customer:${record.customer}`]),
    invoices: new Shelf<Invoice>(books, 'invoices', (invoice) => [
      `customer:${invoice.customer}`,
      `status:${invoice.status}`,
      ...(invoice.parent ? [`subscription:${invoice.parent.subscription_details.subscription}`] : []),
      ...(invoice.status === 'draft' && invoice.auto_advance ? ['advancing'] : []),
      ...tagged(invoice),
    ]),
    lines: new Shelf<Lines>(books, 'invoice_lines'),
    paymentIntents: new Shelf<PaymentIntent>(books, 'payment_intents', (record) => [`customer:${record.customer}`]),
    invoicePayments: new Shelf<InvoicePayment>(books, 'invoice_payments', (record) => [
      `invoice:${record.invoice}`,
      `payment:${record.payment.payment_intent}`,
    ]),
    charges: new Shelf<Charge>(books, 'charges'),
    creditNotes: new Shelf<CreditNote>(books, 'credit_notes', (note) => [`invoice:${note.invoice}`]),
    refunds: new Shelf<Refund>(books, 'refunds', (one) => [`payment:${one.payment_intent}`]),
    disputes: new Shelf<Dispute>(books, 'disputes', (one) => [`payment:${one.payment_intent}`]),
    payouts: new Shelf<Payout>(books, 'payouts'),
    settled: new Shelf<Settled>(books, 'settled', (one) => [`payout:${one.payout}`]),
    meters: new Shelf<Meter>(books, 'meters', (meter) => [`event:${meter.event_name}`]),
    meterEvents: new Shelf<MeterEvent>(books, 'meter_events'),
    balanceTransactions: new Shelf<Plain>(books, 'balance_transactions'),
    events: new Shelf<Event>(books, 'events', (event) => [`type:${event.type}`]),
    owed: new Shelf<Owed>(books, 'owed', (owed) => (owed.share === '0' ? [] : ['due'])),
    /** What is to happen once the request under way is durable and answered. */
    after: [] as (() => void)[],
    /** The request under way, named in the events it causes. */
    request: { id: null as string | null, idempotency_key: null as string | null },
  }
}

export type World = ReturnType<typeof openWorld>
