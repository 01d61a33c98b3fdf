import { Decimal } from 'decimal.js'
import type { LineModel, Model } from './model.ts'
import type { Jurisdiction } from './rates.ts'
import { getTaxError } from './refusal.ts'

/** A company's own rule, set by the sandbox's `rates` action; overrides the table. */
export type Rule = {
  company: string
  /** A fraction. */
  rate: string
  /** Absent: for every line. */
  taxCode?: string
  /** Amounts under it contain the tax, unless the line says whether its own does. */
  included?: boolean
}

/** The tax of one line. Amounts are decimal strings in major units. */
export type TaxedLine = {
  number: string
  net: string
  tax: string
  /** Before any override. */
  calculated: string
  rate: string
  exempt: boolean
  included: boolean
  model: LineModel
}

/** AvaTax's general code for what is never taxed. */
export const NONTAXABLE = 'NT'
const GENERAL = 'P0000000'

/** Uses that free a customer from tax, of AvaTax's standard list: A for the federal government, G for resale, and so on. */
const EXEMPT_USES = new Set('ABCDEFGHIJKLMN')

export const isExempt = ({ exemptionNo, entityUseCode }: Pick<Model, 'exemptionNo' | 'entityUseCode'>): boolean =>
  !!exemptionNo || EXEMPT_USES.has(entityUseCode ?? '')

/** Decimal places of a currency (ISO 4217). */
export const decimalsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

export const taxCodeOf = (line: LineModel): string => line.taxCode || GENERAL

/** Taxes each line by itself, rounded half up to the currency's decimals. */
export function taxLines(
  lines: LineModel[],
  currency: string,
  jurisdiction: Jurisdiction,
  rules: Rule[],
  exempted: boolean,
): TaxedLine[] {
  const decimals = decimalsOf(currency)
  const numbers = lines.map((line, index) => line.number || String(index + 1))
  if (new Set(numbers).size < numbers.length)
    throw getTaxError('DuplicateLineNoError', 'Duplicate line number.', 'LineNo')
  return lines.map((line, index) => taxLine(line, numbers[index]!, decimals, jurisdiction, rules, exempted))
}

function taxLine(
  model: LineModel,
  number: string,
  decimals: number,
  jurisdiction: Jurisdiction,
  rules: Rule[],
  exempted: boolean,
): TaxedLine {
  const taxCode = taxCodeOf(model)
  const rule = rules.find((rule) => rule.taxCode === taxCode) ?? rules.find((rule) => !rule.taxCode)
  const exempt = exempted || taxCode === NONTAXABLE
  const rate = new Decimal(exempt ? 0 : (rule?.rate ?? jurisdiction.rate))
  const included = model.taxIncluded ?? rule?.included ?? false
  const amount = new Decimal(String(model.amount))
  const calculated = (included ? amount.times(rate).div(rate.plus(1)) : amount.times(rate)).toDecimalPlaces(
    decimals,
    Decimal.ROUND_HALF_UP,
  )
  // An override cannot be put on what is not taxable at all.
  const tax = model.taxOverride && !exempt ? new Decimal(String(model.taxOverride.taxAmount)) : calculated
  return {
    number,
    net: (included ? amount.minus(tax) : amount).toFixed(),
    tax: tax.toFixed(),
    calculated: calculated.toFixed(),
    rate: rate.toFixed(),
    exempt,
    included,
    model,
  }
}

export const sum = (amounts: string[]): string =>
  amounts.reduce((total, amount) => total.plus(amount), new Decimal(0)).toFixed()
