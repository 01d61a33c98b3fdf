import { assertPayable } from './currency.ts'
import { emit } from './event.ts'
import { owe } from './habit.ts'
import { newId } from './identifier.ts'
import { totalsOf } from './line.ts'
import { invalid, missing } from './refusal.ts'
import type { Invoice, Line, Metadata, World } from './world.ts'

const INLINE = 10
export const DAY_S = 86_400

export const linesOf = (world: World, id: string): Line[] => world.lines.get(id)?.lines ?? []

/** The invoice as it is sent: with the first of its lines. */
export function wireInvoice(world: World, invoice: Invoice) {
  const lines = linesOf(world, invoice.id)
  return {
    ...invoice,
    lines: {
      object: 'list',
      data: lines.slice(0, INLINE),
      has_more: lines.length > INLINE,
      total_count: lines.length,
      url: `/v1/invoices/${invoice.id}/lines`,
    },
  }
}

type NewInvoice = {
  customer: string
  currency: string
  daysUntilDue: number
  metadata: Metadata
  autoAdvance: boolean
  reason: 'manual' | 'subscription_create'
  parent: Invoice['parent']
  lines: (id: string) => Line[]
  description?: string | null | undefined
}

export function newInvoice(world: World, given: NewInvoice, write?: string): Invoice {
  const now = world.clock.unix()
  const id = newId('in')
  const customer = world.customers.get(given.customer)!
  const lines = given.lines(id)
  const totals = totalsOf(lines)
  world.lines.put({ id, created: now, lines })
  const invoice = world.invoices.put(
    {
      id,
      object: 'invoice',
      account_country: 'US',
      account_name: 'Gantry sandbox',
      account_tax_ids: null,
      amount_due: Math.max(0, totals.total),
      amount_overpaid: 0,
      amount_paid: 0,
      amount_remaining: Math.max(0, totals.total),
      amount_shipping: 0,
      application: null,
      attempt_count: 0,
      attempted: false,
      auto_advance: given.autoAdvance,
      automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
      automatically_finalizes_at: given.autoAdvance ? now + 3600 : null,
      billing_reason: given.reason,
      collection_method: 'send_invoice',
      created: now,
      currency: given.currency,
      custom_fields: null,
      customer: customer.id,
      customer_account: null,
      customer_address: customer.address,
      customer_email: customer.email,
      customer_name: customer.name,
      customer_phone: customer.phone,
      customer_shipping: customer.shipping,
      customer_tax_exempt: 'none',
      customer_tax_ids: [],
      default_payment_method: null,
      default_source: null,
      default_tax_rates: [],
      description: given.description ?? null,
      discounts: [],
      due_date: now + given.daysUntilDue * DAY_S,
      effective_at: null,
      ending_balance: null,
      footer: null,
      from_invoice: null,
      hosted_invoice_url: null,
      invoice_pdf: null,
      issuer: { type: 'self' },
      last_finalization_error: null,
      latest_revision: null,
      livemode: false,
      metadata: given.metadata,
      next_payment_attempt: null,
      number: null,
      on_behalf_of: null,
      parent: given.parent,
      payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
      period_end: now,
      period_start: now,
      post_payment_credit_notes_amount: 0,
      pre_payment_credit_notes_amount: 0,
      receipt_number: null,
      rendering: null,
      shipping_cost: null,
      shipping_details: null,
      starting_balance: 0,
      statement_descriptor: null,
      status: 'draft',
      status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
      test_clock: null,
      total_discount_amounts: [],
      total_pretax_credit_amounts: [],
      webhooks_delivered_at: now,
      ...totals,
    },
    write,
  )
  emit(world, 'invoice.created', wireInvoice(world, invoice))
  return invoice
}

export function assertDraft(invoice: Invoice): void {
  if (invoice.status !== 'draft') throw invalid('This invoice is no longer editable', 'invoice', 'invoice_not_editable')
}

/** Gives the draft its number and makes it due; what its customer's habit says is owed in the same tick. */
export function finalize(world: World, invoice: Invoice, write?: string): Invoice {
  assertPayable(invoice.currency, invoice.amount_due)
  const now = world.clock.unix()
  const customer = world.customers.get(invoice.customer)
  if (!customer) throw missing('customer', invoice.customer, 'customer', 400)
  const settled = invoice.amount_due === 0
  world.customers.put({ ...customer, next_invoice_sequence: customer.next_invoice_sequence + 1 })
  const finalized = world.invoices.put(
    {
      ...invoice,
      status: settled ? 'paid' : 'open',
      number: `${customer.invoice_prefix}-${String(customer.next_invoice_sequence).padStart(4, '0')}`,
      auto_advance: false,
      automatically_finalizes_at: null,
      effective_at: now,
      due_date: now + (invoice.due_date! - invoice.created),
      ending_balance: 0,
      hosted_invoice_url: `https://invoice.stripe.com/i/${invoice.id}`,
      invoice_pdf: `https://pay.stripe.com/invoice/${invoice.id}/pdf`,
      status_transitions: { ...invoice.status_transitions, finalized_at: now, paid_at: settled ? now : null },
    },
    write,
  )
  const wire = wireInvoice(world, finalized)
  emit(world, 'invoice.finalized', wire)
  if (settled) emit(world, 'invoice.paid', wire)
  else owe(world, finalized)
  return finalized
}

/** Drafts that advance by themselves are finalized about an hour after they were made. */
export function advance(world: World): void {
  const now = world.clock.unix()
  for (const invoice of world.invoices.having('advancing'))
    if (invoice.automatically_finalizes_at !== null && invoice.automatically_finalizes_at <= now)
      finalize(world, invoice)
}
