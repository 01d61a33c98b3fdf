import type { Route } from './api.ts'
import { assertPayable, currencyOf } from './currency.ts'
import { emit } from './event.ts'
import {
  clearable,
  currency,
  flag,
  merged,
  metadata,
  moments,
  natural,
  paging,
  parameters,
  text,
  within,
} from './form.ts'
import { owe } from './habit.ts'
import { newId } from './identifier.ts'
import { AddLines, addedLine, totalsOf, UpdateLines, updatedLine } from './line.ts'
import { newestFirst, pageOf } from './list.ts'
import { invalid, missing } from './refusal.ts'
import { search } from './search.ts'
import type { Invoice, Line, Metadata, World } from './world.ts'

const INLINE = 10
/** https://docs.stripe.com/changelog/2016-02-22/no-more-than-250-invoice-items */
const MOST_ITEMS = 250
const DAY_S = 86_400

const linesOf = (world: World, id: string): Line[] => world.lines.get(id)?.lines ?? []

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

function assertDraft(invoice: Invoice): void {
  if (invoice.status !== 'draft') throw invalid('This invoice is no longer editable', 'invoice', 'invoice_not_editable')
}

/** Gives the draft its number and makes it due; what its customer's habit says is owed in the same tick. */
export function finalize(world: World, invoice: Invoice, write?: string): Invoice {
  assertPayable(invoice.currency, invoice.amount_due)
  const now = world.clock.unix()
  const customer = world.customers.get(invoice.customer)!
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

export function invoices(world: World, route: Route): void {
  const find = (id: string): Invoice => {
    const invoice = world.invoices.get(id)
    if (!invoice) throw missing('invoice', id)
    return invoice
  }

  route(
    'POST',
    '/v1/invoices',
    parameters({
      customer: text(),
      currency: currency.optional(),
      collection_method: text().optional(),
      days_until_due: natural.optional(),
      auto_advance: flag.optional(),
      pending_invoice_items_behavior: text().optional(),
      description: clearable().optional(),
      metadata: metadata.optional(),
    }),
    (input, _path, write) => {
      if (!world.customers.get(input.customer)) throw missing('customer', input.customer, 'customer', 400)
      if (input.collection_method !== 'send_invoice')
        throw invalid(
          'This sandbox has no payment methods on file: use collection_method=send_invoice.',
          'collection_method',
        )
      if (input.days_until_due === undefined)
        throw invalid('You must pass either `due_date` or `days_until_due` when `collection_method` is `send_invoice`.')
      const invoice = newInvoice(
        world,
        {
          customer: input.customer,
          currency: currencyOf(input.currency ?? 'usd'),
          daysUntilDue: input.days_until_due,
          metadata: merged({}, input.metadata),
          autoAdvance: input.auto_advance ?? false,
          reason: 'manual',
          parent: null,
          lines: () => [],
          description: input.description,
        },
        write,
      )
      return wireInvoice(world, invoice)
    },
  )

  route(
    'GET',
    '/v1/invoices/search',
    parameters({ query: text(), limit: paging.limit, page: text().optional() }),
    (input) => {
      const result = search(world, '/v1/invoices/search', world.invoices, input)
      return { ...result, data: result.data.map((invoice) => wireInvoice(world, invoice)) }
    },
  )

  route('GET', '/v1/invoices/:id', parameters({}), (_input, path) => wireInvoice(world, find(path.id!)))

  route(
    'GET',
    '/v1/invoices',
    parameters({
      ...paging,
      customer: text().optional(),
      subscription: text().optional(),
      status: text().optional(),
      created: moments.optional(),
    }),
    (input) => {
      const asked = [
        ...(input.subscription ? [`subscription:${input.subscription}`] : []),
        ...(input.customer ? [`customer:${input.customer}`] : []),
      ]
      const found = asked[0] ? world.invoices.having(asked[0]) : world.invoices.all()
      const matching = found.filter(
        (invoice) =>
          (!input.customer || invoice.customer === input.customer) &&
          (!input.status || invoice.status === input.status) &&
          within(invoice.created, input.created),
      )
      const page = pageOf('/v1/invoices', 'invoice', newestFirst(matching), input)
      return { ...page, data: page.data.map((invoice) => wireInvoice(world, invoice)) }
    },
  )

  route('GET', '/v1/invoices/:id/lines', parameters({ ...paging }), (input, path) =>
    pageOf(`/v1/invoices/${path.id}/lines`, 'line_item', linesOf(world, find(path.id!).id), input),
  )

  route(
    'POST',
    '/v1/invoices/:id',
    parameters({
      auto_advance: flag.optional(),
      description: clearable().optional(),
      days_until_due: natural.optional(),
      metadata: metadata.optional(),
    }),
    (input, path, write) => {
      const invoice = find(path.id!)
      if (input.days_until_due !== undefined) assertDraft(invoice)
      const advancing = input.auto_advance ?? invoice.auto_advance
      const updated = world.invoices.put(
        {
          ...invoice,
          auto_advance: advancing,
          automatically_finalizes_at: invoice.status === 'draft' && advancing ? world.clock.unix() + 3600 : null,
          ...(input.description !== undefined && { description: input.description }),
          ...(input.days_until_due !== undefined && { due_date: invoice.created + input.days_until_due * DAY_S }),
          metadata: merged(invoice.metadata, input.metadata),
        },
        write,
      )
      return wireInvoice(world, updated)
    },
  )

  /** Replaces the lines of a draft; the header follows in the same tick. */
  const relined = (invoice: Invoice, lines: Line[], pairs: Metadata | undefined, write: string) => {
    world.lines.put({ id: invoice.id, created: invoice.created, lines })
    const totals = totalsOf(lines)
    const due = Math.max(0, totals.total)
    const updated = world.invoices.put(
      { ...invoice, ...totals, amount_due: due, amount_remaining: due, metadata: merged(invoice.metadata, pairs) },
      write,
    )
    return wireInvoice(world, updated)
  }

  route('POST', '/v1/invoices/:id/add_lines', AddLines, (input, path, write) => {
    const invoice = find(path.id!)
    assertDraft(invoice)
    const before = linesOf(world, invoice.id)
    if (before.length + input.lines.length > MOST_ITEMS)
      throw invalid(`You cannot add more than ${MOST_ITEMS} invoice items to an invoice.`, 'lines')
    const added = input.lines.map((line, index) => addedLine(invoice, world.clock.unix(), line, index))
    return relined(invoice, [...before, ...added], input.invoice_metadata, write)
  })

  route('POST', '/v1/invoices/:id/update_lines', UpdateLines, (input, path, write) => {
    const invoice = find(path.id!)
    assertDraft(invoice)
    const changes = new Map(input.lines.map((line) => [line.id, line]))
    const lines = linesOf(world, invoice.id)
    for (const id of changes.keys())
      if (!lines.some((line) => line.id === id)) throw missing('invoice line item', id, 'lines', 400)
    const updated = lines.map((line) => {
      const change = changes.get(line.id)
      return change ? updatedLine(line, change) : line
    })
    return relined(invoice, updated, input.invoice_metadata, write)
  })

  route('POST', '/v1/invoices/:id/finalize', parameters({ auto_advance: flag.optional() }), (_input, path, write) => {
    const invoice = find(path.id!)
    if (invoice.status !== 'draft')
      throw invalid(
        "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
        undefined,
        'invoice_not_editable',
      )
    if (linesOf(world, invoice.id).length === 0)
      throw invalid(
        'You cannot finalize an invoice without any line items.',
        undefined,
        'invoice_no_customer_line_items',
      )
    return wireInvoice(world, finalize(world, invoice, write))
  })

  route('POST', '/v1/invoices/:id/void', parameters({}), (_input, path, write) => {
    const invoice = find(path.id!)
    if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
      throw invalid("You can only pass in open invoices. This invoice isn't open.")
    if (invoice.amount_paid > 0) throw invalid('You cannot void an invoice that has been partially paid.')
    const voided = world.invoices.put(
      {
        ...invoice,
        status: 'void',
        status_transitions: { ...invoice.status_transitions, voided_at: world.clock.unix() },
      },
      write,
    )
    world.owed.put({ id: invoice.id, created: invoice.created, share: '0' })
    const wire = wireInvoice(world, voided)
    emit(world, 'invoice.voided', wire)
    return wire
  })
}
