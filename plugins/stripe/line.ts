import type { DocumentLine } from '@gantry/canonical/document'
import { add, Decimal } from '@gantry/canonical/money'
import type Stripe from 'stripe'
import { fromStripeAmount, toStripeAmount } from './amount.ts'
import { lineMetadata } from './metadata.ts'
import { skuOf } from './product.ts'

/**
 * A line as Stripe takes it. The net goes as one amount: Stripe prices a quantity in whole minor units each, which
 * would not give the agreed net. Quantity and SKU go as metadata. Tax goes as an amount too; Stripe shows its rate but
 * never calculates with it.
 */
export function toStripeLine(line: DocumentLine, position: number) {
  return { ...toStripeLineChange(line, position), amount: toStripeAmount(line.net) }
}

/** The same without the amount, for a line a subscription has put on its invoice already. */
export function toStripeLineChange(line: DocumentLine, position: number) {
  const tax = toStripeAmount(line.tax)
  const net = toStripeAmount(line.net)
  return {
    description: line.description,
    metadata: lineMetadata(line, position),
    ...(tax !== 0 && {
      tax_amounts: [
        {
          amount: tax,
          taxable_amount: net,
          tax_rate_data: { display_name: 'Tax', inclusive: false, percentage: rate(tax, net) },
        },
      ],
    }),
  }
}

/** Percent with the four decimals Stripe takes; shown only. */
function rate(tax: number, net: number): number {
  if (net === 0) return 0
  return Decimal.min(100, new Decimal(tax).div(net).abs().times(100)).toDecimalPlaces(4).toNumber()
}

export function fromStripeLine(line: Stripe.InvoiceLineItem): DocumentLine {
  const { gantry_line, gantry_sku, gantry_quantity } = line.metadata
  const product = line.pricing?.price_details?.product
  const included = taxOf(line, 'inclusive')
  const net = fromStripeAmount(line.currency, line.amount - included)
  const tax = fromStripeAmount(line.currency, included + taxOf(line, 'exclusive'))
  // A renewal's lines carry the subscription's metadata, not those of a line: its product tells the SKU.
  return {
    id: gantry_line ?? line.id,
    sku: gantry_sku ?? (product && skuOf(product)) ?? product ?? 'unknown',
    description: (line.description || gantry_sku || line.id).slice(0, 255),
    quantity: gantry_quantity ?? String(line.quantity ?? 1),
    net,
    tax,
    gross: add(net, tax),
  }
}

const taxOf = (line: Stripe.InvoiceLineItem, behavior: string): number =>
  (line.taxes ?? []).reduce((sum, tax) => (tax.tax_behavior === behavior ? sum + tax.amount : sum), 0)

const positionOf = (line: Stripe.InvoiceLineItem): number => Number(line.metadata.gantry_position ?? 0)

/** Lines in the order they were given. */
export const inOrder = (lines: Stripe.InvoiceLineItem[]): Stripe.InvoiceLineItem[] =>
  lines.toSorted((a, b) => positionOf(a) - positionOf(b))
