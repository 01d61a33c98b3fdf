import { element } from '/control-tower/kit/element.js'
import { moment } from '/control-tower/kit/moment.js'
import { resolve } from './resolution.js'

/** An open exception as a notice on the page of what it is about; `done` hears that it was resolved. */
export const stuckOf = (page, exception, done) =>
  element(
    'div',
    { class: 'notice stuck' },
    element(
      'div',
      {},
      element('p', {}, element('strong', {}, exception.sentence)),
      element(
        'p',
        { class: 'muted' },
        `${exception.team} · ${exception.flow}, step ${exception.step} · opened `,
        moment(exception.openedAt),
        ' · due ',
        moment(exception.dueAt),
        ' · ',
        element('a', { href: `/control-tower/runbooks/${exception.code}` }, 'Runbook'),
      ),
    ),
    element('button', { type: 'button', on: { click: () => resolve(page, exception, done) } }, 'Resolve…'),
  )
