import type { Address } from '@gantry/canonical/customer'
import { Decimal, type Money, money, subtract } from '@gantry/canonical/money'
import type { TaxableLine, TaxRequest } from '@gantry/canonical/tax'
import { IntegrationError } from '@gantry/core/errors'
import { destinationOf, locationOf } from './address.ts'
import { codeOf } from './code.ts'
import type { CreateTransaction } from './wire.ts'

/** The document to create. Without a known origin it is taxed where it goes (`singleLocation`). */
export function transactionOf(
  request: TaxRequest,
  type: CreateTransaction['type'],
  shipFrom: Address | undefined,
  correlation: string,
): CreateTransaction {
  const shipTo = destinationOf(request.shipTo, request.customer)
  return {
    type,
    code: codeOf(request.reference),
    companyCode: request.legalEntity,
    customerCode: codeOf(request.customer),
    date: request.date,
    currencyCode: request.currency,
    commit: type === 'SalesInvoice',
    referenceCode: request.reference,
    // No field of AvaTax's is made for it; the description is shown with the document and changes no tax.
    description: correlation,
    ...(request.exemption?.certificate && { exemptionNo: request.exemption.certificate }),
    ...(request.exemption?.entityUse && { entityUseCode: request.exemption.entityUse }),
    ...(request.order && { purchaseOrderNo: codeOf(request.order) }),
    addresses: shipFrom ? { shipFrom: locationOf(shipFrom), shipTo } : { singleLocation: shipTo },
    lines: request.lines.map((line, index) => lineOf(line, index, request.currency)),
  }
}

/** AvaTax's number of a line is its place: our ids may be longer than its field, or repeat. */
export const numberOf = (index: number): string => String(index + 1)

/** The tax-free part of a line where it is known beforehand: the price, less a tax agreed within it. */
export function netOf({ amount, taxIncluded, agreedTax }: TaxableLine): Money | undefined {
  if (!taxIncluded) return rounded(amount)
  return agreedTax && subtract(rounded(amount), rounded(agreedTax))
}

/** Only whole minor units are filed: AvaTax would sum finer amounts first and round after, and differ from our lines. */
export const rounded = ({ currency, amount }: Money): Money => money(currency, amount)

function lineOf(line: TaxableLine, index: number, currency: string): CreateTransaction['lines'][number] {
  for (const given of [line.amount, line.agreedTax]) if (given) assertCurrency(given, currency)
  // AvaTax does not say how it takes an overridden tax out of a price that contains tax; a net price leaves no doubt.
  const net = netOf(line)
  const quantity = new Decimal(line.quantity).abs().toFixed()
  return {
    number: numberOf(index),
    quantity: exact(quantity, `lines.${index}.quantity`),
    amount: exact((net ?? rounded(line.amount)).amount, `lines.${index}.amount`),
    taxIncluded: net === undefined,
    itemCode: codeOf(line.sku),
    ref1: line.id,
    ...(line.description && { description: line.description }),
    ...(line.taxCode && { taxCode: line.taxCode }),
    ...(line.agreedTax && {
      taxOverride: {
        type: 'TaxAmount',
        taxAmount: exact(rounded(line.agreedTax).amount, `lines.${index}.agreedTax`),
        reason: 'Agreed with the customer',
      },
    }),
  }
}

function assertCurrency({ currency }: Money, expected: string): void {
  if (currency === expected) return
  throw new IntegrationError('currency-mixed', `A tax document in ${expected} has an amount in ${currency}.`, {
    kind: 'data',
    team: 'tax',
  })
}

/** A JSON number that reads back as the same decimal; AvaTax takes no strings. */
function exact(amount: string, path: string): number {
  const number = Number(amount)
  if (new Decimal(String(number)).equals(amount)) return number
  throw new IntegrationError('amount-too-precise', `The amount ${amount} has more digits than AvaTax can keep.`, {
    kind: 'data',
    team: 'tax',
    errors: [{ path: `body.${path}`, message: 'At most 15 significant digits.' }],
  })
}
