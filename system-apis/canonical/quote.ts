import { z } from '@gantry/core/contract'
import { CalendarDate, LegalEntity, Native, Reference, SystemId } from './fields.ts'
import { Currency, Decimal, DecimalString, Money, money } from './money.ts'
import { Charge, Sku, Term } from './product.ts'

const lineFields = {
  id: z
    .string()
    .min(1)
    .max(60)
    .openapi({ description: 'Unique within the quote, and the same in every document that follows from it.' }),
  sku: Sku,
  description: z.string().min(1).max(255),
  charge: Charge,
  term: Term.optional(),
  quantity: DecimalString,
  unitPrice: DecimalString.openapi({
    description: 'Agreed price per unit in major units, before discount; may carry more decimals than the currency.',
  }),
  discount: DecimalString.default('0').openapi({ description: 'Fraction taken off the unit price: `0.15` is 15%.' }),
  listPrice: DecimalString.optional(),
  unitCost: DecimalString.optional(),
  taxCode: z.string().max(60).optional(),
  agreedTax: DecimalString.optional().openapi({
    description: 'Tax of the whole line as agreed with the customer, in major units; absent: the tax engine decides.',
  }),
}

export const QuoteLine = z.strictObject(lineFields).openapi('QuoteLine')
export type QuoteLine = z.output<typeof QuoteLine>

export const QuoteState = z
  .enum(['draft', 'in-review', 'approved', 'presented', 'accepted', 'rejected', 'cancelled'])
  .openapi('QuoteState')
export type QuoteState = z.output<typeof QuoteState>

const fields = {
  customer: Reference.openapi({ description: "The customer's reference in the CRM." }),
  partner: Reference.optional().openapi({
    description: 'The partner that sells or refers it, by its reference in the CRM; absent: we sell it ourselves.',
  }),
  legalEntity: LegalEntity,
  currency: Currency,
  priceBasis: z.enum(['net', 'gross']).openapi({ description: 'Whether unit prices already contain the tax.' }),
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
    opportunity: SystemId.optional().openapi({ description: 'The deal it is part of, by its id in the CRM.' }),
    ...fields,
    total: Money.openapi({ description: 'Sum of the lines as the CPQ system states it, in the price basis.' }),
    native: Native.optional(),
  })
  .openapi('Quote')
export type Quote = z.output<typeof Quote>

export const QuoteSummary = z
  .object({
    reference: Reference,
    number: z.string().optional(),
    customer: Reference,
    partner: Reference.optional(),
    currency: Currency,
    priceBasis: fields.priceBasis,
    quotedOn: CalendarDate,
    validUntil: CalendarDate.optional(),
    state: QuoteState,
    ordered: z.boolean(),
    total: Money,
  })
  .openapi('QuoteSummary', { description: 'A quote without its lines.' })
export type QuoteSummary = z.output<typeof QuoteSummary>

/** A line's amount in the quote's price basis: unit price × quantity less discount, rounded once. */
export function lineAmount(currency: string, line: Pick<QuoteLine, 'unitPrice' | 'quantity' | 'discount'>): Money {
  return money(currency, new Decimal(line.unitPrice).times(line.quantity).times(new Decimal(1).minus(line.discount)))
}
