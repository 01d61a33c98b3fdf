import { element } from '/control-tower/kit/element.js'

/** A decimal string as a whole number of units of 10^-scale: exact, for a float would lose cents. */
function units(amount, scale) {
  const [, sign, whole, fraction = ''] = amount.match(/^(-?)(\d+)(?:\.(\d+))?$/)
  return BigInt(sign + whole + fraction.padEnd(scale, '0'))
}

const scaleOf = (amount) => amount.split('.')[1]?.length ?? 0

function decimal(value, scale) {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const at = digits.length - scale
  return `${value < 0n ? '-' : ''}${digits.slice(0, at)}${scale > 0 ? `.${digits.slice(at)}` : ''}`
}

/** The sum of decimal strings, with as many decimals as the most exact of them. */
export function sum(amounts) {
  const scale = Math.max(0, ...amounts.map(scaleOf))
  return decimal(
    amounts.reduce((total, amount) => total + units(amount, scale), 0n),
    scale,
  )
}

/** How far decimal strings lie apart: the greatest less the least. */
export function spread(amounts) {
  const scale = Math.max(0, ...amounts.map(scaleOf))
  const values = amounts.map((amount) => units(amount, scale)).toSorted((a, b) => (a < b ? -1 : 1))
  return decimal(values.at(-1) - values[0], scale)
}

export const isZero = (amount) => units(amount, scaleOf(amount)) === 0n

/** Groups thousands and keeps every digit: `1234567.50` becomes `1,234,567.50`. */
export function grouped(amount) {
  const [whole, fraction] = amount.split('.')
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '−')
  return fraction === undefined ? digits : `${digits}.${fraction}`
}

/** `{ currency, amount }` as `EUR 1,234.50`; a dash where there is none. */
export const moneyOf = (money) =>
  money
    ? element(
        'span',
        { class: 'nowrap' },
        element('span', { class: 'currency' }, `${money.currency} `),
        grouped(money.amount),
      )
    : element('span', { class: 'muted' }, element('span', { 'aria-hidden': 'true' }, '–'), hidden('none'))

const hidden = (text) => element('span', { class: 'visually-hidden' }, text)

/** Sums by currency: amounts of different currencies are never added up. */
export function byCurrency(moneys) {
  const found = Map.groupBy(
    moneys.filter((money) => money !== undefined),
    ({ currency }) => currency,
  )
  return [...found]
    .map(([currency, same]) => ({ currency, amount: sum(same.map(({ amount }) => amount)) }))
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
}
