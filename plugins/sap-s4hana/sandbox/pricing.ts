import { Decimal } from '@gantry/canonical/money'
import { decimalsOf } from './company.ts'
import type { Row } from './entity.ts'
import { Refusal } from './refusal.ts'

/**
 * The condition types of this system's pricing procedure: `PMP0` is a manual price per quantity (calculation type C),
 * `ZTAX` a tax amount that a tax engine outside has determined (calculation type B, a fixed amount).
 */
const CONDITIONS: Record<string, { step: string; calculation: 'B' | 'C'; tax: boolean }> = {
  PMP0: { step: '20', calculation: 'C', tax: false },
  ZTAX: { step: '900', calculation: 'B', tax: true },
}

export type Priced = { net: string; tax: string; elements: Row[] }

/** What an item comes to by its conditions, rounded to the currency as SAP does. */
export function priced(currency: string, quantity: Decimal, elements: readonly Row[]): Priced {
  const decimals = decimalsOf(currency)
  let [net, tax] = [new Decimal(0), new Decimal(0)]
  const shown = elements.map((element, index) => {
    const type = String(element.ConditionType ?? '')
    const condition = CONDITIONS[type]
    if (!condition) throw new Refusal(400, 'V1/801', `Condition type ${type} is not in the pricing procedure`)
    if (element.ConditionCurrency !== currency)
      throw new Refusal(400, 'V1/850', `Condition currency ${element.ConditionCurrency} cannot be converted`)
    const rate = new Decimal(String(element.ConditionRateAmount ?? '0'))
    if (rate.decimalPlaces() > decimals)
      throw new Refusal(400, 'VK/027', `Amount ${rate} has more decimal places than ${currency} allows`)
    const per = new Decimal(String(element.ConditionQuantity || '1'))
    const amount = (condition.calculation === 'C' ? rate.times(quantity).div(per) : rate).toDecimalPlaces(decimals)
    if (condition.tax) tax = tax.plus(amount)
    else net = net.plus(amount)
    return {
      ...element,
      PricingProcedureStep: condition.step,
      PricingProcedureCounter: String(index + 1),
      ConditionCalculationType: condition.calculation,
      ConditionAmount: amount.toFixed(decimals),
      TransactionCurrency: currency,
    }
  })
  return { net: net.toFixed(decimals), tax: tax.toFixed(decimals), elements: shown }
}
