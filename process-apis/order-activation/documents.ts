import type { DocumentLine } from '@gantry/canonical/document'
import type { InvoiceDraft } from '@gantry/canonical/invoice'
import type { SalesOrderDraft } from '@gantry/canonical/order'
import type { Term } from '@gantry/canonical/product'
import type { Quote } from '@gantry/canonical/quote'
import type { SubscriptionDraft } from '@gantry/canonical/subscription'
import type { TaxCalculation } from '@gantry/canonical/tax'
import { IntegrationError } from '@gantry/core/errors'

/** A line to be billed; with a term it is charged again each term. */
export type OrderedLine = DocumentLine & { term?: Term }

/** The quote's lines with the tax of each: what every document that follows is made of. */
export function linesOf(quote: Quote, tax: TaxCalculation): OrderedLine[] {
  const taxed = new Map(tax.lines.map((line) => [line.id, line]))
  return quote.lines.map((line) => {
    const { net, tax, gross } = taxed.get(line.id)!
    const { id, sku, description, quantity } = line
    if (line.charge === 'recurring' && !line.term)
      throw new IntegrationError('term-missing', `The recurring line ${id} (${sku}) has no term.`, { kind: 'data' })
    return { id, sku, description, quantity, net, tax, gross, ...(line.charge === 'recurring' && { term: line.term! }) }
  })
}

const plain = ({ id, sku, description, quantity, net, tax, gross }: OrderedLine): DocumentLine => ({
  id,
  sku,
  description,
  quantity,
  net,
  tax,
  gross,
})

const header = ({ reference, legalEntity, currency }: Quote) => ({ reference, legalEntity, currency })

export function subscriptionDraftOf(quote: Quote, customer: string, lines: readonly OrderedLine[]): SubscriptionDraft {
  return {
    ...header(quote),
    order: quote.reference,
    customer,
    startsOn: quote.quotedOn,
    dueDays: 30,
    recurring: lines.flatMap((line) => (line.term ? [{ ...plain(line), term: line.term }] : [])),
    oneOff: lines.filter((line) => !line.term).map(plain),
  }
}

export function invoiceDraftOf(quote: Quote, customer: string, lines: readonly OrderedLine[]): InvoiceDraft {
  return { ...header(quote), order: quote.reference, customer, dueDays: 30, lines: lines.map(plain) }
}

export function salesOrderDraftOf(quote: Quote, customer: string, lines: readonly OrderedLine[]): SalesOrderDraft {
  return { ...header(quote), customer, orderedOn: quote.quotedOn, lines: lines.map(plain) }
}
