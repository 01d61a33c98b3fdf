import { z } from '@gantry/core/contract'
import { Address } from './customer.ts'
import { CalendarDate, LegalEntity, Native, Reference, SystemId } from './fields.ts'
import { Currency, DecimalString, Money } from './money.ts'
import { Sku } from './product.ts'

export const TaxableLine = z
  .strictObject({
    id: z.string().min(1).max(60),
    sku: Sku,
    description: z.string().max(255).optional(),
    quantity: DecimalString,
    amount: Money.openapi({ description: 'Line amount after discount; contains the tax where `taxIncluded`.' }),
    taxIncluded: z.boolean(),
    taxCode: z.string().max(60).optional(),
    agreedTax: Money.optional().openapi({
      description: 'Tax already agreed with the customer: kept as it is, instead of the calculated one.',
    }),
  })
  .openapi('TaxableLine')
export type TaxableLine = z.output<typeof TaxableLine>

export const Exemption = z
  .strictObject({
    certificate: z
      .string()
      .min(1)
      .max(25)
      .optional()
      .openapi({ description: "The number of the customer's certificate." }),
    entityUse: z.string().min(1).max(25).optional().openapi({
      description: "The tax engine's code for who the customer is or what it uses goods for, such as resale.",
    }),
  })
  .openapi('Exemption', { description: 'Why a customer owes no tax on a sale; the tax engine decides what follows.' })
export type Exemption = z.output<typeof Exemption>

export const TaxRequest = z
  .strictObject({
    reference: Reference.openapi({
      description: 'The document taxed; calculating it again replaces nothing until it is committed.',
    }),
    order: Reference.optional().openapi({ description: 'The order it belongs to.' }),
    legalEntity: LegalEntity,
    customer: Reference,
    currency: Currency,
    date: CalendarDate,
    shipTo: Address,
    exemption: Exemption.optional(),
    lines: z.array(TaxableLine).min(1).max(5000),
  })
  .openapi('TaxRequest')
export type TaxRequest = z.output<typeof TaxRequest>

const { reference: _, legalEntity: __, ...correctable } = TaxRequest.shape

export const TaxAdjustment = z
  .strictObject({
    reason: z
      .enum(['price', 'returned', 'exchanged', 'bad-debt', 'exemption', 'sourcing', 'ledger', 'other'])
      .openapi({ description: 'Why what was filed is not right.' }),
    explanation: z.string().min(1).max(200).optional(),
    ...correctable,
  })
  .openapi('TaxAdjustment', { description: 'A filed tax document as it ought to be: all of it, not the difference.' })
export type TaxAdjustment = z.output<typeof TaxAdjustment>

export const TaxedLine = z
  .object({ id: z.string(), net: Money, tax: Money, gross: Money, rate: DecimalString.optional() })
  .openapi('TaxedLine')
export type TaxedLine = z.output<typeof TaxedLine>

export const TaxCalculation = z
  .object({ currency: Currency, lines: z.array(TaxedLine), net: Money, tax: Money, gross: Money })
  .openapi('TaxCalculation', { description: 'What is owed on each line; totals are the sums of the lines.' })
export type TaxCalculation = z.output<typeof TaxCalculation>

export const TaxDocument = TaxCalculation.extend({
  id: SystemId,
  reference: Reference,
  state: z.enum(['saved', 'committed', 'voided']),
  native: Native.optional(),
}).openapi('TaxDocument', { description: 'A tax document in the tax engine: committed, it will be in the tax return.' })
export type TaxDocument = z.output<typeof TaxDocument>
