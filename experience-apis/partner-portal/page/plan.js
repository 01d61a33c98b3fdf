import { element } from '/partner-portal/kit/element.js'
import { noticeOf } from '/partner-portal/kit/notice.js'
import { tableOf } from '/partner-portal/kit/table.js'
import { grouped } from './money.js'

/** What the partner's plan allows, what is used of it, and what the plan above would be. */
export async function showPlan(page, { signal }) {
  const heading = element('h1', {}, 'Plan')
  page.main.replaceChildren(heading, element('p', { class: 'nothing' }, 'Reading…'))
  try {
    const use = await page.api.get('/plan', {}, signal)
    page.main.replaceChildren(
      element('div', { class: 'headed' }, heading, element('span', { class: 'chip bare' }, use.plan)),
      element(
        'p',
        { class: 'muted lead' },
        'It holds for all your programs and people together. Days begin at midnight UTC.',
      ),
      element('div', { class: 'meters' }, metersOf(use, page.allowance())),
      limitsOf(use),
      element(
        'p',
        { class: 'muted apart' },
        use.next
          ? `To have the plan ${use.next.plan}, ask whoever looks after you with us.`
          : 'There is no plan above yours. Whoever needs more asks whoever looks after them with us.',
      ),
    )
  } catch (problem) {
    if (!signal.aborted) page.main.replaceChildren(heading, noticeOf(problem))
  }
}

const metersOf = ({ calls, ordersPerDay, ordersToday, quotesPerDay, quotesToday }, allowance) => [
  meterOf('Orders today', ordersToday, ordersPerDay),
  meterOf('Quotes asked for today', quotesToday, quotesPerDay),
  calls && allowance
    ? meterOf(`Requests in ${calls.seconds} seconds`, calls.count - allowance.left, calls.count)
    : element('section', { class: 'panel' }, element('h2', {}, 'Requests'), element('p', {}, 'Not counted here.')),
]

/** How much is used of what is allowed; told in words too, since a bar alone says it to few. */
function meterOf(name, used, allowed) {
  const share = Math.min(1, used / allowed)
  const state = share >= 1 ? 'none' : share >= 0.8 ? 'little' : 'enough'
  const left = grouped(String(Math.max(0, allowed - used)))
  const id = `meter-${name.toLowerCase().replaceAll(' ', '-')}`
  return element(
    'section',
    { class: 'panel', 'aria-labelledby': id },
    element('h2', { id }, name),
    element('p', {}, element('strong', {}, grouped(String(used))), ` of ${grouped(String(allowed))}`),
    element(
      'div',
      {
        class: 'meter',
        role: 'meter',
        'aria-labelledby': id,
        'aria-valuemin': '0',
        'aria-valuenow': String(used),
        'aria-valuemax': String(allowed),
        'aria-valuetext': `${used} of ${allowed} used`,
        'data-left': state,
      },
      element('span', { style: `width: ${(share * 100).toFixed(1)}%` }),
    ),
    element('p', { class: 'muted' }, share >= 1 ? 'Nothing is left.' : `${left} left.`),
  )
}

const WORDS = [
  [
    'Requests',
    ({ calls }) => (calls ? `${grouped(String(calls.count))} in ${calls.seconds} seconds` : 'not counted here'),
  ],
  ['Orders', ({ ordersPerDay }) => `${grouped(String(ordersPerDay))} a day`],
  ['Quotes asked for', ({ quotesPerDay }) => `${grouped(String(quotesPerDay))} a day`],
]

const limitsOf = ({ next, ...own }) =>
  tableOf(
    'Limits',
    [
      { name: 'Limit', cell: ([name]) => name },
      { name: `Yours: ${own.plan}`, cell: ([, words]) => words(own) },
      ...(next ? [{ name: `The next: ${next.plan}`, cell: ([, words]) => words(next) }] : []),
    ],
    WORDS,
    '',
  )
