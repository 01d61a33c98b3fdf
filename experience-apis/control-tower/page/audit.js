import { element } from '/control-tower/kit/element.js'
import { moment } from '/control-tower/kit/moment.js'
import { paged } from '/control-tower/kit/paged.js'
import { keepFilter, typed } from './selection.js'

/** Who did what, the latest first: the audit log as people read it. */
export function showAudit(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = { object: given.get('object') ?? '', by: given.get('by') ?? '', action: given.get('action') ?? '' }
  const set = (field) => (value) => {
    filter[field] = value
    keepFilter('audit', filter)
    acts.now()
  }
  const acts = paged(page.api, '/acts', {
    signal,
    title: 'Audit',
    filter,
    filters: [
      typed('Done by', filter.by, set('by')),
      typed('Action', filter.action, set('action')),
      typed('Done to', filter.object, set('object')),
    ],
    columns: COLUMNS,
    key: ({ id }) => id,
    nothing: () => 'Nothing was done.',
    tell: page.tell,
  })
  page.main.append(
    element('h1', {}, 'Audit'),
    element(
      'p',
      { class: 'muted lead' },
      'What people changed and decided, and what machines wrote into the books. Each act has its place in a chain whose signed end ' +
        'is kept outside of the database; “gantry audit verify” holds the one against the other.',
    ),
    acts.section,
  )
}

const COLUMNS = [
  { name: 'Place', look: 'muted', cell: ({ seq }) => (seq === undefined ? '…' : String(seq)) },
  { name: 'When', look: 'muted', cell: ({ at }) => moment(at) },
  {
    name: 'Who',
    cell: ({ by, onBehalfOf, erasedAt }) => [
      erasedAt ? 'erased' : by,
      onBehalfOf && element('span', { class: 'muted' }, ` for ${onBehalfOf}`),
    ],
  },
  {
    name: 'Did',
    cell: ({ action, detail }) => [
      wordsOf(action),
      detail && element('div', { class: 'muted' }, wordsOfDetail(detail)),
    ],
  },
  { name: 'To', cell: ({ object }) => objectOf(object) },
  { name: 'Why', cell: ({ reason }) => reason ?? '' },
]

/** `exception.resolved` and `experience.crm.submitOrder` as people say it. */
const wordsOf = (action) =>
  action
    .replaceAll(/[.-]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()

const SHOWN = [
  'operation',
  'resolution',
  'code',
  'flow',
  'step',
  'connection',
  'signal',
  'team',
  'event',
  'host',
  'client',
  'failed',
]

const wordsOfDetail = (detail) => SHOWN.flatMap((name) => (detail[name] ? [`${name} ${detail[name]}`] : [])).join(' · ')

const objectOf = (object = '') =>
  object.startsWith('run:')
    ? element('a', { href: `/control-tower/runs/${object.slice(4)}`, 'data-row': true }, 'the run')
    : object
