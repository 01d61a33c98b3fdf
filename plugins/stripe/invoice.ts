import { totalsOf } from '@gantry/canonical/document'
import type { Invoice, InvoiceDraft } from '@gantry/canonical/invoice'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import type Stripe from 'stripe'
import { fromStripeAmount, payable } from './amount.ts'
import { type Vendor, writeKey } from './client.ts'
import { referenceOf } from './customer.ts'
import { asked, isRefusal, refused } from './failure.ts'
import { fromStripeLine, inOrder, toStripeLine } from './line.ts'
import { findByReference, queryOf, taken } from './lookup.ts'
import { correlationOf, foreign, ORDER, type Origin, originMetadata, originOf, WITHDRAWN } from './metadata.ts'

/** https://docs.stripe.com/changelog/2016-02-22/no-more-than-250-invoice-items */
const MOST_LINES = 250

/** Throws where Stripe could not hold the lines, before anything is written; the total in minor units. */
export function assertHoldable(currency: string, lines: InvoiceDraft['lines']): number {
  if (lines.length > MOST_LINES)
    throw refused('too-many-lines', `Stripe takes ${MOST_LINES} lines on an invoice, not ${lines.length}.`)
  const other = lines.find((line) => line.gross.currency !== currency)
  if (other) throw refused('mixed-currencies', `Line ${other.id} is in ${other.gross.currency}, not ${currency}.`)
  return payable(totalsOf(currency, lines).gross)
}

/** Throws unless Stripe's total is that of the lines. */
export function assertTotal(invoice: Stripe.Invoice, expected: number): void {
  if (invoice.total === expected) return
  throw new IntegrationError('totals-differ', 'The invoice at Stripe does not add up to its lines.', {
    kind: 'bug',
    detail: `${invoice.id}: ${invoice.total} instead of ${expected} minor units`,
  })
}

/**
 * Creates the draft, in two writes. The look-up before them finds what another key made, or one that Stripe no longer
 * keeps; a draft that lacks its lines is one whose second write was lost.
 */
export async function createInvoice(vendor: Vendor, draft: InvoiceDraft, call: Call): Promise<Invoice> {
  const expected = assertHoldable(draft.currency, draft.lines)
  const lines = draft.lines.map(toStripeLine)
  const customerReference = await referenceOf(vendor, draft.customer)
  return vendor.exclusively(`invoice:${draft.reference}`, async () => {
    const known = await findInvoice(vendor, draft)
    if (known && (known.status !== 'draft' || known.lines.data.length > 0)) {
      if (known.total !== expected || known.currency !== draft.currency.toLowerCase())
        throw taken('invoice', draft.reference, known.id!)
      return toInvoice(vendor, known)
    }
    const id = known?.id ?? (await newInvoice(vendor, draft, customerReference, call))
    const key = writeKey(call, 'lines', draft.reference)
    const invoice = await asked(vendor.stripe.invoices.addLines(id, { lines }, key))
    assertTotal(invoice, expected)
    remember(vendor, draft.order, id)
    return toInvoice(vendor, invoice)
  })
}

/** The invoice of this reference, unless it was voided. A subscription's first one has the subscription's reference. */
const findInvoice = ({ stripe }: Vendor, { customer, reference }: InvoiceDraft) =>
  findByReference<Stripe.Invoice>(reference, {
    list: (paging) => stripe.invoices.list({ customer, ...paging }),
    search: (query) => stripe.invoices.search(query),
    counts: (invoice) => !invoice.parent?.subscription_details && invoice.status !== 'void' && !isWithdrawn(invoice),
  })

async function newInvoice(vendor: Vendor, draft: InvoiceDraft, customerReference: string, call: Call) {
  const { id } = await asked(
    vendor.stripe.invoices.create(
      {
        customer: draft.customer,
        currency: draft.currency.toLowerCase(),
        collection_method: 'send_invoice',
        days_until_due: draft.dueDays,
        auto_advance: false,
        pending_invoice_items_behavior: 'exclude',
        metadata: originMetadata({ ...draft, customerReference }, call.correlation),
      },
      writeKey(call, 'invoice', draft.reference),
    ),
  )
  return id!
}

export function remember({ made }: Vendor, order: string, id: string): void {
  made.set(order, (made.get(order) ?? new Set()).add(id))
}

export const readInvoice = async (vendor: Vendor, id: string): Promise<Invoice> =>
  toInvoice(vendor, await asked(vendor.stripe.invoices.retrieve(id)))

/**
 * Invoices of an order. The list comes from Stripe's search, which learns of a new invoice up to a minute late; those
 * this process made are added.
 */
export async function listInvoices(vendor: Vendor, order: string, cursor: string | undefined) {
  const query = queryOf(ORDER, order)
  const page = await asked(vendor.stripe.invoices.search({ query, limit: 100, ...(cursor && { page: cursor }) }))
  const found = page.data.filter((invoice) => invoice.metadata?.[ORDER] === order)
  const unseen = [...(cursor ? [] : (vendor.made.get(order) ?? []))].filter((id) => !found.some((hit) => hit.id === id))
  const items = await Promise.all([
    ...found.map((invoice) => toInvoice(vendor, invoice)),
    ...(page.next_page ? [] : unseen.map((id) => readInvoice(vendor, id))),
  ])
  return { items, ...(page.next_page && { next: page.next_page }) }
}

