import { z } from 'zod'
import type { Route } from './api.ts'
import { emit } from './event.ts'
import { integer, merged, metadata, natural, paging, parameters, text } from './form.ts'
import { newId } from './identifier.ts'
import { linesOf, wireInvoice } from './invoice.ts'
import { newestFirst, pageOf } from './list.ts'
import { refund } from './refund.ts'
import { invalid, missing } from './refusal.ts'
import type { CreditNote, CreditNoteLine, Invoice, Tax, World } from './world.ts'

const INLINE = 10

const line = z.strictObject({
  type: z.enum(['invoice_line_item', 'custom_line_item']),
  invoice_line_item: text().optional(),
  description: text().optional(),
  amount: natural.optional(),
  tax_amounts: z
    .union([
      z.literal(''),
      z.array(z.strictObject({ amount: integer, taxable_amount: integer, tax_rate: text() })).max(10),
    ])
    .optional(),
})
type Given = z.output<typeof line>

const wire = (note: CreditNote) => ({
  ...note,
  lines: {
    object: 'list',
    data: note.lines.slice(0, INLINE),
    has_more: note.lines.length > INLINE,
    url: `/v1/credit_notes/${note.id}/lines`,
  },
})

/** Credit notes (https://docs.stripe.com/api/credit_notes): off what is open, and the rest as the caller allocates it. */
export function creditNotes(world: World, route: Route): void {
  const find = (id: string): CreditNote => {
    const note = world.creditNotes.get(id)
    if (!note) throw missing('credit note', id)
    return note
  }

  route(
    'POST',
    '/v1/credit_notes',
    parameters({
      invoice: text(),
      lines: z.array(line).min(1),
      reason: z.enum(['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory']).optional(),
      memo: text().optional(),
      metadata: metadata.optional(),
      credit_amount: natural.optional(),
      refund_amount: natural.optional(),
      out_of_band_amount: natural.optional(),
    }),
    (input, _path, write) => {
      const invoice = world.invoices.get(input.invoice)
      if (!invoice) throw missing('invoice', input.invoice, 'invoice', 400)
      if (!['open', 'paid', 'uncollectible'].includes(invoice.status))
        throw invalid('Credit notes can only be created for finalized invoices.', 'invoice')
      const lines = input.lines.map((given, index) => credited(world, invoice, given, index))
      const net = lines.reduce((sum, one) => sum + one.amount, 0)
      const total = net + taxesOf(lines).reduce((sum, tax) => sum + tax.amount, 0)
      if (total <= 0) throw invalid('The credit note total must be greater than 0.', 'lines')
      const before = world.creditNotes.having(`invoice:${invoice.id}`).filter(({ status }) => status === 'issued')
      if (before.reduce((sum, one) => sum + one.total, total) > invoice.total)
        throw invalid('The sum of credit notes cannot exceed the total of the invoice.', 'lines')
      const open = Math.min(total, invoice.amount_remaining)
      const paid = total - open
      const allocated = [input.credit_amount, input.refund_amount, input.out_of_band_amount]
      if (allocated.reduce<number>((sum, part) => sum + (part ?? 0), 0) !== paid)
        throw invalid(
          `The sum of credit_amount, refund_amount and out_of_band_amount must equal the post-payment amount of ${paid}.`,
        )
      const now = world.clock.unix()
      const returned = input.refund_amount
        ? refund(world, paymentOf(world, invoice), input.refund_amount, {})
        : undefined
      const id = newId('cn')
      const note = world.creditNotes.put(
        {
          id,
          object: 'credit_note',
          amount: total,
          amount_shipping: 0,
          created: now,
          currency: invoice.currency,
          customer: invoice.customer,
          customer_account: null,
          customer_balance_transaction: null,
          discount_amount: 0,
          discount_amounts: [],
          effective_at: now,
          invoice: invoice.id,
          lines,
          livemode: false,
          memo: input.memo ?? null,
          metadata: merged({}, input.metadata),
          number: `${invoice.number}-CN-${String(world.creditNotes.having(`invoice:${invoice.id}`).length + 1).padStart(2, '0')}`,
          out_of_band_amount: input.out_of_band_amount ?? null,
          pdf: `https://pay.stripe.com/credit_notes/${id}/pdf`,
          post_payment_amount: paid,
          pre_payment_amount: open,
          pretax_credit_amounts: [],
          reason: input.reason ?? null,
          refunds: returned
            ? [{ amount_refunded: returned.amount, payment_record_refund: null, refund: returned.id, type: 'refund' }]
            : [],
          shipping_cost: null,
          status: 'issued',
          subtotal: net,
          subtotal_excluding_tax: net,
          total,
          total_excluding_tax: net,
          total_taxes: taxesOf(lines),
          type: paid === 0 ? 'pre_payment' : open === 0 ? 'post_payment' : 'mixed',
          voided_at: null,
        },
        write,
      )
      reduce(world, invoice, open, paid)
      emit(world, 'credit_note.created', wire(note))
      return wire(note)
    },
  )

  route('GET', '/v1/credit_notes/:id', parameters({}), (_input, path) => wire(find(path.id!)))

  route('GET', '/v1/credit_notes/:id/lines', parameters({ ...paging }), (input, path) =>
    pageOf(`/v1/credit_notes/${path.id}/lines`, 'credit_note_line_item', find(path.id!).lines, input),
  )

  route('GET', '/v1/credit_notes', parameters({ ...paging, invoice: text().optional() }), (input) => {
    const found = input.invoice ? world.creditNotes.having(`invoice:${input.invoice}`) : world.creditNotes.all()
    const page = pageOf('/v1/credit_notes', 'credit_note', newestFirst(found), input)
    return { ...page, data: page.data.map(wire) }
  })
}

