import { element } from '/catalogue/kit/element.js'
import { pathOf } from './entry.js'

/** Who uses an API: who declares it, and whom the last 90 days saw calling which version. */
export function consumersOf(items) {
  const heads = ['Consumer', 'Declared', 'Called version', 'Calls in 90 days', 'Last call']
  return [
    element('h2', {}, 'Who uses it'),
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          heads.map((head) => element('th', { scope: 'col', class: /^Calls/.test(head) ? 'amount' : '' }, head)),
        ),
      ),
      element('tbody', {}, items.map(rowOf)),
    ),
  ]
}

function rowOf({ consumer, declared, version, calls, lastCalledAt }) {
  const [, tier, name] = /^(experience|process|system)\.(.+)$/.exec(consumer) ?? []
  return element(
    'tr',
    {},
    element(
      'td',
      {},
      name ? element('a', { class: 'chip', 'data-tier': tier, href: pathOf({ tier, name }) }, name) : consumer,
    ),
    element('td', {}, declared ? 'declared' : 'not declared'),
    element('td', {}, version ?? 'not seen'),
    element('td', { class: 'amount' }, String(calls)),
    element('td', {}, lastCalledAt ? lastCalledAt.slice(0, 10) : ''),
  )
}
