import { element, list } from '/control-tower/kit/element.js'
import { live } from '/control-tower/kit/live.js'
import { moment } from '/control-tower/kit/moment.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { ageChoice, choice, keepFilter, momentOf, typed } from './selection.js'

const STATES = [
  'queued',
  'running',
  'waiting',
  'blocked',
  'held',
  'completed',
  'failed',
  'compensated',
  'cancelled',
  'discarded',
]

/** Runs of every flow, the latest change first. */
export function showRuns(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const fields = ['state', 'flow', 'text', 'blockedBy', 'age']
  const filter = Object.fromEntries(fields.map((field) => [field, given.get(field) ?? '']))
  const flows = new Set(filter.flow ? [filter.flow] : [])
  const trouble = element('div', {})
  const rows = element('tbody', {})
  const nothing = element('p', { class: 'nothing' }, 'Reading runs…')
  const shown = element('span', { class: 'muted', role: 'status' })
  const set = (field) => (value) => {
    filter[field] = value
    keepFilter('runs', filter)
    now()
  }
  const state = choice('State', () => filter.state, set('state'))
  const flow = choice('Flow', () => filter.flow, set('flow'))
  state.offer(STATES)
  flow.offer(flows)
  page.main.append(
    element('h1', {}, 'Runs'),
    element('p', { class: 'muted lead' }, 'What Gantry carries out, one run for each business key.'),
    trouble,
    element(
      'section',
      { class: 'panel', 'aria-label': 'Runs' },
      element(
        'div',
        { class: 'toolbar' },
        typed('Search key, subject or error', filter.text, set('text')),
        state.label,
        flow.label,
        ageChoice(filter.age, set('age')),
        shown,
      ),
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ['Flow', 'Key', 'About', 'State', 'Begun', 'Changed'].map((name) => element('th', { scope: 'col' }, name)),
          ),
        ),
        rows,
      ),
      nothing,
    ),
  )

  const now = live(
    async () => {
      const { age, ...query } = filter
      const found = await page.api.get('/runs', { ...query, createdBefore: momentOf(age), limit: 100 }, signal)
      return () => {
        trouble.replaceChildren()
        for (const run of found.items) flows.add(run.flow)
        flow.offer(flows)
        list(rows, found.items, { key: ({ id }) => id, render: runRow })
        nothing.hidden = found.items.length > 0
        nothing.textContent = 'No run is so.'
        shown.textContent = found.next ? `the latest ${found.items.length}` : `${found.items.length}`
      }
    },
    {
      signal,
      tell: (at, failure) => {
        page.tell(at, failure)
        if (failure && trouble.childElementCount === 0) trouble.append(noticeOf(failure))
      },
    },
  )
}

const runRow = (run) =>
  element(
    'tr',
    {},
    element('td', { class: 'nowrap' }, run.flow, element('span', { class: 'muted' }, ` v${run.version}`)),
    element(
      'td',
      { class: 'mono key' },
      element('a', { href: `/control-tower/runs/${run.id}`, 'data-row': true }, run.key),
    ),
    element('td', {}, run.subject ?? ''),
    element(
      'td',
      {},
      element('span', { class: 'chip', 'data-run': run.state, title: run.error?.message }, run.state),
      run.blockedBy &&
        element(
          'p',
          { class: 'muted' },
          'waits for ',
          element('a', { href: `/control-tower/runs/${run.blockedBy.id}` }, run.blockedBy.key),
        ),
      run.error && element('p', { class: 'muted' }, run.error.message),
    ),
    element('td', { class: 'muted' }, moment(run.createdAt)),
    element('td', { class: 'muted' }, moment(run.updatedAt)),
  )
