import { element } from '/control-tower/kit/element.js'
import { exactly, moment } from '/control-tower/kit/moment.js'

/** One exception as a row: the sentence first, what is technical folded below it. */
export function exceptionRow(exception, { selected, select, resolve }) {
  const open = exception.state === 'open'
  const late = open && new Date(exception.dueAt) < new Date()
  return element(
    'tr',
    {},
    element(
      'td',
      {},
      open &&
        element('input', {
          type: 'checkbox',
          checked: selected,
          'aria-label': `Select ${exception.subject ?? exception.runKey}`,
          on: { change: ({ target }) => select(target.checked) },
        }),
    ),
    element(
      'td',
      { class: 'what' },
      element('p', { class: 'sentence' }, exception.sentence),
      !open &&
        element('p', { class: 'muted' }, `${exception.resolution} by ${exception.resolvedBy}: ${exception.reason}`),
      element(
        'details',
        {},
        element('summary', {}, element('code', {}, exception.code)),
        element(
          'p',
          {},
          element('a', { href: `/control-tower/runbooks/${exception.code}` }, 'Runbook'),
          ' · ',
          element('a', { href: `/control-tower/runs/${exception.run}` }, 'Run'),
        ),
        element('dl', { class: 'technical' }, technical(exception)),
      ),
    ),
    element(
      'td',
      { class: 'nowrap' },
      exception.subject
        ? element(
            'a',
            { href: `/control-tower/orders/${encodeURIComponent(exception.subject)}`, 'data-row': true },
            exception.subject,
          )
        : element('span', { class: 'mono' }, exception.runKey),
    ),
    element(
      'td',
      {},
      exception.step,
      exception.phase === 'undo' && ' (undo)',
      element('p', { class: 'muted' }, exception.flow),
    ),
    element('td', { class: 'nowrap' }, exception.team),
    element('td', { class: 'muted' }, moment(exception.openedAt)),
    element(
      'td',
      { class: late ? 'late' : 'muted' },
      moment(open ? exception.dueAt : (exception.resolvedAt ?? exception.dueAt)),
    ),
    element(
      'td',
      { class: 'amount' },
      open &&
        element(
          'button',
          { type: 'button', 'aria-label': `Resolve ${exception.subject ?? exception.runKey}`, on: { click: resolve } },
          'Resolve…',
        ),
    ),
  )
}

const technical = (exception) =>
  [
    ['Detail', exception.detail ?? 'none'],
    ['Kind', exception.kind],
    ['Item', exception.item],
    ['Run', `${exception.run} (${exception.runKey})`],
    ['Correlation id', exception.correlation],
    ['Opened', exactly(exception.openedAt)],
    ['Asked', exception.call && `${exception.call.operation} ${JSON.stringify(exception.call.input) ?? ''}`],
    ['Before', exception.before !== undefined && JSON.stringify(exception.before)],
    ['After', exception.after !== undefined && JSON.stringify(exception.after)],
  ]
    .filter(([, value]) => value)
    .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', { class: 'mono' }, value)))