function credited(world: World, invoice: Invoice, given: Given, index: number): CreditNoteLine {
  const param = `lines[${index}]`
  if (given.type !== 'invoice_line_item' || given.amount === undefined)
    throw invalid('This sandbox credits amounts of invoice lines.', `${param}[type]`)
  const own = linesOf(world, invoice.id).find(({ id }) => id === given.invoice_line_item)
  if (!own) throw missing('invoice line item', String(given.invoice_line_item), `${param}[invoice_line_item]`, 400)
  if (given.amount > own.amount)
    throw invalid('The amount credited is greater than that of the invoice line.', `${param}[amount]`)
  const share = given.amount
  const taxes = given.tax_amounts
    ? given.tax_amounts.map((tax) => {
        const rate = own.taxes.find(({ tax_rate_details }) => tax_rate_details.tax_rate === tax.tax_rate)
        if (!rate) throw missing('tax rate', tax.tax_rate, `${param}[tax_amounts]`, 400)
        return { ...rate, amount: tax.amount, taxable_amount: tax.taxable_amount }
      })
    : given.tax_amounts === ''
      ? []
      : own.taxes.map((tax) => ({
          ...tax,
          amount: own.amount === 0 ? 0 : Number((BigInt(tax.amount) * BigInt(share)) / BigInt(own.amount)),
          taxable_amount: share,
        }))
  return {
    id: newId('cnli'),
    object: 'credit_note_line_item',
    amount: given.amount,
    description: given.description ?? own.description,
    discount_amount: 0,
    discount_amounts: [],
    invoice_line_item: own.id,
    livemode: false,
    metadata: null,
    pretax_credit_amounts: [],
    quantity: 1,
    tax_rates: [],
    taxes,
    type: 'invoice_line_item',
    unit_amount: null,
    unit_amount_decimal: null,
  }
}

const taxesOf = (lines: CreditNoteLine[]): Tax[] => lines.flatMap(({ taxes }) => taxes)

function paymentOf(world: World, invoice: Invoice): string {
  const [applied] = world.invoicePayments.having(`invoice:${invoice.id}`)
  if (!applied) throw invalid('The invoice has no payment that could be refunded.', 'refund_amount')
  return applied.payment.payment_intent
}

/** Takes the unpaid part off the invoice; one of which nothing is left open counts as paid. */
function reduce(world: World, invoice: Invoice, open: number, paid: number): void {
  const remaining = invoice.amount_remaining - open
  const settled = invoice.status === 'open' && remaining === 0
  const now = world.clock.unix()
  const updated = world.invoices.put({
    ...invoice,
    amount_due: invoice.amount_due - open,
    amount_remaining: remaining,
    pre_payment_credit_notes_amount: Number(invoice.pre_payment_credit_notes_amount) + open,
    post_payment_credit_notes_amount: Number(invoice.post_payment_credit_notes_amount) + paid,
    ...(settled && { status: 'paid' as const, status_transitions: { ...invoice.status_transitions, paid_at: now } }),
  })
  if (settled) emit(world, 'invoice.paid', wireInvoice(world, updated))
}
