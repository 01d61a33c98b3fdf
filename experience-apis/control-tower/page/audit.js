import { element, list } from '/control-tower/kit/element.js'
import { live } from '/control-tower/kit/live.js'
import { moment } from '/control-tower/kit/moment.js'
import { noticeOf } from '/control-tower/kit/notice.js'
import { keepFilter, typed } from './selection.js'

/** Who did what, the latest first: the audit log as people read it. */
export function showAudit(page, { signal }) {
  const given = new URLSearchParams(location.search)
  const filter = { object: given.get('object') ?? '', by: given.get('by') ?? '', action: given.get('action') ?? '' }
  const trouble = element('div', {})
  const rows = element('tbody', {})
  const nothing = element('p', { class: 'nothing' }, 'Reading the audit log…')
  const shown = element('span', { class: 'muted', role: 'status' })
  const set = (field) => (value) => {
    filter[field] = value
    keepFilter('audit', filter)
    now()
  }
  page.main.append(
    element('h1', {}, 'Audit'),
    element(
      'p',
      { class: 'muted lead' },
      'What people decided, and what machines wrote into the books. Each act has its place in a chain whose signed end ' +
        'is kept outside of the database; “gantry audit verify” holds the one against the other.',
    ),
    trouble,
    element(
      'section',
      { class: 'panel', 'aria-label': 'Audit' },
      element(
        'div',
        { class: 'toolbar' },
        typed('Done by', filter.by, set('by')),
        typed('Action', filter.action, set('action')),
        typed('Done to', filter.object, set('object')),
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
            ['Place', 'When', 'Who', 'Did', 'To', 'Why'].map((name) => element('th', { scope: 'col' }, name)),
          ),
        ),
        rows,
      ),
      nothing,
    ),
  )

  const now = live(
    async () => {
      const query = Object.fromEntries(Object.entries(filter).filter(([, value]) => value))
      const found = await page.api.get('/acts', query, signal)
      return () => {
        trouble.replaceChildren()
        list(rows, found.items, { key: ({ id }) => id, render: rowOf })
        nothing.hidden = found.items.length > 0
        nothing.textContent = 'Nothing was done.'
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

const rowOf = ({ seq, at, by, onBehalfOf, action, object, reason, detail, erasedAt }) =>
  element(
    'tr',
    {},
    element('td', { class: 'muted' }, seq === undefined ? '…' : String(seq)),
    element('td', { class: 'muted' }, moment(at)),
    element(
      'td',
      {},
      erasedAt ? 'erased' : by,
      onBehalfOf && element('span', { class: 'muted' }, ` for ${onBehalfOf}`),
    ),
    element('td', {}, wordsOf(action), detail && element('div', { class: 'muted' }, wordsOfDetail(detail))),
    element('td', {}, objectOf(object)),
    element('td', {}, reason ?? ''),
  )

/** `exception.resolved` as people say it. */
const wordsOf = (action) => action.replaceAll(/[.-]/g, ' ')

const SHOWN = ['operation', 'resolution', 'code', 'flow', 'step', 'connection', 'signal', 'team', 'event']

const wordsOfDetail = (detail) => SHOWN.flatMap((name) => (detail[name] ? [`${name} ${detail[name]}`] : [])).join(' · ')

const objectOf = (object = '') =>
  object.startsWith('run:')
    ? element('a', { href: `/control-tower/runs/${object.slice(4)}`, 'data-row': true }, 'the run')
    : object
