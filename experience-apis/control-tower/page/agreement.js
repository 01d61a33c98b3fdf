import { element } from '/control-tower/kit/element.js'
import { grouped, isZero, spread, sum } from './amounts.js'

/** Which documents say the same amount, and of which of their amounts. */
const CHECKS = [
  { name: 'Net', of: 'net', in: { billing: 'invoice', erp: 'invoice' } },
  { name: 'Tax', of: 'tax', in: { billing: 'invoice', tax: 'tax document', erp: 'invoice' } },
  { name: 'Gross', of: 'gross', in: { billing: 'invoice', erp: 'invoice' } },
  { name: 'Received', of: 'gross', in: { payments: 'payment', erp: 'cash application' } },
]

const COLUMNS = [
  ['billing', 'Billing'],
  ['tax', 'Tax'],
  ['erp', 'ERP'],
  ['payments', 'Payments'],
]

const currencyOf = (documents) =>
  documents.flatMap(({ gross, net, tax }) => [gross, net, tax]).find(Boolean)?.currency ?? ''

/** Holds the systems' amounts against each other, to the last digit; several documents of a kind are summed. */
function checked(documents) {
  return CHECKS.map((check) => {
    const amounts = Object.fromEntries(
      Object.entries(check.in).map(([system, kind]) => {
        const found = documents.filter((paper) => paper.system === system && paper.kind === kind && paper[check.of])
        return [system, found.length > 0 ? sum(found.map((paper) => paper[check.of].amount)) : undefined]
      }),
    )
    const present = Object.values(amounts).filter((amount) => amount !== undefined)
    const complete = present.length === Object.keys(check.in).length
    return { ...check, amounts, difference: complete ? spread(present) : undefined }
  })
}

/** In one sentence, whether billing, tax and ERP say the same. */
export function verdictOf(documents) {
  const rows = checked(documents)
  const differing = rows.filter(({ difference }) => difference !== undefined && !isZero(difference))
  if (differing.length > 0) {
    const parts = differing.map(
      ({ name, difference }) => `${name.toLowerCase()} by ${currencyOf(documents)} ${grouped(difference)}`,
    )
    return element('p', { class: 'verdict differs' }, `The systems differ: ${parts.join(', ')}.`)
  }
  if (rows.slice(0, 3).every(({ difference }) => difference !== undefined))
    return element('p', { class: 'verdict agrees' }, 'Net, tax and gross agree across billing, tax and ERP.')
  return element('p', { class: 'verdict muted' }, 'Not every system has its document yet.')
}

/** What each system says, amount by amount, and how far they lie apart. */
export const agreementOf = (documents) => [
  element('h2', {}, 'Agreement'),
  element(
    'table',
    { class: 'agreement' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, currencyOf(documents)),
        COLUMNS.map(([, name]) => element('th', { scope: 'col', class: 'amount' }, name)),
        element('th', { scope: 'col', class: 'amount' }, 'Difference'),
      ),
    ),
    element('tbody', {}, checked(documents).map(rowOf)),
  ),
]

const rowOf = ({ name, in: systems, amounts, difference }) =>
  element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    COLUMNS.map(([system]) =>
      element(
        'td',
        { class: amounts[system] === undefined ? 'amount muted' : 'amount' },
        system in systems ? (amounts[system] === undefined ? 'not yet' : grouped(amounts[system])) : '',
      ),
    ),
    element(
      'td',
      { class: `amount ${difference === undefined ? 'muted' : isZero(difference) ? 'agrees' : 'differs'}` },
      difference === undefined ? '–' : `${grouped(difference)} ${isZero(difference) ? '✓' : '✕'}`,
    ),
  )
