import type { CreditedLine, CreditNote, CreditNoteDraft } from '@gantry/canonical/credit-note'
import { totalsOf } from '@gantry/canonical/document'
import { add } from '@gantry/canonical/money'
import type { Call } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import type Stripe from 'stripe'
import { fromStripeAmount, toStripeAmount } from './amount.ts'
import { type Vendor, writeKey } from './client.ts'
import { asked, refused } from './failure.ts'
import { dateOf, idOf, invoiceOrigin, linesOf } from './invoice.ts'
import { findByReference, taken } from './lookup.ts'
import { correlationOf, originMetadata, REFERENCE } from './metadata.ts'

const REASONS = {
  duplicate: 'duplicate',
  fraudulent: 'fraudulent',
  'order-change': 'order_change',
  unsatisfactory: 'product_unsatisfactory',
} as const

/** Where the part goes that was paid already: Stripe wants all of it named. */
const PAID_PART = { refund: 'refund_amount', balance: 'credit_amount', elsewhere: 'out_of_band_amount' } as const

export function createCreditNote(vendor: Vendor, draft: CreditNoteDraft, call: Call): Promise<CreditNote> {
  const { creditNotes, invoices } = vendor.stripe
  return vendor.exclusively(`credit-note:${draft.reference}`, async () => {
    const invoice = await asked(invoices.retrieve(draft.invoice))
    const own = await linesOf(vendor, invoice)
    const lines = draft.lines.map((line) => toStripeLine(line, own))
    const total = toStripeAmount(totalsOf(invoice.currency.toUpperCase(), draft.lines).gross)
    const known = await findByReference<Stripe.CreditNote>(draft.reference, {
      list: (paging) => creditNotes.list({ invoice: draft.invoice, ...paging }),
      counts: (note) => note.status !== 'void',
    })
    if (known && known.total !== total) throw taken('credit note', draft.reference, known.id)
    if (known) return toCreditNote(vendor, known, own)
    const paid = Math.max(0, total - invoice.amount_remaining)
    const origin = invoiceOrigin(invoice)
    const made = await asked(
      creditNotes.create(
        {
          invoice: draft.invoice,
          lines,
          ...(draft.reason && { reason: REASONS[draft.reason] }),
          ...(paid > 0 && { [PAID_PART[draft.paidPart]]: paid }),
          metadata: origin
            ? originMetadata({ ...origin, reference: draft.reference }, call.correlation)
            : { [REFERENCE]: draft.reference },
        },
        writeKey(call, 'credit-note', draft.reference),
      ),
    )
    if (made.total !== total)
      throw new IntegrationError('totals-differ', 'The credit note at Stripe does not add up to its lines.', {
        kind: 'bug',
        detail: `${made.id}: ${made.total} instead of ${total} minor units`,
      })
    return toCreditNote(vendor, made, own)
  })
}

/** Part of a line of the invoice. Tax goes as an amount, under the rate that the line bears. */
function toStripeLine(line: CreditedLine, own: Stripe.InvoiceLineItem[]) {
  const credited = own.find((one) => (one.metadata.gantry_line ?? one.id) === line.line)
  if (!credited) throw refused('line-missing', `The invoice has no line ${line.line}.`)
  const [net, tax] = [toStripeAmount(line.net), toStripeAmount(line.tax)]
  const rate = credited.taxes?.find(({ tax_behavior }) => tax_behavior === 'exclusive')?.tax_rate_details?.tax_rate
  if (tax !== 0 && !rate) throw refused('line-untaxed', `Line ${line.line} bears no tax that could be credited.`)
  return {
    type: 'invoice_line_item' as const,
    invoice_line_item: credited.id,
    amount: net,
    // Left out, Stripe would take the line's own tax in proportion.
    tax_amounts: rate && tax !== 0 ? [{ amount: tax, taxable_amount: net, tax_rate: rate }] : ('' as const),
  }
}

export async function readCreditNote(vendor: Vendor, id: string): Promise<CreditNote> {
  const note = await asked(vendor.stripe.creditNotes.retrieve(id))
  const invoice = await asked(vendor.stripe.invoices.retrieve(idOf(note.invoice)))
  return toCreditNote(vendor, note, await linesOf(vendor, invoice))
}

/** All lines: a credit note carries its first ten. */
async function creditedLinesOf({ stripe }: Vendor, note: Stripe.CreditNote): Promise<Stripe.CreditNoteLineItem[]> {
  if (!note.lines.has_more) return note.lines.data
  const lines: Stripe.CreditNoteLineItem[] = []
  for (let more = true; more; ) {
    const after = lines.at(-1)
    const page = await asked(
      stripe.creditNotes.listLineItems(note.id, { limit: 100, ...(after && { starting_after: after.id }) }),
    )
    lines.push(...page.data)
    more = page.has_more
  }
  return lines
}

async function toCreditNote(
  vendor: Vendor,
  note: Stripe.CreditNote,
  own: Stripe.InvoiceLineItem[],
): Promise<CreditNote> {
  const money = (minor: number) => fromStripeAmount(note.currency, minor)
  const nameOf = new Map(own.map((line) => [line.id, line.metadata.gantry_line ?? line.id]))
  const net = note.total_excluding_tax ?? note.subtotal
  const reason = Object.entries(REASONS).find(([, theirs]) => theirs === note.reason)?.[0]
  const correlation = correlationOf(note.metadata)
  const lines = (await creditedLinesOf(vendor, note)).map((line) => {
    const taxes = line.taxes ?? []
    const sum = (behavior: string) =>
      taxes.reduce((tax, one) => (one.tax_behavior === behavior ? tax + one.amount : tax), 0)
    const lineNet = money(line.amount - sum('inclusive'))
    const tax = money(sum('inclusive') + sum('exclusive'))
    return { line: nameOf.get(line.invoice_line_item ?? '') ?? line.id, net: lineNet, tax, gross: add(lineNet, tax) }
  })
  return {
    ...toNotice(note),
    customer: idOf(note.customer),
    state: note.status === 'void' ? 'void' : 'issued',
    issuedOn: dateOf(note.effective_at ?? note.created),
    ...(reason && { reason: reason as keyof typeof REASONS }),
    lines,
    net: money(net),
    tax: money(note.total - net),
    fromOpen: money(note.pre_payment_amount),
    ...(correlation && { correlation }),
    native: { ...note, lines: undefined },
  }
}

export const toNotice = (note: Stripe.CreditNote) => ({
  id: note.id,
  number: note.number,
  reference: note.metadata?.[REFERENCE] ?? note.number,
  invoice: idOf(note.invoice),
  currency: note.currency.toUpperCase(),
  gross: fromStripeAmount(note.currency, note.total),
})
