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

/** Holds the systems' amounts against each other, to the last digit; several documents of a kind are summed. */
export function agreementOf(documents) {
  const currency = documents.flatMap(({ gross, net, tax }) => [gross, net, tax]).find(Boolean)?.currency ?? ''
  const rows = CHECKS.map((check) => {
    const amounts = Object.fromEntries(
      Object.entries(check.in).map(([system, kind]) => {
        const found = documents.filter((paper) => paper.system === system && paper.kind === kind && paper[check.of])
        return [system, found.length > 0 ? sum(found.map((paper) => paper[check.of].amount)) : undefined]
      }),
    )
    const present = Object.values(amounts).filter((amount) => amount !== undefined)
    const complete = present.length === Object.keys(check.in).length
    return { ...check, amounts, present, complete, difference: complete ? spread(present) : undefined }
  })
  const differing = rows.filter(({ difference }) => difference !== undefined && !isZero(difference))
  const invoiced = rows.slice(0, 3).every(({ complete }) => complete)
  return [
    element('div', { class: 'panel-head' }, element('h2', {}, 'Agreement'), verdictOf(differing, invoiced, currency)),
    element(
      'table',
      { class: 'agreement' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, currency),
          COLUMNS.map(([, name]) => element('th', { scope: 'col', class: 'amount' }, name)),
          element('th', { scope: 'col', class: 'amount' }, 'Difference'),
        ),
      ),
      element('tbody', {}, rows.map(rowOf)),
    ),
  ]
}

function verdictOf(differing, invoiced, currency) {
  if (differing.length > 0) {
    const parts = differing.map(({ name, difference }) => `${name.toLowerCase()} by ${currency} ${grouped(difference)}`)
    return element('p', { class: 'verdict differs' }, `The systems differ: ${parts.join(', ')}.`)
  }
  if (invoiced)
    return element('p', { class: 'verdict agrees' }, 'Net, tax and gross agree across billing, tax and ERP.')
  return element('p', { class: 'verdict' }, 'Not every system has its document yet.')
}

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
