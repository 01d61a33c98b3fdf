import { Decimal } from '@gantry/canonical/money'
import type { Books } from '@gantry/core/sandbox'
import { z } from 'zod'
import { Day, Numeral, Ref, Text } from './body.ts'
import type { Currency, Subsidiary, TaxCode } from './company.ts'
import type { Customer } from './customer.ts'
import type { Item } from './item.ts'
import { invalidContent, userError } from './problem.ts'
import type { Registry } from './registry.ts'

export type Account = { books: Books; registry: Registry; now: () => string; today: () => string }

/** A line as the books keep it; amounts are decimal strings in major units. */
export type Line = {
  line: number
  item: string
  description?: string
  quantity: string
  amount: string
  tax: string
  /** Of an invoice: the sales order's line it bills. */
  orderLine?: number
  /** Of a sales order. */
  billed?: string
  closed?: boolean
  custom: Record<string, string>
}

export const ItemLine = z.strictObject({
  line: Numeral.optional(),
  orderLine: Numeral.optional(),
  item: Ref.optional(),
  quantity: Numeral.optional(),
  rate: Numeral.optional(),
  amount: Numeral.optional(),
  description: Text.optional(),
  price: Ref.optional(),
  isClosed: z.boolean().optional(),
  taxDetailsReference: z.string().optional(),
  custcol_gantry_line: z.string().optional(),
})
export type ItemLine = z.output<typeof ItemLine>

const TaxDetail = z.strictObject({
  taxDetailsReference: z.strictObject({ id: z.string() }),
  taxCode: Ref,
  taxType: z.string(),
  taxBasis: Numeral,
  taxRate: Numeral,
  taxAmount: Numeral,
})

export const documentFields = {
  externalId: z.string().optional(),
  tranDate: Day.optional(),
  memo: Text.optional(),
  otherRefNum: z.string().max(45).optional(),
  custbody_gantry_reference: z.string().optional(),
  custbody_gantry_order: z.string().optional(),
  custbody_gantry_correlation: z.string().optional(),
  taxDetailsOverride: z.boolean().optional(),
  taxDetails: z.strictObject({ items: z.array(TaxDetail) }).optional(),
}

type Taxed = {
  taxDetailsOverride?: boolean | undefined
  taxDetails?: { items: z.output<typeof TaxDetail>[] } | undefined
}

/**
 * Each line's tax. Nobody has installed a tax engine in this account: without an override there is none.
 * Every detail must belong to a line.
 */
export function taxesOf({ books }: Account, body: Taxed, lines: readonly ItemLine[]): Map<string, Decimal> {
  const taxes = new Map<string, Decimal>()
  if (!body.taxDetailsOverride) return taxes
  const references = new Set(lines.map((line) => line.taxDetailsReference))
  for (const [index, detail] of (body.taxDetails?.items ?? []).entries()) {
    const path = `taxDetails.items[${index}]`
    const reference = detail.taxDetailsReference.id
    if (!references.has(reference))
      throw invalidContent(`Invalid tax details reference ${reference}.`, `${path}.taxDetailsReference`)
    const code = books.find<TaxCode>(
      'taxCode',
      (each) => each.externalId === detail.taxCode.externalId || each.id === String(detail.taxCode.id),
    )
    if (!code || detail.taxType !== code.externalId)
      throw invalidContent(
        'You have entered an Invalid Field Value for the following field: taxCode',
        `${path}.taxCode`,
      )
    taxes.set(reference, (taxes.get(reference) ?? new Decimal(0)).plus(detail.taxAmount))
  }
  return taxes
}

/** A line of its own, neither taken over from an order nor billed yet. */
export function lineOf(account: Account, given: ItemLine, line: number, tax: Decimal, currency: Currency): Line {
  const path = `item.items[${line - 1}]`
  if (!given.item) throw userError('Please enter value(s) for: Item')
  const item = account.registry.resolve<Item>('nonInventorySaleItem', 'item', given.item, `${path}.item`)
  const quantity = given.quantity ?? new Decimal(1)
  const amount = given.amount ?? given.rate?.times(quantity)
  if (!amount) throw userError('Please enter value(s) for: Amount')
  return {
    line,
    item: item.id,
    ...(given.description !== undefined && { description: given.description }),
    quantity: quantity.toFixed(),
    amount: rounded(amount, currency),
    tax: rounded(tax, currency),
    custom: customOf(given),
  }
}

export const customOf = (given: ItemLine): Record<string, string> =>
  given.custcol_gantry_line === undefined ? {} : { custcol_gantry_line: given.custcol_gantry_line }

export const rounded = (amount: Decimal, { precision }: Currency): string =>
  amount.toDecimalPlaces(precision, Decimal.ROUND_HALF_UP).toFixed(precision)

/** NetSuite's arithmetic: the header is the sum of its lines. */
export function totalsOf(lines: readonly Line[], currency: Currency) {
  const sum = (pick: (line: Line) => string) =>
    lines.reduce((total, line) => total.plus(pick(line)), new Decimal(0)).toFixed(currency.precision)
  const subtotal = sum((line) => line.amount)
  const taxTotal = sum((line) => line.tax)
  return { subtotal, taxTotal, total: new Decimal(subtotal).plus(taxTotal).toFixed(currency.precision) }
}

/** Who a document is for, in which company and currency; refused where they do not go together. */
export function partiesOf(
  account: Account,
  refs: { entity: Ref; subsidiary?: Ref | undefined; currency?: Ref | undefined },
) {
  const { books, registry } = account
  const customer = registry.resolve<Customer>('customer', 'customer', refs.entity, 'entity')
  const subsidiary = refs.subsidiary
    ? registry.resolve<Subsidiary>('subsidiary', 'subsidiary', refs.subsidiary, 'subsidiary')
    : books.get<Subsidiary>('subsidiary', customer.subsidiary)!
  const currency = refs.currency
    ? registry.resolve<Currency>('currency', 'currency', refs.currency, 'currency')
    : books.get<Currency>('currency', customer.currencies[0]!)!
  const related = books.get('relationship', `${customer.id}-${subsidiary.id}`) !== undefined
  if (customer.subsidiary !== subsidiary.id && !related)
    throw invalidContent(
      `Invalid Field Value ${subsidiary.id} for the following field: subsidiary. The customer does not belong to it.`,
      'subsidiary',
    )
  if (!customer.currencies.includes(currency.id))
    throw userError(`Invalid currency reference key ${currency.id} for entity ${customer.id}.`)
  return { customer, subsidiary, currency }
}
