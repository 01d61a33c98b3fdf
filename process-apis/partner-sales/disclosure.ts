import type { Product } from '@gantry/canonical/product'
import type { Quote } from '@gantry/canonical/quote'
import type { DocumentOfOrder, OrderRow, TrailDocument } from '@gantry/order-trail/contract'
import type { Finding } from '@gantry/quote-validation/contract'
import type { Offer, PartnerOrder, PartnerQuote, Remark } from './contract.ts'

/*
 * What a partner may read of our records. Field by field: what a system adds to its own tomorrow stays with us.
 */

export const offerOf = ({ sku, name, currency, listPrice, charge, term }: Product): Offer => ({
  sku,
  name,
  currency,
  listPrice,
  charge,
  ...(term && { term }),
})

export function quoteOf(quote: Quote): PartnerQuote {
  const { reference, number, customer, partner, legalEntity, currency, priceBasis } = quote
  const { quotedOn, validUntil, state, total } = quote
  return {
    reference,
    ...(number !== undefined && { number }),
    customer,
    ...(partner !== undefined && { partner }),
    legalEntity,
    currency,
    priceBasis,
    quotedOn,
    ...(validUntil !== undefined && { validUntil }),
    state,
    // What a unit costs us, and how we tax it, are ours.
    lines: quote.lines.map(({ unitCost: _, taxCode: __, ...line }) => line),
    total,
  }
}

/** Rules that tell of our policy, or of what the ledger says of a customer. */
const OURS = new Set<Finding['rule']>(['discount', 'margin', 'credit'])

export function remarksOf(findings: readonly Finding[]): Remark[] {
  const remarks = findings
    .filter(({ rule }) => !OURS.has(rule))
    .map(
      ({ rule, severity, message, line }): Remark => ({
        rule: rule as Exclude<Finding['rule'], 'discount' | 'margin' | 'credit'>,
        severity,
        message,
        ...(line !== undefined && { line }),
      }),
    )
  const [first] = findings.filter(({ rule }) => OURS.has(rule))
  if (!first) return remarks
  return [...remarks, { rule: 'review', severity: first.severity, message: 'We have to approve this first.' }]
}

/** Why an order is on hold may be our policy or a customer's credit. */
const HELD = 'It waits for a decision of ours.'

export function orderOf(row: OrderRow): PartnerOrder {
  const { reference, partner, customer, customerName, legalEntity, stage, gross, open, submittedAt, updatedAt } = row
  const message = stage === 'on-hold' ? HELD : row.message
  return {
    reference,
    ...(partner !== undefined && { partner }),
    ...(customer !== undefined && { customer }),
    ...(customerName !== undefined && { customerName }),
    ...(legalEntity !== undefined && { legalEntity }),
    stage,
    ...(message !== undefined && { message }),
    ...(gross && { gross }),
    ...(open && { open }),
    submittedAt,
    updatedAt,
  }
}

export const isInvoice = ({ system, kind, number }: TrailDocument): boolean =>
  system === 'billing' && kind === 'invoice' && number !== undefined

export const isPayment = ({ system, kind }: TrailDocument): boolean => system === 'payments' && kind === 'payment'

/** An invoice has its number once it was issued: before that it is a draft of ours. */
export const invoiceEntryOf = ({ id, number, order, customer, net, tax, gross, at }: DocumentOfOrder) => ({
  id,
  number: number!,
  order,
  ...(customer !== undefined && { customer }),
  ...(net && { net }),
  ...(tax && { tax }),
  ...(gross && { gross }),
  at,
})

export const paymentEntryOf = ({ id, order, gross, note, at }: DocumentOfOrder) => ({
  id,
  order,
  ...(gross && { amount: gross }),
  ...(note !== undefined && { method: note }),
  at,
})
