import { Decimal } from '@gantry/canonical/money'
import type { QuoteLine } from '@gantry/canonical/quote'
import { z } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { kept, plain, written } from './exact.ts'
import { termOf, written as writtenTerm } from './term.ts'

const text = z.string().nullable()
const digits = z.string().nullable()
export const LineRow = z.object({
  Id: z.string(),
  SBQQ__Number__c: digits,
  SBQQ__Product__r: z.object({ Gantry_Reference__c: text }).nullable(),
  SBQQ__Quantity__c: digits,
  SBQQ__ListPrice__c: digits,
  SBQQ__SpecialPrice__c: digits,
  SBQQ__Discount__c: digits,
  SBQQ__UnitCost__c: digits,
  SBQQ__ChargeType__c: text,
  SBQQ__TaxCode__c: text,
  Gantry_Reference__c: text,
  Gantry_Line_Id__c: text,
  Gantry_Description__c: text,
  Gantry_Term__c: text,
  Gantry_Agreed_Tax__c: text,
  Gantry_Quantity__c: text,
  Gantry_Unit_Price__c: text,
  Gantry_List_Price__c: text,
  Gantry_Discount__c: text,
  Gantry_Unit_Cost__c: text,
})
export type LineRow = z.output<typeof LineRow>

/** The columns `LineRow` reads, for the quote's sub-query. */
export const LINE_COLUMNS = Object.keys(LineRow.shape)
  .map((name) => (name === 'SBQQ__Product__r' ? 'SBQQ__Product__r.Gantry_Reference__c' : name))
  .join(', ')

const CHARGES = { 'one-off': 'One-Time', recurring: 'Recurring' } as const

function incomplete(row: LineRow, field: string): IntegrationError {
  return new IntegrationError('quote-line-incomplete', `A line of the quote lacks what an order needs: ${field}.`, {
    kind: 'data',
    team: 'sales-operations',
    detail: `SBQQ__QuoteLine__c ${row.Id}: ${field} is empty or cannot be ordered.`,
  })
}

const keptOr = (number: string | null, exact: string | null) => (number === null ? undefined : kept(number, exact))

/** A line as sales has it now: a number a rep edited wins over the exact text written before. */
export function toLine(row: LineRow): QuoteLine {
  const sku = row.SBQQ__Product__r?.Gantry_Reference__c
  const quantity = keptOr(row.SBQQ__Quantity__c, row.Gantry_Quantity__c)
  const listPrice = keptOr(row.SBQQ__ListPrice__c, row.Gantry_List_Price__c)
  const unitPrice = keptOr(row.SBQQ__SpecialPrice__c, row.Gantry_Unit_Price__c) ?? listPrice
  const unitCost = keptOr(row.SBQQ__UnitCost__c, row.Gantry_Unit_Cost__c)
  const charge = row.SBQQ__ChargeType__c ?? 'One-Time'
  const percent = keptOr(row.SBQQ__Discount__c, row.Gantry_Discount__c) ?? '0'
  const term = termOf(row.Gantry_Term__c)
  if (!sku) throw incomplete(row, 'SBQQ__Product__c')
  if (quantity === undefined) throw incomplete(row, 'SBQQ__Quantity__c')
  if (unitPrice === undefined) throw incomplete(row, 'SBQQ__SpecialPrice__c')
  if (charge !== CHARGES['one-off'] && charge !== CHARGES.recurring) throw incomplete(row, 'SBQQ__ChargeType__c')
  return {
    // A line a rep added in the quote line editor has no id of ours.
    id: row.Gantry_Line_Id__c ?? row.Id,
    sku,
    description: row.Gantry_Description__c ?? sku,
    charge: charge === CHARGES.recurring ? 'recurring' : 'one-off',
    ...(term && { term }),
    quantity,
    unitPrice,
    discount: new Decimal(percent).div(100).toFixed(),
    ...(listPrice !== undefined && { listPrice }),
    ...(unitCost !== undefined && { unitCost }),
    ...(row.SBQQ__TaxCode__c !== null && { taxCode: row.SBQQ__TaxCode__c }),
    ...(row.Gantry_Agreed_Tax__c !== null && { agreedTax: plain(row.Gantry_Agreed_Tax__c) }),
  }
}

/** The line with its decimals in one notation, for comparing. */
export const normal = (line: QuoteLine): QuoteLine => ({
  ...line,
  quantity: plain(line.quantity),
  unitPrice: plain(line.unitPrice),
  discount: plain(line.discount),
  ...(line.listPrice !== undefined && { listPrice: plain(line.listPrice) }),
  ...(line.unitCost !== undefined && { unitCost: plain(line.unitCost) }),
  ...(line.agreedTax !== undefined && { agreedTax: plain(line.agreedTax) }),
})

const empty = { number: null, text: null }

/** Upserted by its own reference, `<quote>:<line>`. */
export function lineRecord(quote: string, line: QuoteLine, position: number, isNew: boolean): object {
  const quantity = written(line.quantity)
  const unitPrice = written(line.unitPrice)
  const discount = written(new Decimal(line.discount).times(100).toFixed())
  const listPrice = line.listPrice === undefined ? empty : written(line.listPrice)
  const unitCost = line.unitCost === undefined ? empty : written(line.unitCost)
  return {
    attributes: { type: 'SBQQ__QuoteLine__c' },
    Gantry_Reference__c: `${quote}:${line.id}`,
    // A detail never changes its master, and naming it again is refused.
    ...(isNew && { SBQQ__Quote__r: { Gantry_Reference__c: quote } }),
    SBQQ__Product__r: { Gantry_Reference__c: line.sku },
    SBQQ__Number__c: position,
    SBQQ__Quantity__c: quantity.number,
    SBQQ__ListPrice__c: listPrice.number,
    SBQQ__SpecialPriceType__c: 'Custom',
    SBQQ__SpecialPrice__c: unitPrice.number,
    SBQQ__Discount__c: discount.number,
    SBQQ__UnitCost__c: unitCost.number,
    SBQQ__ChargeType__c: CHARGES[line.charge],
    SBQQ__TaxCode__c: line.taxCode ?? null,
    Gantry_Line_Id__c: line.id,
    Gantry_Description__c: line.description,
    Gantry_Term__c: line.term ? writtenTerm(line.term) : null,
    Gantry_Agreed_Tax__c: line.agreedTax === undefined ? null : plain(line.agreedTax),
    Gantry_Quantity__c: quantity.text,
    Gantry_Unit_Price__c: unitPrice.text,
    Gantry_List_Price__c: listPrice.text,
    Gantry_Discount__c: discount.text,
    Gantry_Unit_Cost__c: unitCost.text,
  }
}
