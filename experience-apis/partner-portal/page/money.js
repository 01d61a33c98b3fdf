import { element } from '/partner-portal/kit/element.js'

/** Groups thousands and keeps every digit: `1234567.50` becomes `1,234,567.50`. */
export function grouped(amount) {
  const [whole, fraction] = amount.split('.')
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '−')
  return fraction === undefined ? digits : `${digits}.${fraction}`
}

/** `{ currency, amount }` as `EUR 1,234.50`; nothing where there is none. */
export const moneyOf = (money) =>
  money ? element('span', { class: 'nowrap' }, `${money.currency} ${grouped(money.amount)}`) : ''
