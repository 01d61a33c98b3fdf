import { z } from '@gantry/core/contract'
import { CalendarDate, LegalEntity, Native, Reference, SystemId } from './fields.ts'
import { Currency, Decimal, DecimalString, Money, money } from './money.ts'
import { Charge, Sku, Term } from './product.ts'

const lineFields = {
  /** Unique within the quote, and the same in every document that follows from it. */
  id: z.string().min(1).max(60),
  sku: Sku,
  description: z.string().min(1).max(255),
  charge: Charge,
  term: Term.optional(),
  quantity: DecimalString,
  /** Agreed price per unit in major units, before discount; may carry more decimals than the currency. */
  unitPrice: DecimalString,
  /** Fraction taken off the unit price: `0.15` is 15%. */
  discount: DecimalString.default('0'),
  listPrice: DecimalString.optional(),
  unitCost: DecimalString.optional(),
  taxCode: z.string().max(60).optional(),
  /** Tax of the whole line as agreed with the customer, in major units; absent: the tax engine decides. */
  agreedTax: DecimalString.optional(),
}

export const QuoteLine = z.strictObject(lineFields).openapi('QuoteLine')
export type QuoteLine = z.output<typeof QuoteLine>

export const QuoteState = z
  .enum(['draft', 'in-review', 'approved', 'presented', 'accepted', 'rejected', 'cancelled'])
  .openapi('QuoteState')
export type QuoteState = z.output<typeof QuoteState>

const fields = {
  /** The customer's reference in the CRM. */
  customer: Reference,
  legalEntity: LegalEntity,
  currency: Currency,
  /** Whether unit prices already contain the tax. */
  priceBasis: z.enum(['net', 'gross']),
  quotedOn: CalendarDate,
  validUntil: CalendarDate.optional(),
  state: QuoteState,
  lines: z.array(QuoteLine).min(1).max(1000),
}

export const QuoteDraft = z.strictObject(fields).openapi('QuoteDraft')
export type QuoteDraft = z.output<typeof QuoteDraft>

export const Quote = z
  .object({
    id: SystemId,
    reference: Reference,
    number: z.string().optional(),
    /** The deal it is part of, by its id in the CRM. */
    opportunity: SystemId.optional(),
    ...fields,
    /** Sum of the lines as the CPQ system states it, in the price basis. */
    total: Money,
    native: Native.optional(),
  })
  .openapi('Quote')
export type Quote = z.output<typeof Quote>

/** A line's amount in the quote's price basis: unit price × quantity less discount, rounded once. */
export function lineAmount(currency: string, line: Pick<QuoteLine, 'unitPrice' | 'quantity' | 'discount'>): Money {
  return money(currency, new Decimal(line.unitPrice).times(line.quantity).times(new Decimal(1).minus(line.discount)))
}
