import { createHash } from 'node:crypto'
import { z } from 'zod'
import { clearable, flag, integer, merged, metadata, natural, parameters, period, text } from './form.ts'
import { newId } from './identifier.ts'
import { invalid } from './refusal.ts'
import type { Invoice, Line, Tax } from './world.ts'

const taxAmount = z.strictObject({
  amount: integer,
  taxable_amount: integer,
  taxability_reason: text().optional(),
  tax_rate_data: z.strictObject({
    display_name: text(50).min(1),
    inclusive: flag,
    percentage: z
      .string()
      .regex(/^\d{1,3}(\.\d{1,4})?$/, { error: (issue) => `Invalid decimal: ${String(issue.input)}` })
      .refine((value) => Number(value) <= 100, 'Invalid percentage: must be at most 100.'),
    country: text(2).optional(),
    state: text().optional(),
    description: text().optional(),
    jurisdiction: text().optional(),
    tax_type: text().optional(),
  }),
})

const fields = {
  amount: integer.optional(),
  description: clearable().optional(),
  discountable: flag.optional(),
  metadata: metadata.optional(),
  period: period.optional(),
  quantity: natural.optional(),
  /** An empty string takes the taxes away. */
  tax_amounts: z.union([z.literal(''), z.array(taxAmount).max(20)]).optional(),
}

export const AddLines = parameters({
  lines: z.array(z.strictObject(fields)).min(1),
  invoice_metadata: metadata.optional(),
})
export const UpdateLines = parameters({
  lines: z.array(z.strictObject({ id: text(), ...fields })).min(1),
  invoice_metadata: metadata.optional(),
})
type Added = z.output<typeof AddLines>['lines'][number]
type Updated = z.output<typeof UpdateLines>['lines'][number]

/** One tax rate object for each distinct rate: ad hoc rates are found again by what they say. */
function taxOf(given: z.output<typeof taxAmount>): Tax {
  const digest = createHash('sha256').update(JSON.stringify(given.tax_rate_data)).digest('base64url')
  return {
    amount: given.amount,
    tax_behavior: given.tax_rate_data.inclusive ? 'inclusive' : 'exclusive',
    tax_rate_details: { tax_rate: `txr_1${digest.replace(/[-_]/g, '0').slice(0, 23)}` },
    taxability_reason: given.taxability_reason ?? 'not_available',
    taxable_amount: given.taxable_amount,
    type: 'tax_rate_details',
  }
}

const taxesOf = (given: Added['tax_amounts']): Tax[] => (given ? given.map(taxOf) : [])

export function addedLine(invoice: Invoice, now: number, given: Added, index: number): Line {
  if (given.amount === undefined)
    throw invalid(
      'You must specify one of these parameters: amount, price_data, pricing.',
      `lines[${index}][amount]`,
      'parameter_missing',
    )
  // An amount is the whole of the line; Stripe prices a quantity per unit only.
  if (given.quantity !== undefined)
    throw invalid('You may only specify one of these parameters: amount, quantity.', `lines[${index}][quantity]`)
  return {
    ...plainLine(invoice.id, invoice.currency, given.amount, given.period ?? { start: now, end: now }),
    description: given.description ?? null,
    discountable: given.discountable ?? given.amount >= 0,
    metadata: merged({}, given.metadata),
    parent: {
      invoice_item_details: {
        invoice_item: newId('ii'),
        proration: false,
        proration_details: { credited_items: null },
        subscription: null,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    taxes: taxesOf(given.tax_amounts),
  }
}

export function updatedLine(line: Line, given: Updated): Line {
  const { id: _, tax_amounts, metadata: pairs, amount, ...rest } = given
  const subscribed = (line.parent as { type: string }).type === 'subscription_item_details'
  if (subscribed && amount !== undefined)
    throw invalid('You cannot change the amount of a line item of a subscription.', 'amount')
  return {
    ...line,
    ...rest,
    description: given.description === undefined ? line.description : given.description,
    ...(amount !== undefined && { amount, subtotal: amount }),
    // A subscription's line starts with its subscription's metadata: the first own metadata replace them.
    ...(pairs && { metadata: subscribed ? merged({}, pairs) : merged(line.metadata, pairs) }),
    ...(tax_amounts !== undefined && { taxes: taxesOf(tax_amounts) }),
  }
}

export function plainLine(
  invoice: string,
  currency: string,
  amount: number,
  time: { start: number; end: number },
): Line {
  return {
    id: newId('il'),
    object: 'line_item',
    amount,
    currency,
    description: null,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent: null,
    period: time,
    pretax_credit_amounts: [],
    pricing: { price_details: undefined, type: 'price_details', unit_amount_decimal: String(amount) },
    quantity: 1,
    quantity_decimal: '1',
    subscription: null,
    subtotal: amount,
    taxes: [],
  }
}

/** What a header says of its lines. */
export function totalsOf(lines: Line[]) {
  const taxes = new Map<string, Tax>()
  let subtotal = 0
  let included = 0
  let added = 0
  for (const line of lines) {
    subtotal += line.amount
    for (const tax of line.taxes) {
      if (tax.tax_behavior === 'inclusive') included += tax.amount
      else added += tax.amount
      const rate = tax.tax_rate_details.tax_rate
      const known = taxes.get(rate)
      taxes.set(rate, {
        ...tax,
        amount: tax.amount + (known?.amount ?? 0),
        taxable_amount: tax.taxable_amount + (known?.taxable_amount ?? 0),
      })
    }
  }
  return {
    subtotal,
    subtotal_excluding_tax: subtotal - included,
    total_excluding_tax: subtotal - included,
    total: subtotal + added,
    total_taxes: [...taxes.values()],
  }
}
