import { element } from '/control-tower/kit/element.js'
import { moment } from '/control-tower/kit/moment.js'
import { paged } from '/control-tower/kit/paged.js'
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
  const set = (field) => (value) => {
    filter[field] = value
    keepFilter('runs', filter)
    runs.now()
  }
  const state = choice('State', () => filter.state, set('state'))
  const flow = choice('Flow', () => filter.flow, set('flow'))
  state.offer(STATES)
  flow.offer(flows)
  const runs = paged(page.api, '/runs', {
    signal,
    title: 'Runs',
    filter,
    query: ({ age, ...query }) => ({ ...query, createdBefore: momentOf(age) }),
    filters: [
      typed('Search key, subject or error', filter.text, set('text')),
      state.label,
      flow.label,
      ageChoice(filter.age, set('age')),
    ],
    columns: COLUMNS,
    key: ({ id }) => id,
    nothing: () => 'No run is so.',
    heard: ({ items }) => {
      for (const run of items) flows.add(run.flow)
      flow.offer(flows)
    },
    tell: page.tell,
  })
  page.main.append(
    element('h1', {}, 'Runs'),
    element('p', { class: 'muted lead' }, 'What Gantry carries out, one run for each business key.'),
    runs.section,
  )
}

const COLUMNS = [
  {
    name: 'Flow',
    look: 'nowrap',
    cell: ({ flow, version }) => [flow, element('span', { class: 'muted' }, ` v${version}`)],
  },
  {
    name: 'Key',
    look: 'mono key',
    cell: ({ id, key }) => element('a', { href: `/control-tower/runs/${id}`, 'data-row': true }, key),
  },
  { name: 'About', cell: ({ subject }) => subject ?? '' },
  {
    name: 'State',
    cell: ({ state, error, blockedBy }) => [
      element('span', { class: 'chip', 'data-run': state, title: error?.message }, state),
      blockedBy &&
        element(
          'p',
          { class: 'muted' },
          'waits for ',
          element('a', { href: `/control-tower/runs/${blockedBy.id}` }, blockedBy.key),
        ),
      error && element('p', { class: 'muted' }, error.message),
    ],
  },
  { name: 'Begun', look: 'muted', cell: ({ createdAt }) => moment(createdAt) },
  { name: 'Changed', look: 'muted', cell: ({ updatedAt }) => moment(updatedAt) },
]