/** Finalizes a draft; what is finalized already is left as it is. */
export async function finalizeInvoice(vendor: Vendor, id: string, call: Call): Promise<Invoice> {
  const current = await asked(vendor.stripe.invoices.retrieve(id))
  if (isWithdrawn(current))
    throw new IntegrationError('invoice-void', 'A voided invoice cannot be finalized.', { kind: 'policy', detail: id })
  if (current.status !== 'draft') return toInvoice(vendor, current)
  try {
    const key = writeKey(call, 'finalize', id)
    return await toInvoice(
      vendor,
      await asked(vendor.stripe.invoices.finalizeInvoice(id, { auto_advance: false }, key)),
    )
  } catch (thrown) {
    return settledMeanwhile(vendor, id, thrown, (invoice) => invoice.status !== 'draft')
  }
}

/** Voids an unpaid invoice. A draft, which Stripe cannot void, is marked and never finalized. */
export async function voidInvoice(vendor: Vendor, id: string, call: Call): Promise<Invoice> {
  return toInvoice(vendor, await voided(vendor, await asked(vendor.stripe.invoices.retrieve(id)), call))
}

export async function voided(vendor: Vendor, invoice: Stripe.Invoice, call: Call): Promise<Stripe.Invoice> {
  const { stripe } = vendor
  const id = invoice.id!
  if (invoice.status === 'void' || isWithdrawn(invoice)) return invoice
  if (invoice.status === 'draft')
    return asked(stripe.invoices.update(id, { auto_advance: false, metadata: { [WITHDRAWN]: 'true' } }))
  if (invoice.status === 'paid' || invoice.amount_paid > 0)
    throw new IntegrationError('invoice-paid', 'An invoice with payments cannot be voided; credit it instead.', {
      kind: 'policy',
      team: 'billing-operations',
      detail: `${id} is ${invoice.status}`,
    })
  try {
    return await asked(stripe.invoices.voidInvoice(id, {}, writeKey(call, `void:${id}`, id)))
  } catch (thrown) {
    const now = isRefusal(thrown) ? await asked(stripe.invoices.retrieve(id)) : undefined
    if (now?.status === 'void') return now
    throw thrown
  }
}

/** After a refusal: the invoice, where another call has brought about what was asked for. */
async function settledMeanwhile(vendor: Vendor, id: string, thrown: unknown, done: (i: Stripe.Invoice) => boolean) {
  if (!isRefusal(thrown)) throw thrown
  const now = await asked(vendor.stripe.invoices.retrieve(id))
  if (!done(now)) throw thrown
  return toInvoice(vendor, now)
}

const isWithdrawn = (invoice: Stripe.Invoice): boolean =>
  invoice.status === 'draft' && invoice.metadata?.[WITHDRAWN] === 'true'

/** Who an invoice is for. A renewal, which nobody but Stripe made, takes it from its subscription and its period. */
export function invoiceOrigin(invoice: Stripe.Invoice): Origin | undefined {
  const own = originOf(invoice.metadata)
  const inherited = originOf(invoice.parent?.subscription_details?.metadata)
  return own ?? (inherited && { ...inherited, reference: `${inherited.reference}/${dateOf(invoice.period_end)}` })
}

export const dateOf = (unix: number): string => new Date(unix * 1000).toISOString().slice(0, 10)

export const idOf = (record: string | { id: string }): string => (typeof record === 'string' ? record : record.id)

/** All lines: an invoice carries its first ten. */
export async function linesOf({ stripe }: Vendor, invoice: Stripe.Invoice): Promise<Stripe.InvoiceLineItem[]> {
  if (!invoice.lines.has_more) return invoice.lines.data
  const lines: Stripe.InvoiceLineItem[] = []
  for (let more = true; more; ) {
    const after = lines.at(-1)
    const page = await asked(
      stripe.invoices.listLineItems(invoice.id!, { limit: 100, ...(after && { starting_after: after.id }) }),
    )
    lines.push(...page.data)
    more = page.has_more
  }
  return lines
}

export async function toInvoice(vendor: Vendor, invoice: Stripe.Invoice): Promise<Invoice> {
  const origin = invoiceOrigin(invoice)
  if (!origin || !invoice.customer) throw foreign('invoice', invoice.id!)
  const { currency } = invoice
  const withdrawn = isWithdrawn(invoice)
  const state = withdrawn ? 'void' : (invoice.status as Invoice['state'])
  const net = invoice.total_excluding_tax ?? invoice.subtotal
  const subscription = invoice.parent?.subscription_details?.subscription
  const correlation = correlationOf(invoice.metadata, invoice.parent?.subscription_details?.metadata)
  const money = (minor: number) => fromStripeAmount(currency, minor)
  return {
    id: invoice.id!,
    ...(invoice.number && { number: invoice.number }),
    ...origin,
    customer: idOf(invoice.customer),
    ...(subscription && { subscription: idOf(subscription) }),
    currency: currency.toUpperCase(),
    state,
    issuedOn: dateOf(invoice.effective_at ?? invoice.status_transitions.finalized_at ?? invoice.created),
    ...(invoice.due_date && { dueOn: dateOf(invoice.due_date) }),
    lines: inOrder(await linesOf(vendor, invoice)).map(fromStripeLine),
    net: money(net),
    tax: money(invoice.total - net),
    gross: money(invoice.total),
    open: money(state === 'void' ? 0 : invoice.amount_remaining),
    ...(correlation && { correlation }),
    native: { ...invoice, lines: undefined },
  }
}
