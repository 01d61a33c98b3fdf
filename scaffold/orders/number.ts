import { Decimal } from '@gantry/canonical/money'
import { unusable } from './row.ts'

export type NumberFormat = { decimal: '.' | ','; thousands?: string | undefined }

const SPACES = /[\s\u00a0\u202f]/g
// What stands around a number in an export: a currency sign or code before or after it.
const SIGNS = /^(?:\p{Sc}|[A-Z]{1,3}\p{Sc}|[A-Z]{3}(?=[\s\d-]))|(?:\p{Sc}|(?<=[\s\d])[A-Z]{3})$/gu

function group(separator: string): RegExp {
  const mark = RegExp(/\w|\s/.test(separator) ? separator : `\\${separator}`).source
  return new RegExp(`^\\d{1,3}(?:${mark}\\d{2,3})*${mark}\\d{3}(?!\\d)`)
}

/**
 * A number as exports write it: `1.234,50 €`, `(12.00)`, `12.00-`, `45,06`.
 * Never guesses: a separator that the mapping does not name makes the number unusable, since `1,234` could be either.
 */
export function parseNumber(text: string, format: NumberFormat, what: string): Decimal {
  const wrong = () => unusable(`${what} "${text}" is not a number${hint(text, format)}`)
  let rest = text.trim()
  let negative = false
  const parentheses = /^\((.*)\)$/.exec(rest)
  if (parentheses) {
    negative = true
    rest = parentheses[1]!.trim()
  }
  rest = rest.replace(/^-\s*(?=\p{Sc})/u, () => {
    negative = !negative
    return ''
  })
  rest = rest.replace(SIGNS, '').trim()
  if (/^[-\u2212]|[-\u2212]$/.test(rest)) {
    negative = !negative
    rest = rest.replace(/^[-\u2212]\s*|\s*[-\u2212]$/, '')
  }
  rest = rest.replace(/^\+/, '').replace(SIGNS, '').trim()
  const { thousands } = format
  if (thousands !== undefined) {
    const mark = thousands.trim() === '' ? ' ' : thousands
    if (mark === ' ') rest = rest.replace(SPACES, ' ')
    if (rest.includes(mark)) {
      if (!group(mark).test(rest)) wrong()
      rest = rest.replaceAll(mark, '')
    }
  }
  if (format.decimal === ',') {
    if (rest.includes('.')) wrong()
    rest = rest.replace(',', '.')
  }
  if (!/^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?$/.test(rest)) wrong()
  const number = new Decimal(rest)
  return negative ? number.negated() : number
}

function hint(text: string, { decimal, thousands }: NumberFormat): string {
  if (decimal === '.' && /\d,\d/.test(text) && thousands === undefined) {
    return ' (format.decimal or format.thousands of the mapping says what the comma means)'
  }
  return decimal === ',' && /\d\.\d/.test(text) && thousands === undefined
    ? ' (format.thousands of the mapping says what the point means)'
    : ''
}

/** A share of one: `15%` is 0.15 in either unit; `15` is 0.15 as percent and unusable as a fraction. */
export function parseShare(text: string, unit: 'fraction' | 'percent', format: NumberFormat, what: string): Decimal {
  const sign = text.trim().endsWith('%')
  const number = parseNumber(sign ? text.trim().slice(0, -1) : text, format, what)
  const share = sign || unit === 'percent' ? number.div(100) : number
  if (share.lt(0) || share.gt(1)) {
    unusable(`${what} "${text}" is not between nothing and all (the mapping reads it as a ${unit})`)
  }
  return share
}
