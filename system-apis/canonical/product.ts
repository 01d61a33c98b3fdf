import { z } from '@gantry/core/contract'
import { Native, SystemId } from './fields.ts'
import { Currency, DecimalString } from './money.ts'

export const Sku = z.string().min(1).max(120).openapi({ example: 'MB-1034' })

export const Charge = z
  .enum(['one-off', 'recurring'])
  .openapi('Charge', { description: 'How a line is charged: once, or again each term.' })

export const Term = z
  .strictObject({ unit: z.enum(['month', 'year']), count: z.int().min(1).max(36) })
  .openapi('Term', { description: 'How often a recurring line is charged.' })
export type Term = z.output<typeof Term>

const fields = {
  name: z.string().min(1).max(255),
  currency: Currency,
  listPrice: DecimalString.openapi({
    description: 'Per unit, in major units; may carry more decimals than the currency.',
  }),
  unitCost: DecimalString.optional().openapi({
    description: 'What a unit costs us, in the same currency; absent where unknown.',
  }),
  charge: Charge,
  term: Term.optional(),
  taxCode: z.string().max(60).optional().openapi({ description: "The tax engine's code for the kind of good." }),
}

export const ProductDraft = z.strictObject(fields).openapi('ProductDraft')
export type ProductDraft = z.output<typeof ProductDraft>

export const Product = z.object({ id: SystemId, sku: Sku, ...fields, native: Native.optional() }).openapi('Product')
export type Product = z.output<typeof Product>

export const Availability = z.object({ sku: Sku, available: DecimalString.optional() }).openapi('Availability', {
  description: 'Stock that can be promised; absent quantity: the item is not stocked and always available.',
})
export type Availability = z.output<typeof Availability>
